import { z } from 'zod'

/** A place in a study file, counted from 1 as editors do; the end is exclusive. */
export const SourceRange = z.strictObject({
  line: z.int().positive(),
  column: z.int().positive(),
  endLine: z.int().positive(),
  endColumn: z.int().positive(),
})
export type SourceRange = z.infer<typeof SourceRange>

/** Something wrong in a study file: what was found, what is allowed, and the nearest valid word. */
export const Problem = z.strictObject({
  range: SourceRange,
  /** What was found and why it cannot stand, as a sentence without the place. */
  found: z.string(),
  /** What may stand there; empty where a list would not help. */
  allowed: z.array(z.string()),
  /** The allowed word nearest to the one found. */
  nearest: z.string().optional(),
})
export type Problem = z.infer<typeof Problem>

/** The sentence of a problem: what was found, what is allowed, the nearest word. */
export function problemSentence({ found, allowed, nearest }: Problem): string {
  const list = allowed.length > 0 ? ` Allowed: ${allowed.join(', ')}.` : ''
  const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`
  return `${found}${list}${hint}`
}

/** `study.yaml:11:12: "equal-mac" is not a control. Allowed: … Did you mean equal-macs?` */
export function formatProblem(file: string, problem: Problem): string {
  return `${file}:${problem.range.line}:${problem.range.column}: ${problemSentence(problem)}`
}
