import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildLayerGraph } from '../../shared/architecture/build-graph'
import { parameterSize, parameters } from '../../shared/architecture/parameters'
import { assertNever } from '../../shared/assert-never'
import { type CurvePoint, RESULT_SCHEMA, type ResultRecord } from '../../shared/study/result-record'
import type { Measurement } from '../../shared/training/measurement'
import type { Engine } from '../engine/engine'
import { trainTrial } from '../engine/train-trial'
import { encodeState } from '../engine/training-state'
import { writeAtomically } from '../store/atomic-write'
import { openLines } from '../store/json-lines'
import { publishResult } from '../store/results'
import { attemptFolder, trialFolder } from '../store/study-folder'
import type { LoadedData } from './loaded-data'
import type { Assignment, AttemptOutcome } from './protocol'

export interface AttemptOptions {
  readonly signal: AbortSignal
  readonly pause: () => Promise<void> | undefined
  readonly onMeasurement: (measurement: Measurement) => void
  readonly data: LoadedData
  readonly environment: ResultRecord['environment']
}

/** Trains one trial, writes its attempt's events and weights, and publishes its result. */
export async function makeAttempt(
  engine: Engine,
  { trial, attempt, folder, places }: Assignment,
  { signal, pause, onMeasurement, data, environment }: AttemptOptions,
): Promise<AttemptOutcome> {
  const started = new Date()
  const dataset = await data.load(places, trial.data)
  if (!dataset.ok) return { kind: 'refused', reason: dataset.error.message }
  const graph = buildLayerGraph(trial.architecture, trial)
  if (!graph.ok) return { kind: 'refused', reason: graph.error.message }

  const own = attemptFolder(folder, trial.id, attempt)
  mkdirSync(own, { recursive: true })
  writeAtomically(join(trialFolder(folder, trial.id), 'trial.json'), `${JSON.stringify(trial, null, 2)}\n`)
  const events = openLines(join(own, 'events.jsonl'))
  const curve: CurvePoint[] = []
  try {
    const trained = await trainTrial(engine, trial, graph.value, dataset.value, {
      signal,
      pause,
      onMeasurement: (measurement) => {
        events.write({ time: new Date().toISOString(), ...measurement })
        if (measurement.kind === 'epoch') {
          const { kind: _kind, ...point } = measurement
          curve.push(point)
        }
        onMeasurement(measurement)
      },
    })
    const finished = new Date()
    const seconds = (finished.getTime() - started.getTime()) / 1000
    if (!trained.ok) {
      events.write({ time: finished.toISOString(), kind: 'refused', reason: trained.error.message })
      return { kind: 'refused', reason: trained.error.message }
    }
    const record = {
      schema: RESULT_SCHEMA,
      trial: trial.id,
      arm: trial.arm,
      replicate: trial.replicate,
      seed: trial.seed,
      attempt,
      started: started.toISOString(),
      finished: finished.toISOString(),
      seconds,
      environment,
    } as const
    const outcome = trained.value
    switch (outcome.kind) {
      case 'finished': {
        mkdirSync(join(own, 'checkpoint'), { recursive: true })
        writeAtomically(join(own, 'checkpoint', 'final.safetensors'), encodeState(outcome.state))
        const counted = parameters(graph.value).reduce((sum, parameter) => sum + parameterSize(parameter), 0)
        events.write({ time: finished.toISOString(), kind: 'finished', seconds })
        publishResult(folder, { ...record, outcome: 'finished', curve, parameters: counted })
        return { kind: 'finished', validation: outcome.last.validation, seconds }
      }
      case 'diverged':
        events.write({ time: finished.toISOString(), kind: 'diverged', step: outcome.step, reason: outcome.sentence })
        publishResult(folder, { ...record, outcome: 'diverged', curve, step: outcome.step, reason: outcome.sentence })
        return { kind: 'diverged', reason: outcome.sentence, seconds }
      case 'stopped':
        events.write({ time: finished.toISOString(), kind: 'stopped', step: outcome.step })
        return { kind: 'stopped' }
      default:
        return assertNever(outcome)
    }
  } finally {
    events.close()
  }
}
