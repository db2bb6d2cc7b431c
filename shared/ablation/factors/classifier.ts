import { z } from 'zod'
import type { Architecture, Block, DenseBlock } from '../../architecture/architecture'
import { type Edit, EditMisfit, settingField } from '../edit'
import { asItIs, type Factor } from '../level'
import { parametrised } from './parametrised'

/** The layer that gives the logits from all numbers of the maps. */
const LINEAR: DenseBlock = { kind: 'dense', name: 'linear', units: 'classes', activation: 'none' }

/** Kinds that may stand among the dense layers of a classifier. */
const IN_CLASSIFIER = ['dense', 'flatten', 'dropout', 'batch-norm', 'activation']

function globalPool({ blocks }: Architecture): Block | undefined {
  return blocks.find(({ kind }) => kind === 'global-average-pool')
}

/** Fully connected layers read all numbers of the maps in place of each map’s mean. */
function fullyConnected(architecture: Architecture, hidden: readonly Block[]): readonly Edit[] {
  const pool = globalPool(architecture)
  if (!pool) return hiddenLayers(architecture, hidden)
  const { blocks } = architecture
  const dense = blocks.slice(blocks.indexOf(pool)).some(({ kind }) => kind === 'dense')
  // A network in network ends in a map a class: its pooling gives the logits.
  const instead = dense ? hidden : [...hidden, LINEAR]
  return instead.length === 0
    ? [{ kind: 'remove-block', block: pool.name }]
    : [{ kind: 'replace-block', block: pool.name, with: instead }]
}

/** Where there are fully connected layers already: the hidden ones become as wide as asked, their dropout as strong. */
function hiddenLayers(architecture: Architecture, wanted: readonly Block[]): readonly Edit[] {
  const [layer, dropout] = wanted
  if (layer?.kind !== 'dense') return []
  const { blocks } = architecture
  const last = blocks.at(-1)
  const there = blocks.slice(classifierStart(architecture), -1)
  const hidden = there.filter((block) => block.kind === 'dense')
  if (hidden.length === 0)
    return last ? [{ kind: 'insert-blocks', where: 'before', block: last.name, blocks: wanted }] : []
  const units = hidden.flatMap(({ name }) => settingField(architecture, name, 'units', layer.units))
  if (dropout?.kind !== 'dropout') return units
  const rates = there.filter(({ kind }) => kind === 'dropout')
  if (rates.length > 0)
    return [...units, ...rates.flatMap(({ name }) => settingField(architecture, name, 'rate', dropout.rate))]
  const behind = hidden.at(-1)?.name ?? ''
  return [...units, { kind: 'insert-blocks', where: 'after', block: behind, blocks: [dropout] }]
}

/** Where the dense layers at a network’s end begin, with what stands among them. */
function classifierStart({ blocks }: Architecture): number {
  return blocks.findLastIndex(({ kind }) => !IN_CLASSIFIER.includes(kind)) + 1
}

/** The mean of each map, and one linear layer on them. */
function globalAverage(architecture: Architecture): readonly Edit[] {
  if (globalPool(architecture)) return []
  const { name, blocks } = architecture
  const last = blocks.at(-1)
  if (last?.kind !== 'dense') throw new EditMisfit(`${name} does not end in a dense layer`)
  return [
    ...blocks
      .slice(classifierStart(architecture), -1)
      .map((block): Edit => ({ kind: 'remove-block', block: block.name })),
    {
      kind: 'insert-blocks',
      where: 'before',
      block: last.name,
      blocks: [{ kind: 'global-average-pool', name: 'gap' }],
    },
  ]
}

/** Global average pooling against fully connected layers. @see arXiv:1312.4400, section 3.2 */
export const classifier: Factor = {
  name: 'classifier',
  description: 'What turns the last maps into logits.',
  levels: [
    { name: 'as-is', description: 'As the architecture has it.', patch: asItIs },
    { name: 'gap', description: 'Global average pooling and one linear layer.', patch: globalAverage },
    {
      name: 'fully-connected',
      description: 'A linear layer on all numbers of the maps; hidden layers stay where there are any.',
      patch: (architecture) => fullyConnected(architecture, []),
    },
  ],
  parametrised: parametrised({
    form: '{ hidden: 512, dropout: 0.5 }',
    description: 'Fully connected, with a hidden layer of so many units, and dropout behind it.',
    schema: z.strictObject({
      hidden: z.int().min(1).max(1_000_000),
      dropout: z.number().min(0).lt(1).optional(),
    }),
    patch: ({ hidden, dropout }, architecture) =>
      fullyConnected(architecture, [
        { kind: 'dense', name: 'hidden', units: hidden, activation: 'relu' },
        ...(dropout === undefined ? [] : [{ kind: 'dropout', name: 'hidden-dropout', rate: dropout } as const]),
      ]),
  }),
  missingIn: (architecture) =>
    globalPool(architecture) || architecture.blocks.at(-1)?.kind === 'dense'
      ? undefined
      : `${architecture.name} has neither global average pooling nor fully connected layers`,
}
