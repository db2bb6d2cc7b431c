import type { LevelledArm } from '../analysis/combination'
import type { ComparedArms } from '../analysis/contrasts'
import type { OutcomesByArm } from '../analysis/evidence'
import type { VariedFactor } from '../design/arms'
import { mean } from '../statistics/sample'
import { estimateMean, meanInterval } from '../statistics/student-t'

/** The mean outcome at one level of each of two factors. */
export interface CellMean {
  /** Levels of the factor that lines stand for, and of the one along the plot. */
  readonly line: string
  readonly along: string
  readonly mean: number
  /** 95 %, each replicate's own level taken out; null below three replicates. */
  readonly interval: readonly [number, number] | null
}

/** Two factors, as a plot of their interaction shows them. */
export interface InteractionMeans {
  readonly line: string
  readonly along: string
  /** Levels that have a mean, the base's first. */
  readonly lineLevels: readonly string[]
  readonly alongLevels: readonly string[]
  /** Replicates in which every arm of every cell counts. */
  readonly n: number
  readonly cells: readonly CellMean[]
}

/** Intervals of two values are wider than any plot. */
const LEAST_FOR_INTERVAL = 3

/**
 * Means over two factors' levels, over the same arms of all others in every cell and over the same replicates, so that
 * lines differ by these two factors alone. Levels that the design does not cross are left out.
 * @returns null where no replicate has all cells, or fewer than two levels of either are crossed.
 * @see Cousineau 2005, Morey 2008: intervals for comparing cells within replicates.
 */
export function interactionMeans(
  { arms, fraction }: ComparedArms,
  outcomes: OutcomesByArm,
  line: VariedFactor,
  along: VariedFactor,
): InteractionMeans | null {
  const own = arms.filter(({ control }) => control === undefined)
  const [lineLevels, alongLevels] = crossedLevels(own, line, along)
  const pairs = lineLevels.flatMap((one) => alongLevels.map((other) => ({ line: one, along: other })))
  const members = pairs.map((pair) =>
    own.filter(({ levels }) => levels[line.name] === pair.line && levels[along.name] === pair.along),
  )
  const keys = members.map((cell) => new Set(cell.map((arm) => keyOf(arm, line, along))))
  // A fraction has other arms in each cell: its balance takes their place.
  const common = members.map((cell) =>
    fraction ? cell : cell.filter((arm) => keys.every((key) => key.has(keyOf(arm, line, along)))),
  )
  if (lineLevels.length < 2 || alongLevels.length < 2 || common.some((cell) => cell.length === 0)) return null
  const needed = common.flat().map(({ id }) => outcomes.get(id))
  const replicates = [...(needed[0]?.keys() ?? [])]
    .filter((replicate) => needed.every((found) => found?.has(replicate)))
    .sort((a, b) => a - b)
  if (replicates.length === 0) return null
  const values = common.map((cell) =>
    replicates.map((replicate) => mean(cell.map(({ id }) => outcomes.get(id)?.get(replicate) ?? Number.NaN))),
  )
  return {
    line: line.name,
    along: along.name,
    lineLevels,
    alongLevels,
    n: replicates.length,
    cells: pairs.map((pair, index) => ({
      ...pair,
      mean: mean(values[index] ?? []),
      interval: withinInterval(values, index),
    })),
  }
}

/** The levels of either factor that occur with the base's level of the other, and with each other. */
function crossedLevels(
  arms: readonly LevelledArm[],
  line: VariedFactor,
  along: VariedFactor,
): readonly [readonly string[], readonly string[]] {
  const occurs = (one: string, other: string) =>
    arms.some(({ levels }) => levels[line.name] === one && levels[along.name] === other)
  const alongLevels = along.levels.filter((other) => occurs(line.levels[0], other))
  return [line.levels.filter((one) => alongLevels.every((other) => occurs(one, other))), alongLevels]
}

function keyOf({ levels }: LevelledArm, line: VariedFactor, along: VariedFactor): string {
  return JSON.stringify(
    Object.entries(levels)
      .filter(([name]) => name !== line.name && name !== along.name)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

/** Each replicate moved to the common mean; what that takes from the spread is put back by √(C / (C − 1)) for C cells. */
function withinInterval(values: readonly (readonly number[])[], index: number): [number, number] | null {
  const cell = values[index] ?? []
  if (cell.length < LEAST_FOR_INTERVAL) return null
  const levels = cell.map((_, replicate) => mean(values.map((own) => own[replicate] ?? Number.NaN)))
  const all = mean(levels)
  const estimate = estimateMean(cell.map((value, replicate) => value - (levels[replicate] ?? Number.NaN) + all))
  if (!estimate) return null
  const correction = Math.sqrt(values.length / (values.length - 1))
  return meanInterval({ ...estimate, standardError: estimate.standardError * correction }, 0.95)
}
