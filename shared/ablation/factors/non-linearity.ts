import type { Architecture } from '../../architecture/architecture'
import { hasModules, trunkBlocks, trunkBranches } from '../block-path'
import { type Edit, settingField } from '../edit'
import { asItIs, type Factor } from '../level'
import { isConvolution, isPointwise } from './parts'

/** In modules, 1x1 convolutions beside others of their branch: reductions and projections, not the 1x1 branch. */
function linear(architecture: Architecture): readonly Edit[] {
  const toLinear = (path: string): readonly Edit[] => settingField(architecture, path, 'activation', 'none')
  if (hasModules(architecture))
    return trunkBranches(architecture).flatMap(({ blocks }) =>
      blocks.length < 2 ? [] : blocks.filter(isPointwise).flatMap(({ path }) => toLinear(path)),
    )
  const onTrunk = trunkBlocks(architecture).filter(isConvolution)
  return [
    ...onTrunk.filter(isPointwise).flatMap(({ path }) => toLinear(path)),
    ...onTrunk
      .filter(({ block }) => block.reduce !== undefined)
      .flatMap(({ path }) => settingField(architecture, path, 'reduceActivation', 'none')),
  ]
}

/** Whether what a 1x1 convolution adds is its activation. @see Lin, Chen and Yan 2013 (arXiv:1312.4400) */
export const nonLinearity: Factor = {
  name: 'non-linearity',
  description:
    'The activation behind the 1x1 reductions and projections of the modules; in a network without modules, behind every 1x1 convolution.',
  levels: [
    { name: 'on', description: 'As the architecture has it.', patch: asItIs },
    { name: 'off', description: 'Those 1x1 convolutions are linear.', patch: linear },
  ],
  missingIn: (architecture) =>
    linear(architecture).length === 0
      ? `${architecture.name} has no 1x1 reduction or projection with an activation`
      : undefined,
}
