import { mean } from '../statistics/sample'
import { estimateMean, meanInterval } from '../statistics/student-t'
import type { CurvePoint } from '../study/result-record'
import { mainLoss } from './main-loss'
import type { ReportedTrial } from './provenance'

/** A measured number of each epoch. */
export type Measure = (point: CurvePoint) => number

export interface CurveValue {
  readonly epoch: number
  readonly value: number
}

export interface TrialCurve {
  readonly trial: Pick<ReportedTrial, 'id' | 'replicate' | 'anchor'>
  readonly points: readonly CurveValue[]
}

/** One measure of one arm, over its epochs. */
export interface ArmCurves {
  readonly finished: readonly TrialCurve[]
  readonly diverged: readonly TrialCurve[]
  /** Over finished trials. */
  readonly mean: readonly CurveValue[]
  /** 95 % t interval of the mean; empty below three finished trials, where it would say more about luck than about the arm. */
  readonly band: readonly { readonly epoch: number; readonly interval: readonly [number, number] }[]
}

const LEAST_FOR_BAND = 3

export function armCurves(trials: readonly ReportedTrial[], measure: Measure): ArmCurves {
  const finished = curvesOf(trials, 'finished', measure)
  const epochs = [...new Set(finished.flatMap(({ points }) => points.map(({ epoch }) => epoch)))].sort((a, b) => a - b)
  const byEpoch = epochs.map((epoch) => ({
    epoch,
    values: finished.flatMap(({ points }) => points.find((point) => point.epoch === epoch)?.value ?? []),
  }))
  return {
    finished,
    diverged: curvesOf(trials, 'diverged', measure),
    mean: byEpoch.map(({ epoch, values }) => ({ epoch, value: mean(values) })),
    band: byEpoch.flatMap(({ epoch, values }) => {
      const estimate = values.length >= LEAST_FOR_BAND ? estimateMean(values) : undefined
      return estimate ? [{ epoch, interval: meanInterval(estimate, 0.95) }] : []
    }),
  }
}

function curvesOf(
  trials: readonly ReportedTrial[],
  outcome: 'finished' | 'diverged',
  measure: Measure,
): readonly TrialCurve[] {
  return trials.flatMap((trial) =>
    trial.result?.outcome === outcome
      ? [{ trial, points: trial.result.curve.map((point) => ({ epoch: point.epoch, value: measure(point) })) }]
      : [],
  )
}

/** Validation accuracy, a share. */
export const validationAccuracy: Measure = ({ validation }) => validation.accuracy

/** Cross-entropy of the main classifier in training. */
export function mainTrainingLoss(auxiliaryWeight: number): Measure {
  return ({ train }) => mainLoss(train, auxiliaryWeight)
}

/** The names of the auxiliary classifiers that finished trials report. */
export function headNames(trials: readonly ReportedTrial[]): readonly string[] {
  return [
    ...new Set(
      trials.flatMap(({ result }) =>
        result?.outcome === 'finished' ? result.curve.flatMap(({ train }) => Object.keys(train.heads)) : [],
      ),
    ),
  ].sort()
}

/** Cross-entropy of one auxiliary classifier in training; NaN where the trial has none. */
export function headLoss(name: string): Measure {
  return ({ train }) => train.heads[name] ?? Number.NaN
}
