import type { Architecture } from '../../architecture/architecture'
import { hasModules, trunkBranches } from '../block-path'
import { type Edit, settingField } from '../edit'
import { asItIs, type Factor } from '../level'
import { branchesOfBlocks, isPoolBranch, noModules, setModuleField } from './parts'
import { withoutProjections } from './reduction'

function withoutPools(architecture: Architecture): readonly Edit[] {
  return [
    ...setModuleField(architecture, 'poolProjection', 'none'),
    ...branchesOfBlocks(architecture)
      .filter(isPoolBranch)
      .map(({ module, name }): Edit => ({ kind: 'remove-branch', module, branch: name })),
  ]
}

function withPool(kind: 'max-pool' | 'average-pool') {
  return (architecture: Architecture): readonly Edit[] =>
    trunkBranches(architecture)
      .filter(isPoolBranch)
      .flatMap(({ blocks: [pool] }) => (pool ? settingField(architecture, pool.path, 'kind', kind) : []))
}

export const pooling: Factor = {
  name: 'pooling',
  description: 'The pooling branch of every module.',
  levels: [
    { name: 'on', description: 'As the architecture has it.', patch: asItIs },
    {
      name: 'off',
      description: 'The branch and its projection are left out; the module has that many outputs fewer.',
      patch: withoutPools,
    },
    { name: 'max', description: 'The largest number of each window.', patch: withPool('max-pool') },
    { name: 'average', description: 'The mean of each window.', patch: withPool('average-pool') },
    {
      name: 'unprojected',
      description: 'The pool itself is concatenated: as many outputs as the module reads.',
      patch: withoutProjections,
    },
  ],
  missingIn: (architecture) => {
    if (!hasModules(architecture)) return noModules(architecture)
    return withoutPools(architecture).length === 0 ? `${architecture.name} has no pooling branch` : undefined
  },
}
