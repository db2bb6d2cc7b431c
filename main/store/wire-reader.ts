/** A message that is not protobuf, or ends within a field. */
export class MalformedMessage extends Error {}

/** One field of a message. Numbers are as written; who reads them knows their type. */
export type WireField =
  | { readonly field: number; readonly kind: 'integer'; readonly value: number }
  | { readonly field: number; readonly kind: 'bytes'; readonly value: Uint8Array }
  | { readonly field: number; readonly kind: 'float'; readonly value: number }
  | { readonly field: number; readonly kind: 'double'; readonly value: number }

/** Wire types of protobuf. */
const [VARINT, FIXED64, LENGTH, FIXED32] = [0, 1, 2, 5]

/**
 * The fields of a protobuf message in their order; nothing in it is trusted. Bytes are views: nothing is copied.
 * @throws MalformedMessage
 */
export function* readFields(message: Uint8Array): Generator<WireField> {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
  let place = 0
  const varint = (): number => {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = message[place]
      if (byte === undefined) throw new MalformedMessage('a number ends with the file')
      place += 1
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return Number(BigInt.asIntN(64, value))
    }
    throw new MalformedMessage('a number is longer than ten bytes')
  }
  const taken = (length: number): number => {
    const begin = place
    if (length < 0 || begin + length > message.length)
      throw new MalformedMessage(`a field of ${length} bytes has ${message.length - begin} left`)
    place += length
    return begin
  }
  while (place < message.length) {
    const key = varint()
    const field = Math.floor(key / 8)
    switch (key % 8) {
      case VARINT:
        yield { field, kind: 'integer', value: varint() }
        break
      case FIXED64:
        yield { field, kind: 'double', value: view.getFloat64(taken(8), true) }
        break
      case LENGTH: {
        const length = varint()
        const begin = taken(length)
        yield { field, kind: 'bytes', value: message.subarray(begin, begin + length) }
        break
      }
      case FIXED32:
        yield { field, kind: 'float', value: view.getFloat32(taken(4), true) }
        break
      default:
        throw new MalformedMessage(`field ${field} has the unknown wire type ${key % 8}`)
    }
  }
}

/** The integers of a packed field. */
export function readPacked(bytes: Uint8Array): readonly number[] {
  const values: number[] = []
  let value = 0n
  let shift = 0n
  for (const byte of bytes) {
    value |= BigInt(byte & 127) << shift
    shift += 7n
    if (byte < 128) {
      values.push(Number(BigInt.asIntN(64, value)))
      value = 0n
      shift = 0n
    } else if (shift > 63n) throw new MalformedMessage('a number is longer than ten bytes')
  }
  return values
}
