import { hasModules, moduleOf, type PlacedBranch, trunkBranches } from '../ablation/block-path'
import { applyEdits, type Edit } from '../ablation/edit'
import { settingWidth, trunkWidths, type Width, widthStep } from '../ablation/widths'
import type { Architecture } from '../architecture/architecture'
import { buildLayerGraph } from '../architecture/build-graph'
import type { LayerGraph } from '../architecture/layer-graph'
import type { Costing, ScaledArm } from './controls'
import { EQUAL_WITHIN } from './equal-within'

/**
 * The arm with as many output maps behind each module as the base has; in a network without modules, behind each
 * convolution. A module's branches keep their proportions, to a channel. A raw pool hands on all that it reads and leaves
 * room for a channel of each other branch at best: where that goes beyond 1 %, the modules before it give way.
 * @returns undefined where all are equal as they are
 */
export function equalWidths(arm: Architecture, base: Architecture, costing: Costing): ScaledArm | undefined {
  const wanted = outputWidths(base, costing)
  const differing = [...outputWidths(arm, costing)].filter(([name, width]) => (wanted.get(name) ?? width) !== width)
  if (differing.length === 0) return undefined
  const asWanted = new Map(differing.map(([name]) => [name, wanted.get(name) ?? 0]))
  const sought: Sought = { arm, wanted, costing }
  const first = withOutputs(sought, asWanted)
  let nearest = nearer(first, givingWay(sought, asWanted, first, EQUAL_WITHIN))
  // Where 1 % cannot be had, the least that can is somewhere between it and what was found.
  let [low, high] = [EQUAL_WITHIN, Math.abs(nearest.residual)]
  for (let halving = 0; halving < HALVINGS && high > EQUAL_WITHIN; halving += 1) {
    const within = (low + high) / 2
    const found = givingWay(sought, asWanted, first, within)
    nearest = nearer(nearest, found)
    if (Math.abs(found.residual) <= within) high = Math.abs(found.residual)
    else low = within
  }
  return nearest
}

interface Sought {
  readonly arm: Architecture
  /** Output maps by block, of the base. */
  readonly wanted: ReadonlyMap<string, number>
  readonly costing: Costing
}

/** Widths are whole: a channel of a module of 2,000 is more than what these leave of 40 %. */
const HALVINGS = 10

function nearer(a: ScaledArm, b: ScaledArm): ScaledArm {
  return Math.abs(b.residual) < Math.abs(a.residual) ? b : a
}

/** Modules make room for those behind them until all are within the share, or none can any more. */
function givingWay(sought: Sought, asWanted: ReadonlyMap<string, number>, first: ScaledArm, within: number): ScaledArm {
  let targets = asWanted
  let scaled = first
  for (let tried = 0; tried < MOST_TRIES; tried += 1) {
    const lowered = makingRoom(scaled.architecture, targets, sought, within)
    if (!lowered) break
    targets = lowered
    scaled = withOutputs(sought, targets)
  }
  return scaled
}

/** Each makes room in one module; a network has hundreds at most. */
const MOST_TRIES = 256

/** @param targets output maps by block that are set */
function withOutputs({ arm, wanted, costing }: Sought, targets: ReadonlyMap<string, number>): ScaledArm {
  // In their order: what a raw pool gives follows from the module before it.
  const set = arm.blocks.filter(({ name }) => targets.has(name))
  const scaled = set.reduce<{ readonly architecture: Architecture; readonly edits: readonly Edit[] }>(
    ({ architecture, edits }, { name }) => {
      const more = settingOutput(architecture, name, targets.get(name) ?? 0, costing)
      return { architecture: applyEdits(architecture, more), edits: [...edits, ...more] }
    },
    { architecture: arm, edits: [] },
  )
  const residuals = [...outputWidths(scaled.architecture, costing)].map(
    ([name, width]) => width / (wanted.get(name) ?? width) - 1,
  )
  return { ...scaled, residual: residuals.reduce((worst, own) => (Math.abs(own) > Math.abs(worst) ? own : worst), 0) }
}

/**
 * The first module that is too wide has a module before it that can give some maps less: the nearest that has room above
 * the least it can have.
 * @returns undefined where there is none
 */
function makingRoom(
  architecture: Architecture,
  targets: ReadonlyMap<string, number>,
  { wanted, costing }: Sought,
  within: number,
): ReadonlyMap<string, number> | undefined {
  const widths = [...outputWidths(architecture, costing)]
  const most = (name: string): number => Math.floor((wanted.get(name) ?? Number.POSITIVE_INFINITY) * (1 + within))
  const tooWide = widths.findIndex(([name, width]) => width > most(name))
  const [over, width] = widths[tooWide] ?? []
  if (over === undefined || width === undefined) return undefined
  for (const [name, own] of widths.slice(0, tooWide).toReversed()) {
    const floor = leastOutput(architecture, name, own)
    // A module that the base does not have can be as narrow as it likes.
    const least = Math.max(floor, Math.ceil((wanted.get(name) ?? 0) * (1 - within)))
    if (own > least) return new Map(targets).set(name, Math.max(least, own - (width - most(over))))
    if (own > floor) return undefined
  }
  return undefined
}

