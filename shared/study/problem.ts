import { z } from 'zod'

/** A place in a file, counted from 1 as editors do; the end is exclusive. */
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
  /** Of a problem in the architecture file that the study names: that file, from the study's folder, and the place in it. */
  elsewhere: z.strictObject({ file: z.string(), range: SourceRange }).optional(),
})
export type Problem = z.infer<typeof Problem>

/**
 * The sentence of a problem where its place in the study is shown otherwise: what was found, what is allowed, the nearest
 * word. One in another file begins with that file and the place in it.
 */
export function problemSentence(problem: Problem): string {
  const { elsewhere } = problem
  return elsewhere ? `${place(elsewhere.file, elsewhere.range)}: ${words(problem)}` : words(problem)
}

/** `study.yaml:11:12: "equal-mac" is not a control. Allowed: … Did you mean equal-macs?`, in whichever file it stands. */
export function formatProblem(file: string, problem: Problem): string {
  const { range, elsewhere } = problem
  if (!elsewhere) return `${place(file, range)}: ${words(problem)}`
  const folder = file.replace(/[^/\\]*$/, '')
  return `${place(`${folder}${elsewhere.file}`, elsewhere.range)}: ${words(problem)}`
}

function place(file: string, { line, column }: SourceRange): string {
  return `${file}:${line}:${column}`
}

function words({ found, allowed, nearest }: Problem): string {
  const list = allowed.length > 0 ? ` Allowed: ${allowed.join(', ')}.` : ''
  const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`
  return `${found}${list}${hint}`
}
