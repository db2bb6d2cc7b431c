import { normalCdf } from './normal'

/** The logarithm of the smallest double is −745; what lies below this adds nothing. */
const NEGLIGIBLE = -745

/** The first trapezoids; each round halves them. */
const PANELS = 64
const ROUNDS = 12

/**
 * P(T ≤ t) of the noncentral t distribution, T = (Z + noncentrality) / √(χ² / df). The upper tail is its mirror image:
 * P(T > t) = noncentralTCdf(−t, df, −noncentrality), to its own full precision.
 *
 * With s = √(χ² / df) it is the mean of Φ(t s − noncentrality); over u = ln s the integrand is smooth, positive and falls off
 * fast on both sides, where the trapezoidal rule doubles its digits with every halving. So a tail keeps its relative
 * precision down to 1e-290, where series that add and subtract lose it (SciPy's from about 1e-9 on).
 * @param df above 0, need not be whole
 */
export function noncentralTCdf(t: number, df: number, noncentrality: number): number {
  const weight = (u: number): number => Math.exp(df * (u - Math.expm1(2 * u) / 2))
  const [low, high] = support(df)
  const part = integrate((u) => weight(u) * normalCdf(t * Math.exp(u) - noncentrality), low, high)
  return Math.min(1, part / integrate(weight, low, high))
}

/** Beyond these bounds the weight is 0 in double precision. */
function support(df: number): [number, number] {
  const reach = -NEGLIGIBLE / df
  const near = Math.sqrt(3 * reach)
  return [near <= 1 ? -near : -reach - 0.5, Math.min(Math.sqrt(reach), Math.max(1, Math.log(4 * reach) / 2))]
}

/** The integral of a positive smooth function that vanishes towards both ends, to rounding. */
function integrate(f: (u: number) => number, low: number, high: number): number {
  const [from, to] = essential(f, low, high)
  let step = (to - from) / PANELS
  let sum = 0
  for (let index = 0; index <= PANELS; index += 1) sum += f(from + index * step)
  let area = sum * step
  for (let round = 0, panels = PANELS; round < ROUNDS; round += 1, panels *= 2) {
    for (let index = 0; index < panels; index += 1) sum += f(from + (index + 0.5) * step)
    step /= 2
    const finer = sum * step
    // Digits double with each halving: where six agree, twelve are right.
    if (Math.abs(finer - area) <= 1e-9 * finer && round > 0) return finer
    area = finer
  }
  return area
}

/** The part in which the function is more than 1e-18 of its largest value. */
function essential(f: (u: number) => number, low: number, high: number): [number, number] {
  const step = (high - low) / 512
  const values = Array.from({ length: 513 }, (_, index) => f(low + index * step))
  const least = 1e-18 * values.reduce((most, value) => Math.max(most, value), 0)
  const first = values.findIndex((value) => value > least)
  const last = values.findLastIndex((value) => value > least)
  if (first < 0) return [low, high]
  return [low + Math.max(0, first - 1) * step, low + Math.min(512, last + 1) * step]
}
