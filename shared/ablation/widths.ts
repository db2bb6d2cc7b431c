import type { Architecture, InceptionModule } from '../architecture/architecture'
import { headBlocks, trunkBlocks } from './block-path'
import type { Edit } from './edit'

/** A number of maps or units of the trunk that can be another one. */
export interface Width {
  /** The module of an Inception module’s field, else the block’s path. */
  readonly at: string
  readonly field: string
  readonly value: number
  readonly ofModule: boolean
}

/** The fields of an Inception module that hold widths, with the branch that each needs to be there. */
const MODULE_WIDTHS = [
  ['conv1x1', 'conv1x1'],
  ['reduce3x3', 'conv3x3'],
  ['conv3x3', 'conv3x3'],
  ['reduce5x5', 'conv5x5'],
  ['conv5x5', 'conv5x5'],
  ['poolProjection', 'poolProjection'],
] as const satisfies readonly (readonly [keyof InceptionModule, keyof InceptionModule])[]

/**
 * Every width of the trunk: of convolutions, their reductions, Inception modules and hidden dense layers. Those that
 * follow from the number of classes, and those that a connection table names one by one, are not among them.
 */
export function trunkWidths(architecture: Architecture): readonly Width[] {
  const modules = new Map(
    architecture.blocks.filter((block) => block.kind === 'inception').map((block) => [block.name, block]),
  )
  const told = new Set<string>()
  return trunkBlocks(architecture).flatMap(({ path, block }): readonly Width[] => {
    const module = modules.get(path.split('/')[0] ?? '')
    if (module) {
      if (told.has(module.name)) return []
      told.add(module.name)
      return ofInception(module)
    }
    const width = (field: string, value: number | 'classes' | undefined): readonly Width[] =>
      typeof value === 'number' ? [{ at: path, field, value, ofModule: false }] : []
    if (block.kind === 'dense') return width('units', block.units)
    if (block.kind !== 'convolution' || block.connections) return []
    return [...width('reduce', block.reduce), ...width('filters', block.filters)]
  })
}

function ofInception(module: InceptionModule): readonly Width[] {
  return MODULE_WIDTHS.flatMap(([field, needed]) => {
    const value = module[field]
    return typeof value === 'number' && module[needed] !== 'none'
      ? [{ at: module.name, field, value, ofModule: true }]
      : []
  })
}

/** The edit that gives a width another value; none where it has it. */
export function settingWidth({ at, field, value, ofModule }: Width, to: number): readonly Edit[] {
  if (to === value) return []
  return ofModule
    ? [{ kind: 'set-module-field', module: at, field: field as 'conv1x1', from: value, to }]
    : [{ kind: 'set-field', block: at, field, from: value, to }]
}

/** Maps are added and taken in these steps, so that groups go on dividing them: the least common multiple of all groups. */
export function widthStep(architecture: Architecture): number {
  return [...trunkBlocks(architecture), ...headBlocks(architecture)].reduce((step, { block }) => {
    const groups = block.kind === 'convolution' ? (block.groups ?? 1) : 1
    return (step * groups) / greatestCommonDivisor(step, groups)
  }, 1)
}

/** A width multiplied, in whole steps, and one step at least. */
export function scaledWidth(value: number, factor: number, step: number): number {
  return Math.max(step, Math.round((value * factor) / step) * step)
}

/** The edits that multiply every width of the trunk. */
export function scalingWidths(architecture: Architecture, factor: number): readonly Edit[] {
  const step = widthStep(architecture)
  return trunkWidths(architecture).flatMap((width) => settingWidth(width, scaledWidth(width.value, factor, step)))
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
