import { join } from 'node:path'
import { buildLayerGraph } from '../../shared/architecture/build-graph'
import type { LayerGraph } from '../../shared/architecture/layer-graph'
import { parameters, trainedNumbers } from '../../shared/architecture/parameters'
import { assertNever } from '../../shared/assert-never'
import { trainingMemory } from '../../shared/cost/memory'
import { environmentFailure, type Failure } from '../../shared/failure'
import { formatBytes } from '../../shared/format/numbers'
import { type CurvePoint, RESULT_SCHEMA, type ResultRecord } from '../../shared/study/result-record'
import { bestEpoch } from '../../shared/training/best-epoch'
import type { Measurement } from '../../shared/training/measurement'
import type { Trial } from '../../shared/training/trial'
import type { Dataset } from '../data/dataset'
import type { Engine } from '../engine/engine'
import { type AnySplit, RESIDENT_BYTES } from '../engine/split-source'
import { trainTrial } from '../engine/train-trial'
import { encodeState } from '../engine/training-state'
import { writeAtomically } from '../store/atomic-write'
import { clearCheckpoints, writeBestState, writeCheckpoint, writeFinalState } from '../store/checkpoints'
import { openLines } from '../store/json-lines'
import { writePredictions } from '../store/predictions'
import { publishResult } from '../store/results'
import { attemptFolder, eventsFile, trialFolder } from '../store/study-folder'
import { makeFolder, unwritten } from '../store/unwritten'
import type { LoadedData } from './loaded-data'
import type { Assignment, AttemptOutcome } from './protocol'
import { findResumePoint, type ResumePoint, readBestState } from './resume'

export interface AttemptOptions {
  readonly signal: AbortSignal
  readonly pause: () => Promise<void> | undefined
  readonly onMeasurement: (measurement: Measurement) => void
  readonly data: LoadedData
  readonly environment: ResultRecord['environment']
  /** Bytes that this process can have in all, those it holds among them. */
  readonly availableMemory: () => number
}

/**
 * Trains one trial, from the latest checkpoint of its earlier attempts where there is one; writes its attempt's events,
 * checkpoints and weights, and publishes its result. Where something cannot be written, as on a full disk, the trial is
 * refused, and what was written before stays.
 */
export async function makeAttempt(
  engine: Engine,
  assignment: Assignment,
  options: AttemptOptions,
): Promise<AttemptOutcome> {
  const started = new Date()
  const { trial, attempt, folder, places } = assignment
  const dataset = await options.data.load(places, trial.data)
  if (!dataset.ok) return refused(dataset.error)
  const graph = buildLayerGraph(trial.architecture, trial)
  if (!graph.ok) return refused(graph.error)
  try {
    makeFolder(attemptFolder(folder, trial.id, attempt))
    // The study names its base: what was changed in it is enough.
    const { base: _base, ...recorded } = trial
    writeAtomically(join(trialFolder(folder, trial.id), 'trial.json'), `${JSON.stringify(recorded, null, 2)}\n`)
    const events = openLines(eventsFile(folder, trial.id, attempt))
    const tell: Tell = (event) => events.write({ time: new Date().toISOString(), ...event })
    try {
      const course = { started, graph: graph.value, dataset: dataset.value, tell }
      return await train(engine, assignment, course, options)
    } catch (error) {
      const failure = unwritten(error)
      try {
        // A line may have room where a checkpoint has none.
        tell({ kind: 'refused', reason: failure.message })
      } catch (further) {
        unwritten(further)
      }
      return refused(failure)
    } finally {
      events.close()
    }
  } catch (error) {
    return refused(unwritten(error))
  }
}

function refused({ kind, message }: Failure): AttemptOutcome {
  return { kind: 'refused', failure: kind, reason: message }
}

/** What an attempt goes by. */
interface Course {
  readonly started: Date
  readonly graph: LayerGraph
  readonly dataset: Dataset<AnySplit>
  readonly tell: Tell
}

