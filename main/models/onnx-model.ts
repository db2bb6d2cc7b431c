import { MalformedMessage, readFields, readPacked } from '../store/wire-reader'

/** A tensor of an ONNX file; its numbers are read only where they are few whole ones, such as a shape. */
export interface OnnxTensor {
  readonly dims: readonly number[]
  readonly longs?: readonly number[]
  /** Of float32 tensors with few numbers. */
  readonly floats?: readonly number[]
}

export interface OnnxNode {
  readonly name: string
  readonly operation: string
  readonly domain: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: ReadonlyMap<string, OnnxAttribute>
  readonly remark: string
}

export type OnnxAttribute = number | string | readonly number[] | OnnxTensor | undefined

/** A graph's input or output, or a value between: sizes that are open are −1; undefined where the file says nothing. */
export interface OnnxValue {
  readonly name: string
  readonly sizes: readonly number[] | undefined
}

/** What of an ONNX file is of interest here. */
export interface OnnxModel {
  readonly producer: string
  readonly opset: number
  readonly name: string
  readonly nodes: readonly OnnxNode[]
  readonly initializers: ReadonlyMap<string, OnnxTensor>
  readonly inputs: readonly OnnxValue[]
  readonly outputs: readonly OnnxValue[]
  readonly values: ReadonlyMap<string, OnnxValue>
}

/** Numbers of a tensor that are read: shapes and scalars have few. */
const FEW = 64
const MOST_NODES = 50_000

/** onnx.proto's numbers of element types. */
const [FLOAT, INT32, INT64] = [1, 6, 7]

/**
 * Reads an ONNX file; nothing in it is trusted, and no other file that it names is opened. Field numbers: onnx/onnx.proto.
 * @throws MalformedMessage
 */
export function decodeOnnx(bytes: Uint8Array): OnnxModel {
  let [producer, opset] = ['', 0]
  let graph: Uint8Array | undefined
  for (const { field, kind, value } of readFields(bytes)) {
    if (field === 2 && kind === 'bytes') producer = text(value)
    if (field === 7 && kind === 'bytes') graph = value
    if (field === 8 && kind === 'bytes') opset = Math.max(opset, versionOf(value))
  }
  if (!graph) throw new MalformedMessage('it has no graph')
  const nodes: OnnxNode[] = []
  const initializers = new Map<string, OnnxTensor>()
  const [inputs, outputs, values]: OnnxValue[][] = [[], [], []]
  let name = ''
  for (const { field, kind, value } of readFields(graph)) {
    if (kind !== 'bytes') continue
    if (field === 1) {
      nodes.push(nodeOf(value))
      if (nodes.length > MOST_NODES) throw new MalformedMessage(`it has more than ${MOST_NODES} nodes`)
    } else if (field === 2) name = text(value)
    else if (field === 5) {
      const { name: own, ...tensor } = tensorOf(value)
      initializers.set(own, tensor)
    } else if (field === 11) inputs?.push(valueInfo(value))
    else if (field === 12) outputs?.push(valueInfo(value))
    else if (field === 13) values?.push(valueInfo(value))
  }
  const between = [...(values ?? []), ...(outputs ?? [])]
  return {
    producer,
    opset,
    name,
    nodes,
    initializers,
    inputs: inputs ?? [],
    outputs: outputs ?? [],
    values: new Map(between.map((one) => [one.name, one])),
  }
}

/** Of ONNX's own domain; others have versions of their own. */
function versionOf(message: Uint8Array): number {
  let [domain, version] = ['', 0]
  for (const { field, kind, value } of readFields(message)) {
    if (field === 1 && kind === 'bytes') domain = text(value)
    if (field === 2 && kind === 'integer') version = value
  }
  return domain === '' || domain === 'ai.onnx' ? version : 0
}

function nodeOf(message: Uint8Array): OnnxNode {
  const [inputs, outputs]: string[][] = [[], []]
  const attributes = new Map<string, OnnxAttribute>()
  let [name, operation, domain, remark] = ['', '', '', '']
  for (const { field, kind, value } of readFields(message)) {
    if (kind !== 'bytes') continue
    if (field === 1) inputs?.push(text(value))
    else if (field === 2) outputs?.push(text(value))
    else if (field === 3) name = text(value)
    else if (field === 4) operation = text(value)
    else if (field === 5) {
      const [key, attribute] = attributeOf(value)
      attributes.set(key, attribute)
    } else if (field === 6) remark = text(value)
    else if (field === 7) domain = text(value)
  }
  return { name, operation, domain, inputs: inputs ?? [], outputs: outputs ?? [], attributes, remark }
}

