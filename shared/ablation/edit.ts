import type { Architecture, InceptionModule } from '../architecture/architecture'
import { assertNever } from '../assert-never'

/** The parts of an Inception module that an ablation may change. */
export type ModuleField = Exclude<keyof InceptionModule, 'kind' | 'name' | 'activation'>

/** One change of an architecture, as data: it can be shown, hashed, applied and checked. */
export type Edit =
  | {
      readonly kind: 'set-module-field'
      readonly module: string
      readonly field: ModuleField
      readonly from: number | string
      readonly to: number | string
    }
  | { readonly kind: 'remove-auxiliary'; readonly name: string }

/**
 * The architecture with the edits made, in order.
 * @throws if an edit does not fit: a field that does not hold `from`, a part that is not there.
 */
export function applyEdits(architecture: Architecture, edits: readonly Edit[]): Architecture {
  return edits.reduce(applyEdit, architecture)
}

function applyEdit(architecture: Architecture, edit: Edit): Architecture {
  switch (edit.kind) {
    case 'set-module-field': {
      const block = architecture.blocks.find(({ name }) => name === edit.module)
      if (block?.kind !== 'inception') throw new Error(`${architecture.name} has no Inception module ${edit.module}`)
      if (block[edit.field] !== edit.from)
        throw new Error(`${edit.module}.${edit.field} is ${block[edit.field]}, not ${edit.from}`)
      const changed = { ...block, [edit.field]: edit.to }
      return { ...architecture, blocks: architecture.blocks.map((other) => (other === block ? changed : other)) }
    }
    case 'remove-auxiliary': {
      const auxiliary = architecture.auxiliary.filter(({ name }) => name !== edit.name)
      if (auxiliary.length === architecture.auxiliary.length)
        throw new Error(`${architecture.name} has no auxiliary classifier ${edit.name}`)
      return { ...architecture, auxiliary }
    }
    default:
      return assertNever(edit)
  }
}

const FIELD_WORDS: Readonly<Record<ModuleField, string>> = {
  conv1x1: '1x1 branch',
  reduce3x3: '3x3 reduction',
  conv3x3: '3x3 branch',
  reduce5x5: '5x5 reduction',
  conv5x5: '5x5 branch',
  poolProjection: 'pool projection',
}

/** `module1: 3x3 reduction 16 → none`. */
export function editSentence(edit: Edit): string {
  switch (edit.kind) {
    case 'set-module-field':
      return `${edit.module}: ${FIELD_WORDS[edit.field]} ${edit.from} → ${edit.to}`
    case 'remove-auxiliary':
      return `${edit.name} removed`
    default:
      return assertNever(edit)
  }
}
