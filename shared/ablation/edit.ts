import type {
  Architecture,
  AuxiliaryClassifier,
  Block,
  Branch,
  InceptionModule,
  Normalisation,
} from '../architecture/architecture'
import { assertNever } from '../assert-never'
import { blockAt, changeBlock, moduleOf } from './block-path'

/** The parts of an Inception module that an ablation may change. */
export type ModuleField = Exclude<keyof InceptionModule, 'kind' | 'name' | 'activation'>

/** What a block's key holds; null where the key is absent and its default counts. */
export type FieldValue = string | number | boolean | null | readonly FieldValue[]

/**
 * One change of an architecture, as data: it can be shown, hashed, applied and checked. Blocks are addressed as
 * block-path.ts says.
 */
export type Edit =
  | {
      readonly kind: 'set-module-field'
      readonly module: string
      readonly field: ModuleField
      readonly from: number | string
      readonly to: number | string
    }
  | {
      readonly kind: 'set-field'
      readonly block: string
      readonly field: string
      readonly from: FieldValue
      readonly to: FieldValue
    }
  | { readonly kind: 'replace-block'; readonly block: string; readonly with: readonly Block[] }
  | { readonly kind: 'remove-block'; readonly block: string }
  | {
      readonly kind: 'insert-blocks'
      readonly where: 'before' | 'after'
      readonly block: string
      readonly blocks: readonly Block[]
    }
  | { readonly kind: 'remove-branch'; readonly module: string; readonly branch: string }
  | { readonly kind: 'add-branch'; readonly module: string; readonly branch: Branch }
  /** Of the trunk, or of the auxiliary classifier of that name. */
  | {
      readonly kind: 'set-normalisation'
      readonly of: string
      readonly from: Normalisation
      readonly to: Normalisation
    }
  | { readonly kind: 'add-auxiliary'; readonly classifier: AuxiliaryClassifier }
  | { readonly kind: 'remove-auxiliary'; readonly name: string }
  /** Changes the arm's recipe in place of its architecture: training.auxiliaryWeight. */
  | { readonly kind: 'set-auxiliary-weight'; readonly to: number }

export const TRUNK = 'trunk'

/** An edit that the architecture has no place for. */
export class EditMisfit extends Error {}

/**
 * The architecture with the edits made, in order.
 * @throws EditMisfit if an edit does not fit: a field that does not hold `from`, a part that is not there.
 */
export function applyEdits(architecture: Architecture, edits: readonly Edit[]): Architecture {
  return edits.reduce(applyEdit, architecture)
}

function applyEdit(architecture: Architecture, edit: Edit): Architecture {
  const { name } = architecture
  switch (edit.kind) {
    case 'set-module-field': {
      const block = architecture.blocks.find((candidate) => candidate.name === edit.module)
      if (block?.kind !== 'inception') throw new EditMisfit(`${name} has no Inception module ${edit.module}`)
      if (block[edit.field] !== edit.from)
        throw new EditMisfit(`${edit.module}.${edit.field} is ${block[edit.field]}, not ${edit.from}`)
      return at(architecture, edit.module, () => [{ ...block, [edit.field]: edit.to }])
    }
    case 'set-field':
      return at(architecture, edit.block, (block) => [setField(block, edit)])
    case 'replace-block':
      return at(architecture, edit.block, () => edit.with)
    case 'remove-block':
      return at(architecture, edit.block, () => [])
    case 'insert-blocks':
      return at(architecture, edit.block, (block) =>
        edit.where === 'before' ? [...edit.blocks, block] : [block, ...edit.blocks],
      )
    case 'remove-branch':
      return atModule(architecture, edit.module, (branches) => {
        const rest = branches.filter((branch) => branch.name !== edit.branch)
        if (rest.length === branches.length) throw new EditMisfit(`${edit.module} has no branch ${edit.branch}`)
        return rest
      })
    case 'add-branch':
      return atModule(architecture, edit.module, (branches) => {
        if (branches.some((branch) => branch.name === edit.branch.name))
          throw new EditMisfit(`${edit.module} has a branch ${edit.branch.name} already`)
        return [...branches, edit.branch]
      })
    case 'set-normalisation':
      return setNormalisation(architecture, edit)
    case 'add-auxiliary': {
      if (architecture.auxiliary.some((head) => head.name === edit.classifier.name))
        throw new EditMisfit(`${name} has an auxiliary classifier ${edit.classifier.name} already`)
      return { ...architecture, auxiliary: [...architecture.auxiliary, edit.classifier] }
    }
    case 'remove-auxiliary': {
      const auxiliary = architecture.auxiliary.filter((head) => head.name !== edit.name)
      if (auxiliary.length === architecture.auxiliary.length)
        throw new EditMisfit(`${name} has no auxiliary classifier ${edit.name}`)
      return { ...architecture, auxiliary }
    }
    case 'set-auxiliary-weight':
      return architecture
    default:
      return assertNever(edit)
  }
}

function at(architecture: Architecture, path: string, change: (block: Block) => readonly Block[]): Architecture {
  const changed = changeBlock(architecture, path, change)
  if (!changed) throw new EditMisfit(`${architecture.name} has no block ${path}`)
  return changed
}

function atModule(
  architecture: Architecture,
  path: string,
  change: (branches: readonly Branch[]) => readonly Branch[],
): Architecture {
  return at(architecture, path, (block) => {
    const module = moduleOf(block)
    if (!module) throw new EditMisfit(`${path} is no module: it has no branches`)
    return [{ ...module, branches: change(module.branches) }]
  })
}

function setField(block: Block, { block: path, field, from, to }: Extract<Edit, { kind: 'set-field' }>): Block {
  const held: unknown = Reflect.get(block, field) ?? null
  if (JSON.stringify(held) !== JSON.stringify(from))
    throw new EditMisfit(`${path}.${field} is ${JSON.stringify(held)}, not ${JSON.stringify(from)}`)
  const { [field]: _held, ...others } = block as Block & Record<string, unknown>
  // Whether the value is one that the block can have is told before: by the factor's own types, or by the patch's schema.
  return (to === null ? others : { ...block, [field]: to }) as unknown as Block
}

function setNormalisation(
  architecture: Architecture,
  { of, from, to }: Extract<Edit, { kind: 'set-normalisation' }>,
): Architecture {
  const head = architecture.auxiliary.find(({ name }) => name === of)
  if (of !== TRUNK && !head) throw new EditMisfit(`${architecture.name} has no auxiliary classifier ${of}`)
  const held = (head ?? architecture).normalisation
  if (held !== from) throw new EditMisfit(`the normalisation of ${of} is ${held}, not ${from}`)
  if (!head) return { ...architecture, normalisation: to }
  const auxiliary = architecture.auxiliary.map((other) => (other === head ? { ...head, normalisation: to } : other))
  return { ...architecture, auxiliary }
}

/** An edit of one field, from what it holds; none where it holds that already. */
export function settingField(
  architecture: Architecture,
  block: string,
  field: string,
  to: FieldValue,
): readonly Edit[] {
  const found = blockAt(architecture, block)
  if (!found) throw new EditMisfit(`${architecture.name} has no block ${block}`)
  const from = (Reflect.get(found, field) ?? null) as FieldValue
  return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ kind: 'set-field', block, field, from, to }]
}

/** The loss weight of the auxiliary classifiers that the edits ask for; undefined where the recipe's counts. */
export function auxiliaryWeightAfter(edits: readonly Edit[]): number | undefined {
  return edits.findLast((edit) => edit.kind === 'set-auxiliary-weight')?.to
}