function attributeOf(message: Uint8Array): readonly [string, OnnxAttribute] {
  let name = ''
  let attribute: OnnxAttribute
  const many: number[] = []
  let isList = false
  for (const one of readFields(message)) {
    const { field, kind, value } = one
    if (field === 1 && kind === 'bytes') name = text(value)
    else if (field === 2 && kind === 'float') attribute = value
    else if (field === 3 && kind === 'integer') attribute = value
    else if (field === 4 && kind === 'bytes') attribute = text(value)
    else if (field === 5 && kind === 'bytes') {
      const { name: _name, ...tensor } = tensorOf(value)
      attribute = tensor
    } else if (field === 7 || field === 8) {
      isList = true
      if (kind === 'bytes') many.push(...(field === 8 ? readPacked(value.subarray(0, FEW * 10)) : floatsOf(value)))
      else many.push(value)
    }
  }
  return [name, isList ? many : attribute]
}

function tensorOf(message: Uint8Array): OnnxTensor & { readonly name: string } {
  const dims: number[] = []
  let [name, type] = ['', 0]
  let raw: Uint8Array | undefined
  const longs: number[] = []
  const floats: number[] = []
  for (const { field, kind, value } of readFields(message)) {
    if (field === 1) {
      if (kind === 'bytes') dims.push(...readPacked(value))
      else dims.push(value)
    } else if (field === 2 && kind === 'integer') type = value
    else if (field === 8 && kind === 'bytes') name = text(value)
    else if (field === 9 && kind === 'bytes') raw = value
    else if (field === 4 && kind === 'float' && floats.length < FEW) floats.push(value)
    else if (field === 4 && kind === 'bytes' && value.length <= FEW * 4) floats.push(...floatsOf(value))
    else if ((field === 5 || field === 7) && kind === 'integer' && longs.length < FEW) longs.push(value)
    else if ((field === 5 || field === 7) && kind === 'bytes' && value.length <= FEW * 10)
      longs.push(...readPacked(value))
  }
  if (dims.some((size) => !Number.isSafeInteger(size) || size < 0))
    throw new MalformedMessage(`tensor ${name} has the shape [${dims.slice(0, 8).join(', ')}]`)
  if (type === FLOAT) return { name, dims, floats: raw && raw.length <= FEW * 4 ? floatsOf(raw) : floats }
  if (type === INT64 || type === INT32) return { name, dims, longs: raw ? longsOf(raw, type === INT64 ? 8 : 4) : longs }
  return { name, dims }
}

function longsOf(raw: Uint8Array, size: 4 | 8): readonly number[] {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength)
  const count = Math.min(Math.floor(raw.length / size), FEW)
  return Array.from({ length: count }, (_, index) =>
    size === 8 ? Number(view.getBigInt64(8 * index, true)) : view.getInt32(4 * index, true),
  )
}

function floatsOf(raw: Uint8Array): readonly number[] {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength)
  return Array.from({ length: Math.min(Math.floor(raw.length / 4), FEW) }, (_, index) =>
    view.getFloat32(4 * index, true),
  )
}

function valueInfo(message: Uint8Array): OnnxValue {
  let name = ''
  let sizes: readonly number[] | undefined
  for (const { field, kind, value } of readFields(message)) {
    if (kind !== 'bytes') continue
    if (field === 1) name = text(value)
    if (field === 2) sizes = sizesOf(value)
  }
  return { name, sizes }
}

/** TypeProto → its tensor's sizes. */
function sizesOf(type: Uint8Array): readonly number[] | undefined {
  const shape = nested(nested(type, 1), 2)
  if (!shape) return undefined
  const sizes: number[] = []
  for (const { field, kind, value } of readFields(shape)) {
    if (field !== 1 || kind !== 'bytes') continue
    let size = -1
    for (const inner of readFields(value)) if (inner.field === 1 && inner.kind === 'integer') size = inner.value
    sizes.push(size)
  }
  return sizes
}

function nested(message: Uint8Array | undefined, wanted: number): Uint8Array | undefined {
  if (!message) return undefined
  for (const { field, kind, value } of readFields(message)) if (field === wanted && kind === 'bytes') return value
  return undefined
}

/** Names of any length are cut: they are shown, and compared. */
function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, 1000))
}
