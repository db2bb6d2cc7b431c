import { z } from 'zod'
import type { Architecture } from '../../architecture/architecture'
import { headBlocks, trunkBlocks } from '../block-path'
import { type Edit, settingField } from '../edit'
import { asItIs, type Factor } from '../level'
import { parametrised } from './parametrised'

function dropouts(architecture: Architecture): readonly string[] {
  return [...trunkBlocks(architecture), ...headBlocks(architecture)]
    .filter(({ block }) => block.kind === 'dropout')
    .map(({ path }) => path)
}

const Rate = z.number().min(0).lt(1)

export const dropout: Factor = {
  name: 'dropout',
  description: 'Dropout, in front of the classifier and in the auxiliary classifiers.',
  levels: [
    { name: 'on', description: 'As the architecture has it.', patch: asItIs },
    {
      name: 'off',
      description: 'Left out.',
      patch: (architecture) => dropouts(architecture).map((path): Edit => ({ kind: 'remove-block', block: path })),
    },
  ],
  parametrised: parametrised({
    form: '0.5 or { rate: 0.5 }',
    description: 'Every dropout sets this share of its numbers to zero.',
    schema: z.union([Rate, z.strictObject({ rate: Rate })]),
    patch: (written, architecture) => {
      const rate = typeof written === 'number' ? written : written.rate
      return dropouts(architecture).flatMap((path) => settingField(architecture, path, 'rate', rate))
    },
  }),
  missingIn: (architecture) =>
    dropouts(architecture).length === 0 ? `${architecture.name} has no dropout` : undefined,
}
