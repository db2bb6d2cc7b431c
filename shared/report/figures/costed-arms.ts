import type { AnalysedArm } from '../../analysis/analysis'
import type { StudyPlan } from '../../study/plan'
import { type ArmLook, armLook } from '../arm-look'

/** An arm of which both the mean outcome and the cost are known. */
export interface CostedArm {
  readonly id: string
  readonly label: string
  readonly look: ArmLook
  /** Level of the first factor, the name of its hue. */
  readonly group: string
  /** Of one image at inference. */
  readonly macs: number
  readonly mean: number
  readonly interval: readonly [number, number] | null
  /** Whether no arm is both cheaper and better in the mean. */
  readonly onFront: boolean
}

/** Intervals of two values are wider than any plot; below three none is drawn. */
const LEAST_FOR_INTERVAL = 3

export function costedArms(factors: StudyPlan['factors'], arms: readonly AnalysedArm[]): readonly CostedArm[] {
  const [first] = factors
  return arms.flatMap(({ id, label, levels, control, macs, mean, interval, n, front }) =>
    mean === null || macs === null
      ? []
      : [
          {
            id,
            label,
            look: armLook(factors, { levels, control }),
            group: first === undefined ? '' : `${first.name} ${levels[first.name]}`,
            macs,
            mean,
            interval: n >= LEAST_FOR_INTERVAL ? interval : null,
            onFront: front?.place === 'on',
          },
        ],
  )
}

/** The arms on the front, by rising cost. */
export function onFront<Arm extends CostedArm>(arms: readonly Arm[]): readonly Arm[] {
  return arms.filter((arm) => arm.onFront).toSorted((a, b) => a.macs - b.macs)
}
