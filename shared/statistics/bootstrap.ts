import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { requireFinite, requireShare } from './finite'
import { normalCdf, normalQuantile } from './normal'
import { mean } from './sample'

/** A number made of a sample, such as its mean or median. */
export type Statistic = (values: readonly number[]) => number

export interface BootstrapInterval {
  readonly interval: [number, number]
  readonly resamples: number
  readonly seed: number
}

/**
 * Bias-corrected and accelerated bootstrap interval of a statistic, for those without a t interval. **It is too narrow for
 * few replicates**: of normally distributed values, a nominal 95 % interval of the mean covers about 90 % at n = 10 and
 * 93 % at n = 30 (Student's t: 95 %), so it is never the default, and below ten values it should not be shown.
 * @param seed of the resamples: the same interval each time
 * @returns undefined below two values, and where the resamples show no spread.
 * @throws RangeError naming a value that is not finite.
 * @see Efron 1987.
 */
export function bootstrapInterval(
  values: readonly number[],
  {
    statistic = mean,
    level = 0.95,
    resamples = 10_000,
    seed,
  }: {
    readonly statistic?: Statistic
    readonly level?: number
    readonly resamples?: number
    readonly seed: number
  },
): BootstrapInterval | undefined {
  requireFinite(values, 'value')
  const generator = xoroshiro128plus(seed)
  const pick = (): number => values[uniformInt(generator, 0, values.length - 1)] ?? Number.NaN
  if (values.length < 2) return undefined
  const resampled = Array.from({ length: resamples }, () => statistic(values.map(pick)))
  const interval = bcaInterval(values, statistic, resampled, level)
  return interval && { interval, resamples, seed }
}

/**
 * The BCa interval from a statistic's values of resamples.
 * @returns undefined where all of them lie on one side of the observed value, or leaving a value out changes nothing.
 */
export function bcaInterval(
  values: readonly number[],
  statistic: Statistic,
  resampled: readonly number[],
  level: number,
): [number, number] | undefined {
  requireShare(level, 'level')
  const observed = statistic(values)
  const below = resampled.filter((value) => value < observed).length
  const equal = resampled.filter((value) => value === observed).length
  const bias = normalQuantile((below + equal / 2) / resampled.length)
  const acceleration = accelerationOf(values, statistic)
  if (!Number.isFinite(bias) || acceleration === undefined) return undefined
  const sorted = [...resampled].sort((a, b) => a - b)
  const bound = (p: number): number => {
    const z = bias + normalQuantile(p)
    return quantileOf(sorted, normalCdf(bias + z / (1 - acceleration * z)))
  }
  return [bound((1 - level) / 2), bound((1 + level) / 2)]
}

/** From the skewness of the values that leaving one out gives. */
function accelerationOf(values: readonly number[], statistic: Statistic): number | undefined {
  const without = values.map((_, left) => statistic(values.filter((_, index) => index !== left)))
  const centre = mean(without)
  const squares = without.reduce((sum, value) => sum + (centre - value) ** 2, 0)
  const cubes = without.reduce((sum, value) => sum + (centre - value) ** 3, 0)
  return squares === 0 ? undefined : cubes / (6 * squares ** 1.5)
}

/** Linear between the values that a share lies between. */
function quantileOf(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1)
  const low = sorted[Math.floor(place)] ?? Number.NaN
  const high = sorted[Math.ceil(place)] ?? Number.NaN
  return low + (high - low) * (place - Math.floor(place))
}
