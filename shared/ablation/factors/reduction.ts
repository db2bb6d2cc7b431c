import { z } from 'zod'
import type { Architecture } from '../../architecture/architecture'
import { buildLayerGraph } from '../../architecture/build-graph'
import { inputShape, layerNamed } from '../../architecture/layer-graph'
import { hasModules, type PlacedBranch, trunkBlocks } from '../block-path'
import { type Edit, EditMisfit, settingField } from '../edit'
import { asItIs, type Factor } from '../level'
import { parametrised } from './parametrised'
import {
  branchesOfBlocks,
  inceptionModules,
  isConvolution,
  isPointwise,
  isPoolBranch,
  type PlacedConvolution,
  setModuleField,
  windowOf,
} from './parts'

/** The 1x1 convolutions in a branch that a larger one of it follows. */
function reductionsOf({ blocks }: PlacedBranch): readonly PlacedConvolution[] {
  const larger = blocks.findLastIndex((placed) => windowOf(placed) > 1)
  return blocks.slice(0, Math.max(0, larger)).filter(isPointwise)
}

/** In a network without modules: convolutions with a reduction of their own. */
function reducedOnTrunk(architecture: Architecture): readonly PlacedConvolution[] {
  if (hasModules(architecture)) return []
  return trunkBlocks(architecture)
    .filter(isConvolution)
    .filter(({ block }) => block.reduce !== undefined)
}

function withoutReductions(architecture: Architecture): readonly Edit[] {
  return [
    ...setModuleField(architecture, 'reduce3x3', 'none', ({ conv3x3 }) => conv3x3 !== 'none'),
    ...setModuleField(architecture, 'reduce5x5', 'none', ({ conv5x5 }) => conv5x5 !== 'none'),
    ...branchesOfBlocks(architecture)
      .flatMap(reductionsOf)
      .map(({ path }): Edit => ({ kind: 'remove-block', block: path })),
    ...reducedOnTrunk(architecture).flatMap(({ path }) => settingField(architecture, path, 'reduce', null)),
  ]
}

/** The projections behind the pools of modules. */
export function withoutProjections(architecture: Architecture): readonly Edit[] {
  return [
    ...setModuleField(architecture, 'poolProjection', 'raw', (module) => module.poolProjection !== 'none'),
    ...branchesOfBlocks(architecture)
      .filter(isPoolBranch)
      .flatMap(({ blocks }) => blocks.filter(isPointwise))
      .map(({ path }): Edit => ({ kind: 'remove-block', block: path })),
  ]
}

/** Each reduction as wide as a share of the maps that it reads. */
function withRatio(ratio: number, architecture: Architecture): readonly Edit[] {
  const graph = buildLayerGraph(architecture, architecture)
  if (!graph.ok) throw new EditMisfit(graph.error.message)
  const width = (layer: string): number =>
    Math.max(1, Math.round(ratio * inputShape(graph.value, layerNamed(graph.value, layer))[2]))
  const ofModules = inceptionModules(architecture).flatMap((module) =>
    (
      [
        ['reduce3x3', 'conv3x3'],
        ['reduce5x5', 'conv5x5'],
      ] as const
    ).flatMap(([field, reduced]): readonly Edit[] => {
      const from = module[field]
      if (from === 'none' || module[reduced] === 'none') return []
      const to = width(`${module.name}/${field === 'reduce3x3' ? '3x3' : '5x5'}-reduce`)
      return from === to ? [] : [{ kind: 'set-module-field', module: module.name, field, from, to }]
    }),
  )
  const ofBranches = branchesOfBlocks(architecture)
    .flatMap(reductionsOf)
    .flatMap(({ path }) => settingField(architecture, path, 'filters', width(path)))
  const onTrunk = reducedOnTrunk(architecture).flatMap(({ path }) =>
    settingField(architecture, path, 'reduce', width(`${path}/reduce`)),
  )
  return [...ofModules, ...ofBranches, ...onTrunk]
}

/** The 1x1 convolutions in front of the 3x3 and 5x5. Taking them away is two different arms: see facts of module 3a. */
export const reduction: Factor = {
  name: 'reduction',
  description:
    'The 1x1 convolutions in front of the larger ones of every module; in a network without modules, the reductions of its convolutions.',
  levels: [
    { name: 'on', description: 'As the architecture has them.', patch: asItIs },
    {
      name: 'off',
      description: 'The larger convolutions read the module’s input; the pool branch keeps its projection.',
      patch: withoutReductions,
    },
    {
      name: 'naive',
      description: 'As in Fig. 2(a) of the paper: no reductions, and the pool itself is concatenated, unprojected.',
      patch: (architecture) => [...withoutReductions(architecture), ...withoutProjections(architecture)],
    },
  ],
  parametrised: parametrised({
    form: '{ ratio: 0.5 } (above 0, at most 4)',
    description: 'Each reduction is as wide as this share of the maps that it reads.',
    schema: z.strictObject({ ratio: z.number().gt(0).max(4) }),
    patch: ({ ratio }, architecture) => withRatio(ratio, architecture),
  }),
  missingIn: (architecture) =>
    withoutReductions(architecture).length === 0 ? `${architecture.name} has no 1x1 reduction` : undefined,
}
