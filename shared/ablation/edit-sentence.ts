import type { Block } from '../architecture/architecture'
import { assertNever } from '../assert-never'
import { type Edit, type FieldValue, type ModuleField, TRUNK } from './edit'

const MODULE_FIELD_WORDS = {
  conv1x1: '1x1 branch',
  reduce3x3: '3x3 reduction',
  conv3x3: '3x3 branch',
  reduce5x5: '5x5 reduction',
  conv5x5: '5x5 branch',
  poolProjection: 'pool projection',
} as const satisfies Readonly<Record<ModuleField, string>>

/** Keys whose own name is no word; `kind` says it all by its values. */
const FIELD_WORDS: Readonly<Record<string, string>> = {
  ...MODULE_FIELD_WORDS,
  kind: '',
  reduce: 'reduction',
  reduceActivation: 'reduction activation',
  connections: 'connection table',
}

/** What counts where a key is absent. */
const DEFAULTS: Readonly<Record<string, string>> = {
  activation: 'relu',
  reduceActivation: 'relu',
  stride: '1',
  dilation: '1',
  groups: '1',
  multiplier: '1',
  padding: 'same',
}

/** `module1: 3x3 reduction 16 → none`. */
export function editSentence(edit: Edit): string {
  switch (edit.kind) {
    case 'set-module-field':
      return `${edit.module}: ${MODULE_FIELD_WORDS[edit.field]} ${edit.from} → ${edit.to}`
    case 'set-field': {
      const { field } = edit
      const { place, part } = placeOf(edit.block)
      const what = [part, FIELD_WORDS[field] ?? field].filter((word) => word !== '').join(' ')
      const change = `${valueWords(field, edit.from)} → ${valueWords(field, edit.to)}`
      return `${place}: ${what === '' ? '' : `${what} `}${change}`
    }
    case 'replace-block':
      return `${edit.block} replaced by ${edit.with.map(blockWords).join(', ')}`
    case 'remove-block':
      return `${edit.block} removed`
    case 'insert-blocks':
      return `${edit.blocks.map(blockWords).join(', ')} added ${edit.where} ${edit.block}`
    case 'remove-branch':
      return `${edit.module}: branch ${edit.branch} removed`
    case 'add-branch':
      return `${edit.module}: branch ${edit.branch.name} added with ${edit.branch.blocks.map(blockWords).join(', ') || 'its input'}`
    case 'set-normalisation':
      return `${edit.of === TRUNK ? 'all' : edit.of}: normalisation ${edit.from} → ${edit.to}`
    case 'add-auxiliary':
      return `${edit.classifier.name} added after ${edit.classifier.after}`
    case 'remove-auxiliary':
      return `${edit.name} removed`
    case 'set-auxiliary-weight':
      return `losses of the auxiliary classifiers weighed by ${edit.to}`
    default:
      return assertNever(edit)
  }
}

function placeOf(path: string): { readonly place: string; readonly part: string } {
  const [place = path, ...rest] = path.split('/')
  return { place, part: rest.join('/') }
}

function valueWords(field: string, value: FieldValue): string {
  if (value === null) return DEFAULTS[field] ?? 'none'
  if (field === 'kernel') return kernelWords(value)
  if (field === 'connections') return 'table'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function kernelWords(kernel: FieldValue): string {
  return Array.isArray(kernel) ? kernel.join('x') : `${kernel}x${kernel}`
}

/** `3x3 convolution 5x5-1 of 16`. */
function blockWords(block: Block): string {
  switch (block.kind) {
    case 'convolution':
      return `${kernelWords(block.kernel)} convolution ${block.name} of ${block.filters}`
    case 'dense':
      return `dense layer ${block.name} of ${block.units}`
    default:
      return `${block.kind.replaceAll('-', ' ')} ${block.name}`
  }
}
