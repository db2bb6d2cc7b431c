import type { Architecture } from '../../architecture/architecture'
import { trunkBlocks } from '../block-path'
import { type Edit, settingField } from '../edit'
import { asItIs, type Factor } from '../level'
import { isConvolution } from './parts'

function dense(architecture: Architecture): readonly Edit[] {
  return trunkBlocks(architecture)
    .filter(isConvolution)
    .filter(({ block }) => block.connections !== undefined)
    .flatMap(({ path }) => settingField(architecture, path, 'connections', null))
}

/** LeNet-5's C3 against a dense one. @see LeCun et al. 1998, Table I */
export const connections: Factor = {
  name: 'connections',
  description: 'Which maps a convolution reads.',
  levels: [
    { name: 'table', description: 'Those of its connection table, as the architecture has it.', patch: asItIs },
    { name: 'dense', description: 'All of them.', patch: dense },
  ],
  missingIn: (architecture) =>
    dense(architecture).length === 0 ? `${architecture.name} has no connection table` : undefined,
}