async function train(
  engine: Engine,
  { trial, attempt, folder }: Assignment,
  { started, graph, dataset, tell }: Course,
  { signal, pause, onMeasurement, environment, availableMemory }: AttemptOptions,
): Promise<AttemptOutcome> {
  const refuse = (failure: Failure): AttemptOutcome => {
    tell({ kind: 'refused', reason: failure.message })
    return refused(failure)
  }
  const curve: CurvePoint[] = []
  const measured = (measurement: Measurement): void => {
    tell(measurement)
    if (measurement.kind === 'epoch') {
      const { kind: _kind, ...point } = measurement
      curve.push(point)
    }
    onMeasurement(measurement)
  }
  const tooLarge = memoryShortage(graph, trial, availableMemory())
  if (tooLarge !== undefined) return refuse(tooLarge)
  const point = resume(folder, trial, graph, tell)
  // The attempt's events hold the whole curve, so that a later one can go on from its checkpoints in turn.
  point?.epochs.forEach(measured)
  const { selection } = trial
  const bestUpTo = (epoch: number) => selection && bestEpoch(curve.slice(0, epoch), selection)?.epoch
  const spent = point?.seconds ?? 0
  const seconds = (): number => spent + (Date.now() - started.getTime()) / 1000
  const trained = await trainTrial(engine, trial, graph, dataset, {
    signal,
    pause,
    onMeasurement: measured,
    checkpoint: (state) => {
      const epoch = curve.length
      writeCheckpoint(folder, trial.id, attempt, epoch, encodeState(state), bestUpTo)
      tell({ kind: 'checkpoint', epoch, step: state.step, seconds: seconds() })
    },
    best: {
      keep: (state, epoch) => writeBestState(folder, trial.id, attempt, epoch, encodeState(state)),
      read: (epoch) => readBestState(folder, trial, graph, epoch),
    },
    ...(point && { resumeFrom: point.state, earlier: point.epochs }),
  })
  if (!trained.ok) return refuse(trained.error)
  const record = {
    schema: RESULT_SCHEMA,
    trial: trial.id,
    arm: trial.arm,
    replicate: trial.replicate,
    seed: trial.seed,
    attempt,
    started: started.toISOString(),
    finished: new Date().toISOString(),
    seconds: seconds(),
    environment,
  } as const
  const outcome = trained.value
  switch (outcome.kind) {
    case 'finished': {
      writeFinalState(folder, trial.id, attempt, encodeState(outcome.state))
      const counted = parameters(graph).reduce((sum, parameter) => sum + trainedNumbers(parameter), 0)
      const { best, judged } = outcome
      const predictions = writePredictions(folder, trial.id, attempt, judged, dataset.splits)
      tell({ kind: 'finished', seconds: record.seconds })
      const measured = { ...(best && { best }), ...(judged.test && { test: judged.test.measured }), predictions }
      publishResult(folder, { ...record, outcome: 'finished', curve, parameters: counted, ...measured })
      clearCheckpoints(folder, trial.id)
      return { kind: 'finished', validation: outcome.last.validation, seconds: record.seconds }
    }
    case 'diverged':
      tell({ kind: 'diverged', step: outcome.step, reason: outcome.sentence })
      publishResult(folder, { ...record, outcome: 'diverged', curve, step: outcome.step, reason: outcome.sentence })
      clearCheckpoints(folder, trial.id)
      return { kind: 'diverged', reason: outcome.sentence, seconds: record.seconds }
    case 'stopped':
      tell({ kind: 'stopped', step: outcome.step })
      return { kind: 'stopped' }
    default:
      return assertNever(outcome)
  }
}

/** Writes to the attempt's events, with the time. */
type Tell = (event: Readonly<Record<string, unknown>> & { readonly kind: string }) => void

/** Where the trial goes on, undefined for its beginning; told together with every checkpoint that was passed over. */
function resume(folder: string, trial: Trial, graph: LayerGraph, tell: Tell): ResumePoint | undefined {
  const { point, unusable } = findResumePoint(folder, trial, graph)
  for (const { file, reason } of unusable) tell({ kind: 'unusable-checkpoint', file, reason })
  if (point) tell({ kind: 'resumed', from: point.from, epoch: point.epochs.length, step: point.state.step })
  else if (unusable.length > 0) tell({ kind: 'started-anew' })
  return point
}

/** Why a trial is refused for which the memory does not suffice. */
function memoryShortage(graph: LayerGraph, { recipe, data }: Trial, available: number): Failure | undefined {
  const memory = trainingMemory(graph, recipe, data.sizes, RESIDENT_BYTES)
  if (memory.total <= available) return undefined
  return environmentFailure(
    `Training ${graph.architecture} with a batch of ${recipe.batch} needs about ${formatBytes(memory.total)} of memory, ` +
      `${formatBytes(memory.batch)} of it for the batch, and ${formatBytes(available)} are available. ` +
      'Choose a smaller training.batch, run fewer trials at a time, or use a machine with more memory.',
  )
}
