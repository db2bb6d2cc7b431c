import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import type { ResultRecord } from '../../shared/study/result-record'
import { writeAtomically } from './atomic-write'
import { decodeWholeNumbers, encodeNpz } from './npz'
import { attemptFolder } from './study-folder'

type FinishedResult = Extract<ResultRecord, { readonly outcome: 'finished' }>
export type Predictions = NonNullable<FinishedResult['predictions']>
export type JudgedSplit = Predictions['splits'][number]

const SPLITS = ['validation', 'test'] as const satisfies readonly JudgedSplit[]

const predictionsFile = (folder: string, trial: string, attempt: number): string =>
  join(attemptFolder(folder, trial, attempt), 'predictions.npz')

/**
 * Writes the class that each image is taken for and its own, uint16 in the split's order. Before the result, which has its
 * checksum.
 * @throws what `unwritten` tells, where the system refuses
 */
export function writePredictions(
  folder: string,
  trial: string,
  attempt: number,
  judged: { readonly [S in JudgedSplit]?: { readonly classes: Uint16Array } },
  labels: Readonly<Record<JudgedSplit, { readonly labels: ArrayLike<number> }>>,
): Predictions {
  const found = SPLITS.flatMap((split) => {
    const classes = judged[split]?.classes
    return classes ? [{ split, classes, labels: Uint16Array.from(labels[split].labels) }] : []
  })
  const bytes = encodeNpz(
    new Map(
      found.flatMap(({ split, classes, labels: right }) => [
        [split, { shape: [classes.length], values: classes }] as const,
        [labelsOf(split), { shape: [right.length], values: right }] as const,
      ]),
    ),
  )
  writeAtomically(predictionsFile(folder, trial, attempt), bytes)
  return { sha256: sha256Of(bytes), splits: found.map(({ split }) => split) }
}

/** What a trial takes each image of a split for, and what it is. */
export interface ReadPredictions {
  readonly classes: Uint16Array
  readonly labels: Uint16Array
}

const labelsOf = (split: JudgedSplit): string => `${split}-labels`

/**
 * The class that a finished trial takes each image of a split for.
 * @returns undefined where the trial kept none, as of earlier versions
 */
export function readPredictions(
  folder: string,
  { trial, attempt, predictions }: FinishedResult,
  split: JudgedSplit,
): Result<ReadPredictions | undefined, Failure> {
  if (!predictions?.splits.includes(split)) return ok(undefined)
  const file = predictionsFile(folder, trial, attempt)
  const changed = (): Result<never, Failure> =>
    err(
      inputFailure(
        `${file} is not what trial ${trial} wrote: it was changed, damaged or removed. Delete the trial’s result.json to run it again.`,
      ),
    )
  let bytes: Uint8Array
  try {
    bytes = readFileSync(file)
  } catch {
    return changed()
  }
  if (sha256Of(bytes) !== predictions.sha256) return changed()
  const arrays = decodeWholeNumbers(bytes, file)
  if (!arrays.ok) return arrays
  const classes = arrays.value.get(split)?.values
  const labels = arrays.value.get(labelsOf(split))?.values
  return classes && labels?.length === classes.length ? ok({ classes, labels }) : changed()
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
