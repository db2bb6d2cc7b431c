import { readFileSync } from 'node:fs'
import type { PlannedStudy } from '../../../shared/study/plan-study'
import { planStudy } from '../../../shared/study/plan-study'
import { type CurvePoint, RESULT_SCHEMA, type ResultRecord } from '../../../shared/study/result-record'
import { planContext } from './sample-study'

const sample = readFileSync(new URL('../../../resources/studies/inception-parts.yaml', import.meta.url), 'utf8')

export function plannedSample(change: (source: string) => string = (source) => source): PlannedStudy {
  const { planned, problems } = planStudy(change(sample), planContext())
  if (!planned) throw new Error(JSON.stringify(problems))
  return planned
}

export function curvePoint(epoch: number, accuracy: number): CurvePoint {
  return {
    epoch,
    step: epoch * 78,
    steps: 6 * 78,
    train: { loss: 1 - accuracy, accuracy, heads: {} },
    validation: { loss: 1 - accuracy, accuracy },
    learningRate: 0.1,
    seconds: 2,
    imagesPerSecond: 2500,
  }
}

/** A finished trial whose last accuracy is the one given. */
export function finishedResult(trial: PlannedStudy['plan']['trials'][number], accuracy: number): ResultRecord {
  return {
    ...recordOf(trial),
    outcome: 'finished',
    curve: [curvePoint(1, accuracy / 2), curvePoint(2, accuracy)],
    parameters: 1,
  }
}

export function divergedResult(trial: PlannedStudy['plan']['trials'][number]): ResultRecord {
  return {
    ...recordOf(trial),
    outcome: 'diverged',
    curve: [],
    step: 12,
    reason: 'The loss left the finite numbers at step 12.',
  }
}

function recordOf({ id, arm, replicate, seed }: PlannedStudy['plan']['trials'][number]) {
  return {
    schema: RESULT_SCHEMA,
    trial: id,
    arm,
    replicate,
    seed,
    attempt: 1,
    started: '2026-01-01T00:00:00.000Z',
    finished: '2026-01-01T00:00:10.000Z',
    seconds: 10,
    environment: {
      tensorflow: '2.15.1',
      device: 'CPU, 1 thread',
      system: 'linux x64 6.1.0',
      processor: 'a processor, 2 cores',
      node: '20.20.2',
      runtime: 'Node 20.20.2',
      version: '0.1.0',
      threads: 1,
    },
  } as const
}
