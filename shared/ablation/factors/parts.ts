import type { Architecture, ConvolutionBlock, InceptionModule, KernelSize } from '../../architecture/architecture'
import { hasModules, type PlacedBlock, type PlacedBranch, trunkBlocks, trunkBranches } from '../block-path'
import type { Edit, ModuleField } from '../edit'

/** A convolution with the way to it. */
export type PlacedConvolution = PlacedBlock & { readonly block: ConvolutionBlock }

export function isConvolution(placed: PlacedBlock): placed is PlacedConvolution {
  return placed.block.kind === 'convolution'
}

export function rowsAndColumns(kernel: KernelSize): readonly [number, number] {
  return typeof kernel === 'number' ? [kernel, kernel] : kernel
}

/** The longer side of a block's window; 1 where it has none. */
export function windowOf({ block }: PlacedBlock): number {
  switch (block.kind) {
    case 'convolution':
    case 'depthwise-convolution':
      return Math.max(...rowsAndColumns(block.kernel))
    default:
      return 1
  }
}

/** A convolution of one row and column. */
export function isPointwise(placed: PlacedBlock): placed is PlacedConvolution {
  return isConvolution(placed) && windowOf(placed) === 1
}

/** A branch that begins with a pool. */
export function isPoolBranch({ blocks: [first] }: PlacedBranch): boolean {
  return first?.block.kind === 'max-pool' || first?.block.kind === 'average-pool'
}

/**
 * What a branch of convolutions sees of the module's input, as the kernel of one convolution would: 5 for a 5x5, for two
 * 3x3 behind each other, and for a 1x5 with a 5x1 behind it. Undefined where it begins with a pool or has none.
 */
export function sizeOf(branch: PlacedBranch): number | undefined {
  if (isPoolBranch(branch)) return undefined
  const kernels = branch.blocks.flatMap(({ block }) =>
    block.kind === 'convolution' || block.kind === 'depthwise-convolution' ? [rowsAndColumns(block.kernel)] : [],
  )
  if (kernels.length === 0) return undefined
  const along = (axis: 0 | 1): number => kernels.reduce((sum, kernel) => sum + kernel[axis] - 1, 1)
  return Math.max(along(0), along(1))
}

/** The convolutions that a factor acts on: those of modules where there are modules, else all of the trunk. */
export function convolutionsInScope(architecture: Architecture): readonly PlacedConvolution[] {
  const inModules = hasModules(architecture)
  return trunkBlocks(architecture)
    .filter(isConvolution)
    .filter(({ branches }) => !inModules || branches.length > 0)
}

export function inceptionModules({ blocks }: Architecture): readonly InceptionModule[] {
  return blocks.filter((block) => block.kind === 'inception')
}

/** The branches of modules that are no Inception modules, which have fields of their own. */
export function branchesOfBlocks(architecture: Architecture): readonly PlacedBranch[] {
  const inception = new Set(inceptionModules(architecture).map(({ name }) => name))
  return trunkBranches(architecture).filter(({ module }) => !inception.has(module))
}

export function setModuleField(
  architecture: Architecture,
  field: ModuleField,
  to: 'none' | 'raw',
  which: (module: InceptionModule) => boolean = () => true,
): readonly Edit[] {
  return inceptionModules(architecture)
    .filter((module) => module[field] !== to && which(module))
    .map((module) => ({ kind: 'set-module-field', module: module.name, field, from: module[field], to }))
}

export function noModules({ name }: Architecture): string {
  return `${name} has no Inception module`
}
