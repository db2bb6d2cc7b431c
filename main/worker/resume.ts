import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { LayerGraph } from '../../shared/architecture/layer-graph'
import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import { bestEpoch } from '../../shared/training/best-epoch'
import { EpochMeasurement } from '../../shared/training/measurement'
import type { Trial } from '../../shared/training/trial'
import { checkResume } from '../engine/check-resume'
import { decodeState, type TrainingState } from '../engine/training-state'
import { bestStateFiles, type CheckpointFile, listCheckpoints } from '../store/checkpoints'
import { readLines } from '../store/json-lines'
import { eventsFile, trialFolder } from '../store/study-folder'

/** Where an attempt goes on. */
export interface ResumePoint {
  readonly state: TrainingState
  /** The epochs before it, as they were measured, in order. */
  readonly epochs: readonly EpochMeasurement[]
  /** Wall-clock seconds that were spent on them. */
  readonly seconds: number
  /** The checkpoint, within the trial's folder. */
  readonly from: string
}

/** A checkpoint that was passed over. */
export interface Unusable {
  readonly file: string
  readonly reason: string
}

/**
 * Finds the latest checkpoint of a trial's earlier attempts from which it can go on to the same bits and the same curve.
 * @param graph the trial's architecture, built for its data
 * @returns `point` is undefined where the trial has to begin anew.
 */
export function findResumePoint(
  folder: string,
  trial: Trial,
  graph: LayerGraph,
): { readonly point: ResumePoint | undefined; readonly unusable: readonly Unusable[] } {
  const unusable: Unusable[] = []
  for (const checkpoint of listCheckpoints(folder, trial.id)) {
    const file = relative(trialFolder(folder, trial.id), checkpoint.file).replaceAll('\\', '/')
    const point = readPoint(folder, trial, graph, checkpoint, file)
    if (point.ok) return { point: point.value, unusable }
    unusable.push({ file, reason: point.error.message })
  }
  return { point: undefined, unusable }
}

function readPoint(
  folder: string,
  trial: Trial,
  graph: LayerGraph,
  { attempt, epoch, file }: CheckpointFile,
  name: string,
): Result<ResumePoint, Failure> {
  const bytes = readBytes(file)
  if (!bytes.ok) return bytes
  const state = decodeState(bytes.value, name)
  if (!state.ok) return state
  const fitting = checkResume(trial, graph, state.value)
  if (!fitting.ok) return fitting
  const told = readEvents(folder, trial.id, attempt)
  const epochs = Array.from({ length: epoch }, (_, index) => told.epochs.get(index + 1))
  const measured = epochs.filter((one) => one !== undefined)
  if (measured.length < epoch || measured.at(-1)?.step !== state.value.step) {
    return err(inputFailure(`The events of attempt ${attempt} do not tell all of the ${epoch} epochs before ${name}.`))
  }
  const { selection } = trial
  const best = selection && bestEpoch(measured, selection)
  if (best) {
    const kept = readBestState(folder, trial, graph, best.epoch)
    if (!kept.ok) return kept
  }
  const inEpochs = measured.reduce((sum, { seconds }) => sum + seconds, 0)
  return ok({ state: state.value, epochs: measured, seconds: told.seconds.get(epoch) ?? inEpochs, from: name })
}

/** The state of an epoch that was chosen as the best so far, from whichever attempt kept it. */
export function readBestState(
  folder: string,
  trial: Trial,
  graph: LayerGraph,
  epoch: number,
): Result<TrainingState, Failure> {
  let found: Result<TrainingState, Failure> = err(
    inputFailure(`The state of epoch ${epoch}, the best so far, is not among the checkpoints of trial ${trial.id}.`),
  )
  for (const file of bestStateFiles(folder, trial.id, epoch)) {
    const bytes = readBytes(file)
    const name = relative(trialFolder(folder, trial.id), file).replaceAll('\\', '/')
    found = bytes.ok ? decodeState(bytes.value, name) : bytes
    const fitting = found.ok ? checkResume(trial, graph, found.value) : found
    if (fitting.ok) return found
    found = fitting
  }
  return found
}

function readBytes(file: string): Result<Uint8Array, Failure> {
  try {
    return ok(readFileSync(file))
  } catch (error) {
    return err(inputFailure(`${file} cannot be read: ${error instanceof Error ? error.message : error}.`))
  }
}

/** Of one attempt, by epoch: what was measured, and the seconds until the checkpoint. */
function readEvents(folder: string, trial: string, attempt: number) {
  const epochs = new Map<number, EpochMeasurement>()
  const seconds = new Map<number, number>()
  for (const record of readLines(eventsFile(folder, trial, attempt))) {
    const { time: _time, ...event } = record as Readonly<Record<string, unknown>>
    const measured = EpochMeasurement.safeParse(event)
    if (measured.success) epochs.set(measured.data.epoch, measured.data)
    const { kind, epoch, seconds: spent } = event
    if (kind === 'checkpoint' && typeof epoch === 'number' && typeof spent === 'number') seconds.set(epoch, spent)
  }
  return { epochs, seconds }
}
