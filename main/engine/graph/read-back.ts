import { MalformedMessage, readFields, readPacked } from '../../store/wire-reader'
import { TYPE_NUMBERS } from './tensor'

/** A node of a graph as it stands in a SavedModel file. */
export interface ReadNode {
  readonly name: string
  readonly operation: string
  /** What it reads, in order: `node` or `node:output`, without what it only runs after. */
  readonly inputs: readonly string[]
  /** Its settings, read when they are asked for. */
  readonly attribute: (key: string) => ReadAttribute
}

/** A setting; a part that it does not have is undefined. */
export interface ReadAttribute {
  readonly integer?: number
  readonly float?: number
  readonly flag?: boolean
  readonly text?: string
  readonly integers?: readonly number[]
  readonly shape?: readonly number[]
  /** Of a constant. */
  readonly values?: readonly number[]
}

/**
 * The nodes of a SavedModel's graph, from its bytes. Field numbers as in saved-model.ts, which writes them.
 * @throws MalformedMessage
 */
export function readNodes(savedModel: Uint8Array): readonly ReadNode[] {
  const metaGraph = lastOf(savedModel, 2)
  const graph = metaGraph && lastOf(metaGraph, 2)
  if (!graph) throw new MalformedMessage('there is no graph in it')
  return [...messagesOf(graph, 1)].map(readNode)
}

function readNode(message: Uint8Array): ReadNode {
  let name = ''
  let operation = ''
  const inputs: string[] = []
  const attributes = new Map<string, Uint8Array>()
  for (const { field, kind, value } of readFields(message)) {
    if (kind !== 'bytes') continue
    if (field === 1) name = text(value)
    else if (field === 2) operation = text(value)
    else if (field === 3) inputs.push(text(value))
    else if (field === 5) attributes.set(text(lastOf(value, 1) ?? NOTHING), lastOf(value, 2) ?? NOTHING)
  }
  return {
    name,
    operation,
    inputs: inputs.filter((input) => !input.startsWith('^')),
    attribute: (key) => readAttribute(attributes.get(key) ?? NOTHING),
  }
}

const NOTHING = new Uint8Array()

function readAttribute(message: Uint8Array): ReadAttribute {
  const read: { -readonly [Key in keyof ReadAttribute]: ReadAttribute[Key] } = {}
  for (const field of readFields(message)) {
    if (field.kind === 'float' && field.field === 4) read.float = field.value
    if (field.kind === 'integer' && field.field === 3) read.integer = field.value
    if (field.kind === 'integer' && field.field === 5) read.flag = field.value !== 0
    if (field.kind !== 'bytes') continue
    if (field.field === 1) read.integers = readPacked(lastOf(field.value, 3) ?? NOTHING)
    if (field.field === 2) read.text = text(field.value)
    if (field.field === 7) read.shape = readShape(field.value)
    if (field.field === 8) Object.assign(read, readConstant(field.value))
  }
  return read
}

function readConstant(message: Uint8Array): Pick<ReadAttribute, 'shape' | 'values'> {
  let type = 0
  let shape: readonly number[] = []
  let content: Uint8Array = NOTHING
  for (const { field, kind, value } of readFields(message)) {
    if (kind === 'integer' && field === 1) type = value
    if (kind === 'bytes' && field === 2) shape = readShape(value)
    if (kind === 'bytes' && field === 4) content = value
  }
  // A view needs numbers at their boundaries.
  const { buffer } = content.slice()
  if (type === TYPE_NUMBERS.int32) return { shape, values: [...new Int32Array(buffer)] }
  return type === TYPE_NUMBERS.float32 ? { shape, values: [...new Float32Array(buffer)] } : { shape }
}

function readShape(message: Uint8Array): readonly number[] {
  return [...messagesOf(message, 2)].map((dimension) => {
    for (const { field, kind, value } of readFields(dimension)) if (kind === 'integer' && field === 1) return value
    return 0
  })
}

function* messagesOf(message: Uint8Array, wanted: number): Generator<Uint8Array> {
  for (const { field, kind, value } of readFields(message)) if (field === wanted && kind === 'bytes') yield value
}

function lastOf(message: Uint8Array, wanted: number): Uint8Array | undefined {
  return [...messagesOf(message, wanted)].at(-1)
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}