/** With a step for each branch that can be narrowed. */
function leastOutput(architecture: Architecture, block: string, own: number): number {
  const step = widthStep(architecture)
  return branchEnds(architecture, block).reduce((width, { value }) => width - value + step, own)
}

/** Output maps by block of the trunk. */
function outputWidths(architecture: Architecture, costing: Costing): ReadonlyMap<string, number> {
  const layers = layersOf(architecture, costing)
  const inModules = hasModules(architecture)
  const counted = architecture.blocks.filter((block) =>
    inModules ? moduleOf(block) !== undefined : block.kind === 'convolution' && block.filters !== 'classes',
  )
  return new Map(
    counted.map(({ name }) => {
      const last = layers.findLast(({ module, head }) => module === name && head === undefined)
      if (!last) throw new Error(`${architecture.name} has no layer of ${name}`)
      return [name, last.output[2]]
    }),
  )
}

function layersOf(architecture: Architecture, costing: Costing): LayerGraph['layers'] {
  const graph = buildLayerGraph({ ...architecture, auxiliary: [] }, costing)
  if (!graph.ok) throw new Error(graph.error.message)
  return graph.value.layers
}

/** The last convolutions of the branches scaled to what is left beside those that cannot be, such as a raw pool. */
function settingOutput(architecture: Architecture, block: string, wanted: number, costing: Costing): readonly Edit[] {
  const ends = branchEnds(architecture, block)
  const own = ends.reduce((sum, { value }) => sum + value, 0)
  if (own === 0) return []
  const fixed = (outputWidths(architecture, costing).get(block) ?? own) - own
  const shares = apportion(
    ends.map(({ value }) => value),
    wanted - fixed,
    widthStep(architecture),
  )
  return ends.flatMap((width, index) => settingWidth(width, shares[index] ?? width.value))
}

/** The widths that a block's output is made of. */
function branchEnds(architecture: Architecture, block: string): readonly Width[] {
  const widths = trunkWidths(architecture)
  const module = widths.filter(({ at, ofModule }) => ofModule && at === block)
  if (module.length > 0) return module.filter(({ field }) => !field.startsWith('reduce'))
  const branches = trunkBranches(architecture)
  const ends = branches.some(({ module: own }) => own === block) ? endsOf(branches, block) : [block]
  return widths.filter(({ at, field }) => field === 'filters' && ends.includes(at))
}

/** The last convolution of each branch, and of each branch within it where it ends in branches. */
function endsOf(branches: readonly PlacedBranch[], module: string): readonly string[] {
  const own = branches.filter((branch) => branch.module === module)
  // Branches that are added up have one width together.
  if (own.some(({ join }) => join === 'add')) return []
  return own.flatMap(({ blocks }) => {
    const last = blocks.findLast(({ block }) => block.kind === 'convolution')
    if (!last) return []
    const inner = branches.find(
      (other) => other.module.startsWith(`${module}/`) && other.blocks.some(({ path }) => path === last.path),
    )
    return inner ? endsOf(branches, inner.module) : [last.path]
  })
}

/** Largest remainders: proportional shares of a total, in whole steps, one step each at least. */
function apportion(values: readonly number[], total: number, step: number): readonly number[] {
  const sum = values.reduce((all, value) => all + value, 0)
  const steps = Math.max(values.length, Math.round(total / step))
  const exact = values.map((value) => (value / sum) * steps)
  const shares = exact.map((share) => Math.max(1, Math.floor(share)))
  const spare = steps - shares.reduce((all, share) => all + share, 0)
  const byRemainder = exact
    .map((share, index) => ({ index, remainder: share - (shares[index] ?? 0) }))
    .toSorted((a, b) => b.remainder - a.remainder || a.index - b.index)
  // Shares that were raised to one step may have taken more than there is: the largest give it back.
  for (let left = spare, turn = 0; left !== 0; turn += 1) {
    const order = left > 0 ? byRemainder : byRemainder.toReversed()
    const index = order[turn % order.length]?.index ?? 0
    const changed = (shares[index] ?? 0) + Math.sign(left)
    if (changed < 1) continue
    shares[index] = changed
    left -= Math.sign(left)
  }
  return shares.map((share) => share * step)
}
