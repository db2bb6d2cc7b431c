import { z } from 'zod'
import { canonicalJson } from '../study/canonical-json'
import type { StudyFile } from '../study/schema'

export const REGISTRATION_SCHEMA = 'ablation-workbench/registration/1'

/** A study as it was before its first trial; written once. */
export const Registration = z.strictObject({
  schema: z.literal(REGISTRATION_SCHEMA),
  /** ISO 8601, UTC, by the clock of the machine that wrote it. */
  time: z.iso.datetime(),
  /** The plan's: of question, arms, outcome, tests, replicates, hypotheses and recipe, to the word. */
  hash: z.string(),
  /** What the study said, its architecture's file in the place of that file's path. */
  written: z.unknown(),
})
export type Registration = z.infer<typeof Registration>

/** Something that is other now than it was registered. */
export interface Deviation {
  /** Such as `replicates`, or `hypotheses: 1x1 reductions save computation`. */
  readonly what: string
  /** As it was registered, and as it is; null where it was not, or is not any more. */
  readonly registered: string | null
  readonly now: string | null
}

/** What a study says that its registration did not, in the order of the file. */
export function deviations(registered: StudyFile, now: StudyFile): readonly Deviation[] {
  const { hypotheses: claimed, ...before } = registered
  const { hypotheses: claims, ...after } = now
  return [...differences('', before, after), ...claimDifferences(claimed, claims)]
}

type Hypotheses = StudyFile['hypotheses']

/** Claims are known by their words. */
function claimDifferences(before: Hypotheses, after: Hypotheses): readonly Deviation[] {
  const words = [...new Set([...before, ...after].map(({ claim }) => claim))]
  return words.flatMap((claim) => {
    const [was, is] = [before, after].map((claims) => claims.find((own) => own.claim === claim))
    return difference(`hypotheses: ${claim}`, was && expectation(was), is && expectation(is))
  })
}

function expectation({ claim: _claim, ...rest }: Hypotheses[number]): object {
  return rest
}

/** Maps are compared key by key; lists and single values as wholes. */
function differences(path: string, before: unknown, after: unknown): readonly Deviation[] {
  if (!isMap(before) || !isMap(after)) return difference(path, before, after)
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return keys.flatMap((key) => differences(path === '' ? key : `${path}.${key}`, before[key], after[key]))
}

function difference(what: string, before: unknown, after: unknown): readonly Deviation[] {
  const [registered, now] = [written(before), written(after)]
  return registered === now ? [] : [{ what, registered, now }]
}

function written(value: unknown): string | null {
  if (value === undefined) return null
  return typeof value === 'string' ? value : canonicalJson(value)
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
