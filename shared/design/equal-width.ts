import { hasModules, moduleOf, trunkBranches } from '../ablation/block-path'
import { applyEdits, type Edit } from '../ablation/edit'
import { settingWidth, trunkWidths, type Width, widthStep } from '../ablation/widths'
import type { Architecture } from '../architecture/architecture'
import { buildLayerGraph } from '../architecture/build-graph'
import type { LayerGraph } from '../architecture/layer-graph'
import type { Costing, ScaledArm } from './controls'

/**
 * The arm with as many output maps behind each module as the base has; in a network without modules, behind each
 * convolution. A module's branches keep their proportions, to a channel.
 * @returns undefined where all are equal as they are
 */
export function equalWidths(arm: Architecture, base: Architecture, costing: Costing): ScaledArm | undefined {
  const wanted = outputWidths(base, costing)
  const differing = [...outputWidths(arm, costing)].filter(([name, width]) => (wanted.get(name) ?? width) !== width)
  if (differing.length === 0) return undefined
  // In their order: what a raw pool gives follows from the module before it.
  const scaled = differing.reduce<{ readonly architecture: Architecture; readonly edits: readonly Edit[] }>(
    ({ architecture, edits }, [name]) => {
      const more = settingOutput(architecture, name, wanted.get(name) ?? 0, costing)
      return { architecture: applyEdits(architecture, more), edits: [...edits, ...more] }
    },
    { architecture: arm, edits: [] },
  )
  const residuals = [...outputWidths(scaled.architecture, costing)].map(
    ([name, width]) => width / (wanted.get(name) ?? width) - 1,
  )
  return { ...scaled, residual: residuals.reduce((worst, own) => (Math.abs(own) > Math.abs(worst) ? own : worst), 0) }
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
  const branches = trunkBranches(architecture).filter((branch) => branch.module === block)
  if (branches.some(({ join }) => join === 'add')) return []
  const ends = branches.length > 0 ? branches.map(({ blocks }) => blocks.at(-1)?.path) : [block]
  return widths.filter(({ at, field }) => field === 'filters' && ends.includes(at))
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
