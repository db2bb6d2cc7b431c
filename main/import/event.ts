import { readFields, type WireField } from '../store/wire-reader'

/** A number that an event tells. */
export interface Scalar {
  readonly tag: string
  readonly step: number
  readonly value: number
}

/** What one event of an event file tells, as far as it is numbers. */
export interface EventScalars {
  readonly scalars: readonly Scalar[]
  /** Tags of other values: images, histograms, texts. */
  readonly others: readonly string[]
}

/** Fields of tensorflow.Event, Summary, Summary.Value, SummaryMetadata, PluginData, TensorProto. */
const EVENT = { step: 2, summary: 5 } as const
const SUMMARY = { value: 1 } as const
const VALUE = { tag: 1, simpleValue: 2, tensor: 8, metadata: 9 } as const
const METADATA = { pluginData: 1 } as const
const PLUGIN = { name: 1 } as const
const TENSOR = { type: 1, shape: 2, content: 4, floats: 5, doubles: 6, ints: 7, int64s: 10, halves: 13 } as const
const SHAPE = { dimension: 2 } as const

/** TensorFlow's numbers of types. */
const TYPE = { float: 1, double: 2, int32: 3, int64: 9, bfloat16: 14, half: 19 } as const

/**
 * The scalars of an event: those of TensorBoard’s first format (simple_value) and of its second (a tensor without dimensions).
 * @param plugins what each tag’s first event said it is for; later events leave it out. Is added to.
 * @throws MalformedMessage
 * @see tensorflow/core/util/event.proto, tensorflow/core/framework/summary.proto
 */
export function readEvent(message: Uint8Array, plugins: Map<string, string>): EventScalars {
  let step = 0
  const values: Uint8Array[] = []
  for (const own of readFields(message)) {
    if (own.field === EVENT.step && own.kind === 'integer') step = own.value
    if (own.field === EVENT.summary && own.kind === 'bytes')
      for (const inner of readFields(own.value))
        if (inner.field === SUMMARY.value && inner.kind === 'bytes') values.push(inner.value)
  }
  const scalars: Scalar[] = []
  const others: string[] = []
  for (const own of values) {
    const { tag, value } = readValue(own, plugins)
    if (value === undefined) others.push(tag)
    else scalars.push({ tag, step, value })
  }
  return { scalars, others }
}

function readValue(message: Uint8Array, plugins: Map<string, string>): { tag: string; value: number | undefined } {
  let tag = ''
  let simple: number | undefined
  let tensor: Uint8Array | undefined
  let plugin: string | undefined
  for (const own of readFields(message)) {
    if (own.field === VALUE.tag && own.kind === 'bytes') tag = text(own.value)
    if (own.field === VALUE.simpleValue && own.kind === 'float') simple = own.value
    if (own.field === VALUE.tensor && own.kind === 'bytes') tensor = own.value
    if (own.field === VALUE.metadata && own.kind === 'bytes') plugin = pluginName(own.value)
  }
  if (plugin !== undefined && !plugins.has(tag)) plugins.set(tag, plugin)
  if (simple !== undefined) return { tag, value: simple }
  const known = plugins.get(tag)
  return { tag, value: tensor && (known === undefined || known === 'scalars') ? readScalar(tensor) : undefined }
}

function pluginName(metadata: Uint8Array): string | undefined {
  const data = bytesAt(readFields(metadata), METADATA.pluginData)
  const name = data && bytesAt(readFields(data), PLUGIN.name)
  return name && text(name)
}

/** The number of a tensor without dimensions; undefined of any other. */
function readScalar(message: Uint8Array): number | undefined {
  let type = 0
  let content: Uint8Array | undefined
  let listed: number | undefined
  for (const own of readFields(message)) {
    if (own.field === TENSOR.type && own.kind === 'integer') type = own.value
    else if (own.field === TENSOR.shape && own.kind === 'bytes' && hasDimensions(own.value)) return undefined
    else if (own.field === TENSOR.content && own.kind === 'bytes') content = own.value
    else listed ??= listedNumber(own)
  }
  return content && content.length > 0 ? contentNumber(type, content) : listed
}

function hasDimensions(shape: Uint8Array): boolean {
  for (const { field } of readFields(shape)) if (field === SHAPE.dimension) return true
  return false
}

/** The number of a list of one, which may be packed. */
function listedNumber(own: WireField): number | undefined {
  const { field } = own
  if (own.kind === 'bytes') {
    const view = new DataView(own.value.buffer, own.value.byteOffset, own.value.byteLength)
    if (field === TENSOR.floats && view.byteLength === 4) return view.getFloat32(0, true)
    if (field === TENSOR.doubles && view.byteLength === 8) return view.getFloat64(0, true)
    if (field === TENSOR.ints || field === TENSOR.int64s) return packedNumber(own.value)
    if (field === TENSOR.halves) return halfOf(packedNumber(own.value) ?? Number.NaN)
    return undefined
  }
  if (field === TENSOR.floats && own.kind === 'float') return own.value
  if (field === TENSOR.doubles && own.kind === 'double') return own.value
  if ((field === TENSOR.ints || field === TENSOR.int64s) && own.kind === 'integer') return own.value
  return undefined
}

/** A single packed varint: as a field of number 1 it is read like any other. */
function packedNumber(bytes: Uint8Array): number | undefined {
  const [only] = readFields(Uint8Array.of(8, ...bytes))
  return only?.kind === 'integer' ? only.value : undefined
}

function contentNumber(type: number, content: Uint8Array): number | undefined {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength)
  if (type === TYPE.float && view.byteLength === 4) return view.getFloat32(0, true)
  if (type === TYPE.double && view.byteLength === 8) return view.getFloat64(0, true)
  if (type === TYPE.int32 && view.byteLength === 4) return view.getInt32(0, true)
  if (type === TYPE.int64 && view.byteLength === 8) return Number(view.getBigInt64(0, true))
  if (type === TYPE.half && view.byteLength === 2) return halfOf(view.getUint16(0, true))
  if (type === TYPE.bfloat16 && view.byteLength === 2) {
    const wide = new DataView(new ArrayBuffer(4))
    wide.setUint16(2, view.getUint16(0, true), true)
    return wide.getFloat32(0, true)
  }
  return undefined
}

/** IEEE 754 binary16. */
function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

function bytesAt(fields: Iterable<WireField>, wanted: number): Uint8Array | undefined {
  for (const own of fields) if (own.field === wanted && own.kind === 'bytes') return own.value
  return undefined
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
