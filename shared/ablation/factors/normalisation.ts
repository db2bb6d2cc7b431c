import type { Architecture } from '../../architecture/architecture'
import { trunkBlocks } from '../block-path'
import { type Edit, TRUNK } from '../edit'
import { asItIs, type Factor } from '../level'
import { isConvolution } from './parts'

function withoutBlocks(architecture: Architecture, kind: string): readonly Edit[] {
  return trunkBlocks(architecture)
    .filter(({ block }) => block.kind === kind)
    .map(({ path }): Edit => ({ kind: 'remove-block', block: path }))
}

function setting({ normalisation: from }: Architecture, to: 'none' | 'batch'): readonly Edit[] {
  return from === to ? [] : [{ kind: 'set-normalisation', of: TRUNK, from, to }]
}

export const batchNorm: Factor = {
  name: 'batch-norm',
  description: 'Batch normalisation of the trunk; auxiliary classifiers have their own.',
  levels: [
    {
      name: 'on',
      description: 'After every convolution.',
      patch: (architecture) => setting(architecture, 'batch'),
    },
    {
      name: 'off',
      description: 'None; convolutions have a bias in place of its shift.',
      patch: (architecture) => [...setting(architecture, 'none'), ...withoutBlocks(architecture, 'batch-norm')],
    },
  ],
  missingIn: (architecture) =>
    trunkBlocks(architecture).some(isConvolution) ? undefined : `${architecture.name} has no convolution`,
}

export const localResponseNorm: Factor = {
  name: 'lrn',
  description: 'Local response normalisation.',
  levels: [
    { name: 'on', description: 'As the architecture has it.', patch: asItIs },
    {
      name: 'off',
      description: 'Left out.',
      patch: (architecture) => withoutBlocks(architecture, 'local-response-norm'),
    },
  ],
  missingIn: (architecture) =>
    withoutBlocks(architecture, 'local-response-norm').length === 0
      ? `${architecture.name} has no local response normalisation`
      : undefined,
}
