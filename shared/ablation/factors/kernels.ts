import { z } from 'zod'
import type { Architecture } from '../../architecture/architecture'
import { hasModules, type PlacedBranch, trunkBranches } from '../block-path'
import { type Edit, EditMisfit, settingField } from '../edit'
import { asItIs, type Factor } from '../level'
import { withoutBranches } from './branches'
import { parametrised } from './parametrised'
import { isConvolution, noModules, sizeOf, windowOf } from './parts'

type SizedBranch = PlacedBranch & { readonly size: number }

/** The kernels of one module, as wanted: sizes that it has stay, others take the place of those that go. */
function ofModule(
  architecture: Architecture,
  branches: readonly SizedBranch[],
  wanted: readonly number[],
): readonly Edit[] {
  const going = branches.filter(({ size }) => !wanted.includes(size)).toSorted((a, b) => a.size - b.size)
  const coming = wanted.filter((size) => !branches.some((branch) => branch.size === size)).toSorted((a, b) => a - b)
  const [first] = branches
  if (coming.length > going.length && first)
    throw new EditMisfit(
      `${first.module} has branches of ${branches.map(({ size }) => size).join(', ')}: ` +
        `kernels of ${wanted.join(', ')} would take ${coming.length - going.length} more than it has`,
    )
  const changed = coming.flatMap((size, index) => {
    const branch = going[index]
    return branch ? withKernel(architecture, branch, size) : []
  })
  const removed = new Set(going.slice(coming.length).map(({ name }) => name))
  const module = first?.module
  const without = withoutBranches(architecture, (branch) => branch.module === module && removed.has(branch.name))
  // Fields of an Inception module go first: a kernel's change opens it into branches.
  return [...without, ...changed]
}

function withKernel(architecture: Architecture, { blocks, module, name }: SizedBranch, size: number): readonly Edit[] {
  const convolutions = blocks.filter(isConvolution)
  const larger = convolutions.filter((placed) => windowOf(placed) > 1)
  const [target] = larger.length > 0 ? larger : convolutions.slice(-1)
  if (larger.length > 1 || !target)
    throw new EditMisfit(`branch ${name} of ${module} has several kernels: a patch of your own can change each`)
  return settingField(architecture, target.path, 'kernel', size)
}

const KernelSet = z
  .array(
    z
      .int()
      .min(1)
      .max(31)
      .refine((size) => size % 2 === 1, 'an odd number'),
  )
  .min(1)
  .max(8)
  .refine((sizes) => new Set(sizes).size === sizes.length, 'each size once')

/** The kernel sizes side by side. */
export const kernels: Factor = {
  name: 'kernels',
  description:
    'The kernel sizes that stand side by side in every module. A size that a module has not takes the place, and the widths, of one that goes.',
  levels: [{ name: 'all', description: 'As the architecture has them.', patch: asItIs }],
  parametrised: parametrised({
    form: '[1, 3, 5]',
    description: 'Branches of convolutions of these sizes alone, beside the pooling branch.',
    schema: KernelSet,
    patch: (wanted, architecture) => {
      const sized = trunkBranches(architecture).flatMap((branch): readonly SizedBranch[] => {
        const size = sizeOf(branch)
        return size === undefined ? [] : [{ ...branch, size }]
      })
      const modules = [...new Set(sized.map(({ module }) => module))]
      return modules.flatMap((module) =>
        ofModule(
          architecture,
          sized.filter((branch) => branch.module === module),
          wanted,
        ),
      )
    },
  }),
  missingIn: (architecture) => (hasModules(architecture) ? undefined : noModules(architecture)),
}
