import type { Architecture, InceptionModule } from '../architecture/architecture'
import type { Edit, ModuleField } from './edit'

/** One setting of a factor: a named patch on the architecture. */
export interface Level {
  readonly name: string
  readonly description: string
  /** The edits that bring this architecture to the level; none where it is there already. */
  readonly patch: (architecture: Architecture) => readonly Edit[]
}

/** A part of the architecture that a study varies. */
export interface Factor {
  readonly name: string
  readonly description: string
  readonly levels: readonly Level[]
  /** Why an architecture has nothing to vary here; undefined where it has. */
  readonly missingIn: (architecture: Architecture) => string | undefined
}

const asItIs = () => []

function modules(architecture: Architecture): readonly InceptionModule[] {
  return architecture.blocks.filter((block) => block.kind === 'inception')
}

function setField(
  architecture: Architecture,
  field: ModuleField,
  to: 'none' | 'raw',
  which: (module: InceptionModule) => boolean = () => true,
): readonly Edit[] {
  return modules(architecture)
    .filter((module) => module[field] !== to && which(module))
    .map((module) => ({ kind: 'set-module-field', module: module.name, field, from: module[field], to }))
}

function withoutReductions(architecture: Architecture): readonly Edit[] {
  return [...setField(architecture, 'reduce3x3', 'none'), ...setField(architecture, 'reduce5x5', 'none')]
}

function noModules({ name }: Architecture): string {
  return `${name} has no Inception module`
}

/** The 1x1 convolutions in front of the 3x3 and 5x5. Taking them away is two different arms: see facts of module 3a. */
const reduction: Factor = {
  name: 'reduction',
  description: 'The 1x1 convolutions in front of the 3x3 and 5x5 convolutions of every Inception module.',
  levels: [
    { name: 'on', description: 'As the architecture has them.', patch: asItIs },
    {
      name: 'off',
      description: 'The 3x3 and 5x5 convolutions read the module’s input; the pool branch keeps its projection.',
      patch: withoutReductions,
    },
    {
      name: 'naive',
      description: 'As in Fig. 2(a) of the paper: no reductions, and the pool itself is concatenated, unprojected.',
      patch: (architecture) => [
        ...withoutReductions(architecture),
        ...setField(architecture, 'poolProjection', 'raw', (module) => module.poolProjection !== 'none'),
      ],
    },
  ],
  missingIn: (architecture) => {
    if (modules(architecture).length === 0) return noModules(architecture)
    return withoutReductions(architecture).length === 0 ? `${architecture.name} has no 1x1 reduction` : undefined
  },
}

const pooling: Factor = {
  name: 'pooling',
  description: 'The max-pooling branch of every Inception module.',
  levels: [
    { name: 'on', description: 'As the architecture has it.', patch: asItIs },
    {
      name: 'off',
      description: 'The branch and its projection are left out; the module has that many outputs fewer.',
      patch: (architecture) => setField(architecture, 'poolProjection', 'none'),
    },
  ],
  missingIn: (architecture) => {
    if (modules(architecture).length === 0) return noModules(architecture)
    const edits = setField(architecture, 'poolProjection', 'none')
    return edits.length === 0 ? `${architecture.name} has no pooling branch` : undefined
  },
}

const auxiliary: Factor = {
  name: 'auxiliary',
  description: 'The auxiliary classifiers on inner modules; inference is the same with and without.',
  levels: [
    { name: 'on', description: 'Their losses are added with training.auxiliaryWeight.', patch: asItIs },
    {
      name: 'off',
      description: 'Left out of training.',
      patch: (architecture) => architecture.auxiliary.map(({ name }) => ({ kind: 'remove-auxiliary', name })),
    },
  ],
  missingIn: ({ name, auxiliary: heads }) => (heads.length === 0 ? `${name} has no auxiliary classifier` : undefined),
}

/**
 * Every built-in factor, in the order in which patches are made. The order is fixed, so an arm is the same network
 * however its study lists the factors: pooling stands before reduction because the naive level acts on what is left of it.
 */
export const FACTORS: readonly Factor[] = [pooling, reduction, auxiliary]

export function factorNamed(name: string): Factor | undefined {
  return FACTORS.find((factor) => factor.name === name)
}
