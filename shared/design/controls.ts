import { applyEdits, type Edit } from '../ablation/edit'
import { scaledWidth, settingWidth, trunkWidths, type Width, widthStep } from '../ablation/widths'
import type { Architecture } from '../architecture/architecture'
import { buildLayerGraph } from '../architecture/build-graph'
import type { Shape } from '../architecture/shape'
import { networkCost } from '../cost/cost'
import { equalWidths } from './equal-width'
import { EQUAL_WITHIN } from './equal-within'
import type { Matched } from './matched'

/** Images and classes that arms are costed for. */
export interface Costing {
  readonly input: Shape
  readonly classes: number
}

/** An arm rescaled to what the base costs. */
export interface ScaledArm {
  readonly architecture: Architecture
  /** On top of the arm's own. */
  readonly edits: readonly Edit[]
  /** Its cost over the base's, less 1; of widths the one that is furthest off. */
  readonly residual: number
}

/**
 * The arm at the base's cost at inference: every width of its trunk times one factor, then single channels of branches
 * where that is not within 1 %. What comes nearest is taken.
 * @param base the base's architecture
 * @returns undefined where the arm costs the same as it is
 */
export function scaleToBase(
  arm: Architecture,
  base: Architecture,
  matched: Matched,
  costing: Costing,
): ScaledArm | undefined {
  if (matched === 'width') return equalWidths(arm, base, costing)
  const target = costOf(base, matched, costing)
  const own = costOf(arm, matched, costing)
  if (target === undefined || own === undefined) throw new Error(`an arm of ${base.name} has no cost`)
  if (Math.abs(own / target - 1) <= EQUAL_WITHIN) return undefined
  const cost = (widths: readonly number[]): number | undefined => costOf(applied(arm, widths), matched, costing)
  const search: Search = { arm, step: widthStep(arm), target, cost, pinned: pinnedWidths(arm, cost) }
  const uniform = scaledUniformly(search)
  const nearest = isEqual(uniform.residual) ? uniform : singleChannels(search, uniform)
  const edits = editsOf(arm, nearest.widths)
  return { architecture: applyEdits(arm, edits), edits, residual: nearest.residual }
}

interface Search {
  readonly arm: Architecture
  readonly step: number
  readonly target: number
  /** Undefined where such widths cannot be built, as where an added branch would differ from the others. */
  readonly cost: (widths: readonly number[]) => number | undefined
  /** Of each width, whether it must stay what it is. */
  readonly pinned: readonly boolean[]
}

interface Candidate {
  /** In the order of `trunkWidths`. */
  readonly widths: readonly number[]
  readonly residual: number
}

function isEqual(residual: number): boolean {
  return Math.abs(residual) <= EQUAL_WITHIN
}

function costOf(architecture: Architecture, matched: 'macs' | 'parameters', costing: Costing): number | undefined {
  // Auxiliary classifiers are dropped at inference.
  const graph = buildLayerGraph({ ...architecture, auxiliary: [] }, costing)
  return graph.ok ? networkCost(graph.value).inference[matched] : undefined
}

function editsOf(arm: Architecture, widths: readonly number[]): readonly Edit[] {
  return trunkWidths(arm).flatMap((width, index) => settingWidth(width, widths[index] ?? width.value))
}

function applied(arm: Architecture, widths: readonly number[]): Architecture {
  return applyEdits(arm, editsOf(arm, widths))
}

/** Widths beyond this factor are no network of the same kind any more. */
const MOST_FACTOR = 64
/** Halvings of the interval that holds the factor: widths are whole, so that more change nothing. */
const HALVINGS = 24

/** The widths that something reads map by map, as a connection table does: with others nothing can be built. */
function pinnedWidths(arm: Architecture, cost: Search['cost']): readonly boolean[] {
  const step = widthStep(arm)
  const widths = trunkWidths(arm).map(({ value }) => value)
  // Fewer maps than a table names cannot be; more would be read by nothing.
  if (cost(widths.map(() => step)) !== undefined) return widths.map(() => false)
  return widths.map((_, index) => cost(widths.with(index, step)) === undefined)
}

function scaledUniformly(search: Search): Candidate {
  const widths = trunkWidths(search.arm)
  const at = (factor: number): Candidate =>
    candidate(
      search,
      scaled(widths, factor, search.step).map((width, index) =>
        search.pinned[index] ? (widths[index]?.value ?? width) : width,
      ),
    )
  let low = at(0)
  let [under, over] = [0, 1]
  let high = at(over)
  while (high.residual < 0 && over < MOST_FACTOR) {
    low = high
    ;[under, over] = [over, 2 * over]
    high = at(over)
  }
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (under + over) / 2
    const between = at(middle)
    if (between.residual < 0) {
      low = between
      under = middle
    } else {
      high = between
      over = middle
    }
  }
  // Where no others can be built, the nearest is the arm as it is.
  return [high, low].reduce(nearer, at(1))
}

function scaled(widths: readonly Width[], factor: number, step: number): readonly number[] {
  return widths.map(({ value }) => scaledWidth(value, factor, step))
}

function candidate({ cost, target }: Search, widths: readonly number[]): Candidate {
  const own = cost(widths)
  return { widths, residual: own === undefined ? Number.POSITIVE_INFINITY : own / target - 1 }
}

function nearer(a: Candidate, b: Candidate): Candidate {
  return Math.abs(b.residual) < Math.abs(a.residual) ? b : a
}

/** Networks that are looked at: more are not worth the time. Each channel that is taken looks at one for every width. */
const MOST_LOOKED_AT = 4096

/** One channel more or less, wherever that comes nearest, again and again. */
function singleChannels(search: Search, from: Candidate): Candidate {
  let best = from
  const most = MOST_LOOKED_AT / Math.max(1, from.widths.length)
  for (let taken = 0; taken < most && !isEqual(best.residual); taken += 1) {
    const direction = best.residual > 0 ? -search.step : search.step
    const next = best.widths
      .flatMap((width, index) =>
        width + direction >= search.step && !search.pinned[index]
          ? [candidate(search, best.widths.with(index, width + direction))]
          : [],
      )
      .reduce(nearer, best)
    if (next === best) break
    best = next
  }
  return best
}
