import { z } from 'zod'
import { contentHash } from './content-hash'
import type { ImportedStudy } from './imported-study'

export const IMPORTED_RESULT_SCHEMA = 'ablation-workbench/imported-result/1'

/** A measurement as JSON can hold it: a number, or the word for what is none. */
const Measured = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])])
export type Measured = z.infer<typeof Measured>

/** What was measured in one imported run: `result.json` of its trial. */
export const ImportedResult = z.strictObject({
  schema: z.literal(IMPORTED_RESULT_SCHEMA),
  /** The hash of all below: see importedTrialId. */
  trial: z.string(),
  levels: z.record(z.string(), z.string()),
  seed: z.string().nullable(),
  /** By ascending step. */
  series: z.array(z.strictObject({ metric: z.string(), steps: z.array(z.number()), values: z.array(Measured) })),
})
export type ImportedResult = z.infer<typeof ImportedResult>

/** An imported run's id follows from what was measured, so that a changed number is noticed. */
export function importedTrialId({ levels, seed, series }: Omit<ImportedResult, 'schema' | 'trial'>): string {
  return contentHash({ levels, seed, series })
}

export function writtenNumber(value: number): Measured {
  if (Number.isFinite(value)) return value
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity'
}

export function readWrittenNumber(value: Measured): number {
  return typeof value === 'number' ? value : Number(value)
}

/** What a run came to, by the study’s outcome. */
export type ImportedOutcome =
  | { readonly kind: 'finished'; readonly value: number; readonly step: number }
  /** Its last number is no finite one. */
  | { readonly kind: 'diverged'; readonly value: number; readonly step: number }
  /** It has not measured this, or not at the step that the study asks for. */
  | { readonly kind: 'unmeasured' }

/** In the unit that is analysed: what stands there in per cent becomes a share of one. */
export function importedOutcome(
  { series }: ImportedResult,
  { metric, at, unit }: ImportedStudy['outcome'],
): ImportedOutcome {
  const own = series.find((one) => one.metric === metric)
  const index = own ? (at === 'last-step' ? own.steps.length - 1 : own.steps.indexOf(at)) : -1
  const [step, written] = [own?.steps[index], own?.values[index]]
  if (step === undefined || written === undefined) return { kind: 'unmeasured' }
  const value = readWrittenNumber(written) / (unit === 'percent' ? 100 : 1)
  return { kind: Number.isFinite(value) ? 'finished' : 'diverged', value, step }
}
