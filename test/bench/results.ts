import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

export const BENCH_SCHEMA = 'ablation-workbench/bench/1'

/** What one contestant did in one cell. */
export const Entry = z.strictObject({
  contestant: z.string(),
  parameters: z.int(),
  /** Of three steps by the first batch. */
  losses: z.array(z.number()),
  startSeconds: z.number(),
  /** Steps of each measurement. */
  steps: z.int(),
  /** A number for each round. */
  imagesPerSecond: z.array(z.number()),
  peakBytes: z.number().optional(),
  versions: z.record(z.string(), z.string()),
  device: z.string(),
})
export type Entry = z.infer<typeof Entry>

/** One network at one batch, all contestants interleaved. */
export const Cell = z.strictObject({
  network: z.string(),
  title: z.string(),
  input: z.array(z.int()),
  batch: z.int(),
  towers: z.int(),
  entries: z.array(Entry),
  /** Contestants that did not get through, and why. */
  failures: z.record(z.string(), z.string()),
})
export type Cell = z.infer<typeof Cell>

/** Where a step's time goes, as shares of the wall-clock time of a trial's steps. */
export const Shares = z.strictObject({
  network: z.string(),
  batch: z.int(),
  steps: z.int(),
  millisecondsPerStep: z.number(),
  /** oneDNN's own primitives: their summed time ÷ (wall-clock time · threads). */
  onednn: z.number(),
  /** The same by kind of primitive, the largest first. */
  primitives: z.array(z.tuple([z.string(), z.number()])),
  /** Outside TensorFlow: this program's loop, feeding and reading. */
  runner: z.number(),
})
export type Shares = z.infer<typeof Shares>

/** One way to run the sample study, from a cold start to results. */
export const StudyRun = z.strictObject({
  contestant: z.string(),
  title: z.string(),
  seconds: z.array(z.number()),
  peakBytes: z.number().optional(),
  meanAccuracy: z.number(),
})
export type StudyRun = z.infer<typeof StudyRun>

export const StudyTimes = z.strictObject({ trials: z.int(), of: z.int(), runs: z.array(StudyRun) })
export type StudyTimes = z.infer<typeof StudyTimes>

/** Last validation accuracies of the sample study's trials, by this program and by Keras; a number for each replicate. */
export const Agreement = z.strictObject({
  date: z.string(),
  /** Whose accuracies they are: `TensorFlow 2.15.1`. */
  own: z.string(),
  keras: z.string(),
  arms: z.array(z.strictObject({ label: z.string(), own: z.array(z.number()), keras: z.array(z.number()) })),
})
export type Agreement = z.infer<typeof Agreement>

/** How this engine alone grows along one axis. */
export const Growth = z.strictObject({
  axis: z.string(),
  points: z.array(
    z.strictObject({
      at: z.string(),
      parameters: z.int(),
      imagesPerSecond: z.number(),
      peakBytes: z.number().optional(),
    }),
  ),
})
export type Growth = z.infer<typeof Growth>

/** How long something takes that trains nothing. */
export const CoreTime = z.strictObject({
  what: z.string(),
  /** Milliseconds that the median shall stay below. */
  aim: z.number().optional(),
  /** A number for each repetition. */
  milliseconds: z.array(z.number()).min(1),
})
export type CoreTime = z.infer<typeof CoreTime>

/** With the day it was measured on: it may be another than that of the rest. */
export const CoreTimes = z.strictObject({ date: z.string(), loadBefore: z.number(), times: z.array(CoreTime) })
export type CoreTimes = z.infer<typeof CoreTimes>

/** All that a run of the bench found. */
export const BenchResults = z.strictObject({
  schema: z.literal(BENCH_SCHEMA),
  started: z.string(),
  finished: z.string().optional(),
  command: z.string(),
  device: z.enum(['CPU', 'GPU']),
  machine: z.strictObject({ processor: z.string(), cores: z.int(), memoryBytes: z.number(), system: z.string() }),
  /** Other programs' load before the start: runnable processes, averaged over a minute. */
  loadBefore: z.number(),
  rounds: z.int(),
  cells: z.array(Cell),
  shares: z.array(Shares),
  study: StudyTimes.optional(),
  agreement: Agreement.optional(),
  growth: z.array(Growth),
  core: CoreTimes.optional(),
})
export type BenchResults = z.infer<typeof BenchResults>

export function readResults(file: string): BenchResults {
  return BenchResults.parse(JSON.parse(readFileSync(file, 'utf8')))
}

/** Whole or not at all: a run that is stopped leaves what it had. */
export function writeResults(file: string, results: BenchResults): void {
  writeWhole(file, `${JSON.stringify(results, undefined, 2)}\n`)
}

export function writeWhole(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.partial`, text)
  renameSync(`${file}.partial`, file)
}
