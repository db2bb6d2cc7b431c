import { z } from 'zod'
import type { Architecture, ConvolutionBlock, KernelSize } from '../../architecture/architecture'
import { hasModules } from '../block-path'
import type { Edit } from '../edit'
import { asItIs, type Factor } from '../level'
import { parametrised } from './parametrised'
import { convolutionsInScope, type PlacedConvolution, rowsAndColumns } from './parts'

/** Convolutions with a square kernel that others can take the place of. */
function squareConvolutions(architecture: Architecture, least: number): readonly PlacedConvolution[] {
  return convolutionsInScope(architecture).filter(({ block }) => {
    const [rows, columns] = rowsAndColumns(block.kernel)
    return rows === columns && rows >= least && block.connections === undefined
  })
}

/** One convolution as two behind each other: a reduction stays in front, the stride goes to the last. */
function inTwo({ path, block }: PlacedConvolution, first: Part, second: Part): Edit {
  const { reduce, reduceActivation, stride, ...others } = block
  const { activation } = block
  const reduction: readonly ConvolutionBlock[] =
    reduce === undefined
      ? []
      : [
          {
            kind: 'convolution',
            name: `${block.name}/reduce`,
            kernel: 1,
            filters: reduce,
            ...(activation !== undefined && { activation }),
            ...(reduceActivation !== undefined && { activation: reduceActivation }),
          },
        ]
  const parts: readonly ConvolutionBlock[] = [
    { ...others, name: `${block.name}-${first.name}`, kernel: first.kernel },
    { ...others, name: `${block.name}-${second.name}`, kernel: second.kernel, ...(stride !== undefined && { stride }) },
  ]
  return { kind: 'replace-block', block: path, with: [...reduction, ...parts] }
}

interface Part {
  readonly name: string
  readonly kernel: KernelSize
}

/** Szegedy et al. 2015, section 3.1: the second reads what the first gives, with its activation. */
function fiveAsTwoThrees(architecture: Architecture): readonly Edit[] {
  return squareConvolutions(architecture, 5)
    .filter(({ block }) => rowsAndColumns(block.kernel)[0] === 5)
    .map((placed) => inTwo(placed, { name: '1', kernel: 3 }, { name: '2', kernel: 3 }))
}

/** Section 3.2: n×n as 1×n and n×1. */
function asymmetric(architecture: Architecture, least: number): readonly Edit[] {
  return squareConvolutions(architecture, least).map((placed) => {
    const [size] = rowsAndColumns(placed.block.kernel)
    return inTwo(placed, { name: `1x${size}`, kernel: [1, size] }, { name: `${size}x1`, kernel: [size, 1] })
  })
}

/** How larger kernels are made of smaller ones. @see arXiv:1512.00567, section 3 */
export const factorisation: Factor = {
  name: 'factorisation',
  description:
    'Larger convolutions of the modules as smaller ones behind each other, of the same width; in a network without modules, those of the trunk.',
  levels: [
    { name: 'none', description: 'As the architecture has them.', patch: asItIs },
    { name: 'two-3x3', description: 'Each 5x5 as two 3x3.', patch: fiveAsTwoThrees },
    {
      name: 'asymmetric',
      description: 'Each n×n, from 3×3, as 1×n and n×1.',
      patch: (architecture) => asymmetric(architecture, 3),
    },
  ],
  parametrised: parametrised({
    form: '{ asymmetric: 5 } (from 2, at most 31)',
    description: 'Each n×n from this size as 1×n and n×1.',
    schema: z.strictObject({ asymmetric: z.int().min(2).max(31) }),
    patch: ({ asymmetric: least }, architecture) => asymmetric(architecture, least),
  }),
  missingIn: (architecture) =>
    squareConvolutions(architecture, 3).length === 0
      ? `${architecture.name} has no square convolution of 3x3 or more ${hasModules(architecture) ? 'in its modules' : ''}`.trim()
      : undefined,
}
