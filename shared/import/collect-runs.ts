import { err, ok, type Result } from '../result'
import { essentialFactors } from './essential-factors'
import type { ImportedRun, ImportedRuns, ImportedSeries } from './imported-runs'
import { LIMITS } from './limits'

/** One number that was measured. */
export interface Measured {
  /** A level of each factor, in their order. */
  readonly levels: readonly string[]
  readonly seed: string | null
  readonly step: number
  readonly metric: string
  /** NaN and ±∞ where it was measured so. */
  readonly value: number
  /** Where it stands: a line of a file, or any other number that tells which came later. */
  readonly place: number
}

/** What becomes of two numbers of the same run, step and metric: the import is refused, or the later one is taken. */
export type OfRepeated = 'refuse' | 'last'

export interface Collected {
  readonly runs: ImportedRuns
  readonly repeated: { readonly same: number; readonly replaced: number }
  /** Factors that were left out, as they only name what others vary. */
  readonly names: readonly string[]
}

export interface RunCollector {
  /** @returns the sentence why nothing more can be taken */
  add(measured: Measured): string | undefined
  /** The runs, in the order in which they came. @returns the sentence why they cannot be told apart */
  finish(): Result<Collected, string>
}

interface Series {
  readonly metric: string
  readonly steps: number[]
  readonly values: number[]
  readonly places: number[]
}

interface Collecting {
  readonly levels: readonly string[]
  readonly seed: string | null
  readonly series: Map<string, Series>
}

export interface CollectorOptions {
  /** Names of the factors. */
  readonly factors: readonly string[]
  readonly stepName: string | null
  readonly ofRepeated: OfRepeated
  /** A place in words: `line 12`. */
  readonly placeWords: (place: number) => string
}

/** Takes measurements in any order and gives runs. Memory is bounded: more than `LIMITS` allow is refused as it comes. */
export function collectRuns({ factors, stepName, ofRepeated, placeWords }: CollectorOptions): RunCollector {
  const runs = new Map<string, Collecting>()
  const metrics = new Set<string>()
  let count = 0

  const add = ({ levels, seed, step, metric, value, place }: Measured): string | undefined => {
    count += 1
    if (count > LIMITS.measurements)
      return `There are more than ${grouped(LIMITS.measurements)} measurements: keep every tenth step and the last one, or the metrics that are looked at, and import those.`
    const key = JSON.stringify([...levels, seed])
    let run = runs.get(key)
    if (!run) {
      if (runs.size === LIMITS.runs)
        return `There are more than ${grouped(LIMITS.runs)} runs, the next being ${runWords(factors, levels, seed)} at ${placeWords(place)}: is a column of numbers taken for a factor or a seed?`
      run = { levels, seed, series: new Map() }
      runs.set(key, run)
    }
    let series = run.series.get(metric)
    if (!series) {
      metrics.add(metric)
      if (metrics.size > LIMITS.metrics)
        return `There are more than ${LIMITS.metrics} metrics, the next being “${metric}” at ${placeWords(place)}: is a column of levels taken for names of metrics?`
      series = { metric, steps: [], values: [], places: [] }
      run.series.set(metric, series)
    }
    series.steps.push(step)
    series.values.push(value)
    series.places.push(place)
    return undefined
  }

  const finish = (): Result<Collected, string> => {
    const repeated = { same: 0, replaced: 0 }
    const varied = factors.map((name, index) => ({
      name,
      index,
      levels: [...new Set([...runs.values()].map(({ levels }) => levels[index] ?? ''))],
    }))
    const arms = [...new Map([...runs.values()].map(({ levels }) => [JSON.stringify(levels), levels])).values()]
    const several = varied.filter(({ levels }) => levels.length > 1)
    const essential = essentialFactors(
      several.map(({ name, index }) => ({ name, levels: arms.map((levels) => levels[index] ?? '') })),
    )
    const kept = several.filter(({ name }) => essential.some((own) => own.name === name))
    const found: ImportedRun[] = []
    for (const { levels, seed, series } of runs.values()) {
      const own: ImportedSeries[] = []
      for (const one of series.values()) {
        const sorted = sortSeries(one, repeated, ofRepeated)
        if (typeof sorted !== 'number') own.push(sorted)
        else {
          const [first, second] = [one.places[sorted], one.places[lastOf(one, sorted)]]
          return err(
            `${runWords(factors, levels, seed)} has two values of ${one.metric}${stepName === null ? '' : ` at ${stepName} ${one.steps[sorted]}`}, at ${placeWords(first ?? 0)} and ${placeWords(second ?? 0)}: ` +
              (seed === null
                ? 'if these are two replicates, a column called seed is to tell them apart; '
                : 'if these are two runs, their seeds are to differ; ') +
              'if the later one corrects the earlier, import with --duplicates last.',
          )
        }
      }
      const named = Object.fromEntries(kept.map(({ name, index }) => [name, levels[index] ?? '']))
      found.push({ levels: named, seed, series: own })
    }
    const runsFound: ImportedRuns = {
      factors: kept.map(({ name, levels }) => ({ name, levels })),
      metrics: [...metrics],
      stepName,
      runs: found,
    }
    const names = several.filter((own) => !kept.includes(own)).map(({ name }) => name)
    return ok({ runs: runsFound, repeated, names })
  }
  return { add, finish }
}

/**
 * A series by ascending step, each step once.
 * @returns the index of the first of two measurements that contradict each other, where that is refused
 */
function sortSeries(
  { metric, steps, values, places }: Series,
  repeated: { same: number; replaced: number },
  ofRepeated: OfRepeated,
): ImportedSeries | number {
  const order = Array.from(steps.keys())
  const at = (list: readonly number[], index: number): number => list[index] ?? Number.NaN
  if (steps.some((step, index) => index > 0 && step <= at(steps, index - 1)))
    order.sort((a, b) => at(steps, a) - at(steps, b) || at(places, a) - at(places, b))
  const sorted = { metric, steps: [] as number[], values: [] as number[] }
  let before = -1
  for (const index of order) {
    const [step, value] = [at(steps, index), at(values, index)]
    if (before >= 0 && at(steps, before) === step) {
      if (Object.is(at(values, before), value)) repeated.same += 1
      else if (ofRepeated === 'refuse') return before
      else repeated.replaced += 1
      sorted.values[sorted.values.length - 1] = value
    } else {
      sorted.steps.push(step)
      sorted.values.push(value)
    }
    before = index
  }
  return sorted
}

/** The next measurement of the same step that is another number. */
function lastOf({ steps, values, places }: Series, index: number): number {
  const place = places[index] ?? 0
  return steps.findIndex(
    (step, other) =>
      step === steps[index] && (places[other] ?? 0) >= place && other !== index && values[other] !== values[index],
  )
}

/** `reduction off, seed 3`. */
function runWords(factors: readonly string[], levels: readonly string[], seed: string | null): string {
  const named = factors.map((name, index) => `${name} ${levels[index]}`).join(', ')
  return seed === null ? named : `${named}, seed ${seed}`
}

function grouped(count: number): string {
  return count.toLocaleString('en')
}
