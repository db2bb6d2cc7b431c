import { z } from 'zod'
import type { Architecture } from '../../architecture/architecture'
import { hasModules, type PlacedBranch, trunkBranches } from '../block-path'
import { type Edit, EditMisfit, type ModuleField } from '../edit'
import { asItIs, type Factor } from '../level'
import { parametrised } from './parametrised'
import { inceptionModules, noModules, sizeOf } from './parts'

/** The field of an Inception module that holds a branch. */
const FIELDS: Readonly<Record<string, ModuleField>> = {
  '1x1': 'conv1x1',
  '3x3': 'conv3x3',
  '5x5': 'conv5x5',
  pool: 'poolProjection',
}

/** Leaves branches out; those of an Inception module by its field. */
export function withoutBranches(architecture: Architecture, which: (branch: PlacedBranch) => boolean): readonly Edit[] {
  const inception = new Map(inceptionModules(architecture).map((module) => [module.name, module]))
  return trunkBranches(architecture)
    .filter(which)
    .map(({ module: name, name: branch }): Edit => {
      const module = inception.get(name)
      const field = FIELDS[branch]
      return module && field
        ? { kind: 'set-module-field', module: name, field, from: module[field], to: 'none' }
        : { kind: 'remove-branch', module: name, branch }
    })
}

/** One branch on or off, by what it sees. */
function branchOf(size: number): Factor {
  const name = `${size}x${size}`
  const without = (architecture: Architecture): readonly Edit[] =>
    withoutBranches(architecture, (branch) => sizeOf(branch) === size)
  return {
    name,
    description: `The branch of every module that sees ${name} numbers of a map: one ${name} convolution, or smaller ones behind each other that see as much.`,
    levels: [
      { name: 'on', description: 'As the architecture has it.', patch: asItIs },
      {
        name: 'off',
        description: 'The branch is left out with its reduction; the module has that many outputs fewer.',
        patch: without,
      },
    ],
    missingIn: (architecture) => {
      if (!hasModules(architecture)) return noModules(architecture)
      return without(architecture).length === 0 ? `${architecture.name} has no ${name} branch` : undefined
    },
  }
}

export const branch1x1 = branchOf(1)
export const branch3x3 = branchOf(3)
export const branch5x5 = branchOf(5)

const BranchName = z.string().min(1).max(64)

/** Any branches by name, in every module that has them. */
export const branches: Factor = {
  name: 'branches',
  description: 'Which branches stand side by side in the modules, by name.',
  levels: [{ name: 'all', description: 'As the architecture has them.', patch: asItIs }],
  parametrised: parametrised({
    form: '{ without: 5x5 }',
    description: 'The modules without the branch of that name, or without those of a list.',
    schema: z.strictObject({ without: z.union([BranchName, z.array(BranchName).min(1).max(16)]) }),
    patch: ({ without }, architecture) => {
      const names = [without].flat()
      const there = new Set(trunkBranches(architecture).map(({ name }) => name))
      const missing = names.find((name) => !there.has(name))
      if (missing !== undefined)
        throw new EditMisfit(`${architecture.name} has no branch ${missing}; it has ${[...there].join(', ')}`)
      return withoutBranches(architecture, ({ name }) => names.includes(name))
    },
  }),
  missingIn: (architecture) => (hasModules(architecture) ? undefined : noModules(architecture)),
}
