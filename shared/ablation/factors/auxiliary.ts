import { z } from 'zod'
import type { Architecture, AuxiliaryClassifier } from '../../architecture/architecture'
import type { Edit } from '../edit'
import { asItIs, type Factor } from '../level'
import { parametrised } from './parametrised'

type Kept = 'both' | 'lower' | 'upper'

/** In the order in which the blocks that they read follow each other. */
function fromLowest({ blocks, auxiliary }: Architecture): readonly AuxiliaryClassifier[] {
  const place = ({ after }: AuxiliaryClassifier): number => blocks.findIndex(({ name }) => name === after)
  return auxiliary.toSorted((a, b) => place(a) - place(b))
}

function keptOf(architecture: Architecture, kept: Kept): readonly AuxiliaryClassifier[] {
  const heads = fromLowest(architecture)
  if (kept === 'both') return heads
  return kept === 'lower' ? heads.slice(0, 1) : heads.slice(-1)
}

function without(architecture: Architecture, kept: readonly AuxiliaryClassifier[]): readonly Edit[] {
  return architecture.auxiliary
    .filter((head) => !kept.includes(head))
    .map(({ name }) => ({ kind: 'remove-auxiliary', name }))
}

function normalised(heads: readonly AuxiliaryClassifier[], to: 'none' | 'batch'): readonly Edit[] {
  return heads
    .filter(({ normalisation }) => normalisation !== to)
    .map(({ name, normalisation: from }) => ({ kind: 'set-normalisation', of: name, from, to }))
}

const Heads = z
  .strictObject({
    heads: z.enum(['both', 'lower', 'upper']).optional(),
    weight: z.number().gt(0).max(100).optional(),
    batchNorm: z.boolean().optional(),
  })
  .refine((written) => Object.values(written).some((value) => value !== undefined))

/** @see Szegedy et al. 2014, section 5; 2015, section 4 */
export const auxiliary: Factor = {
  name: 'auxiliary',
  description: 'The auxiliary classifiers on inner modules; inference is the same with and without.',
  levels: [
    { name: 'on', description: 'Their losses are added with training.auxiliaryWeight.', patch: asItIs },
    { name: 'off', description: 'Left out of training.', patch: (architecture) => without(architecture, []) },
    { name: 'both', description: 'All that the architecture has: on by another name.', patch: asItIs },
    {
      name: 'none',
      description: 'Left out of training: off by another name.',
      patch: (architecture) => without(architecture, []),
    },
    {
      name: 'lower',
      description: 'The one on the lowest module alone.',
      patch: (architecture) => without(architecture, keptOf(architecture, 'lower')),
    },
    {
      name: 'upper',
      description: 'The one on the highest module alone.',
      patch: (architecture) => without(architecture, keptOf(architecture, 'upper')),
    },
    {
      name: 'batch-norm',
      description: 'With batch normalisation after their convolutions.',
      patch: (architecture) => normalised(architecture.auxiliary, 'batch'),
    },
  ],
  parametrised: parametrised({
    form: '{ weight: 0.5 }, { heads: lower, weight: 0.1, batchNorm: true }',
    description:
      'Which of them, the weight of their losses in place of training.auxiliaryWeight, and batch normalisation.',
    schema: Heads,
    patch: ({ heads = 'both', weight, batchNorm }, architecture) => {
      const kept = keptOf(architecture, heads)
      return [
        ...without(architecture, kept),
        ...(batchNorm === undefined ? [] : normalised(kept, batchNorm ? 'batch' : 'none')),
        ...(weight === undefined ? [] : [{ kind: 'set-auxiliary-weight', to: weight } as const]),
      ]
    },
  }),
  missingIn: ({ name, auxiliary: heads }) => (heads.length === 0 ? `${name} has no auxiliary classifier` : undefined),
}
