/** Values of at least so many bytes are not copied from message to message. */
const LARGE = 1 << 16

/** Writes one protobuf message; fields may come in any order, nested messages by a function that fills them. */
export class WireWriter {
  private bytes = new Uint8Array(128)
  private length = 0
  /** What was written before `bytes`: whole parts, large values as they were given among them. */
  private readonly parts: Uint8Array[] = []
  private lengthOfParts = 0

  /** int32, int64, enum and bool fields. @param value an integer; negative ones take ten bytes, as protobuf says. */
  integer(field: number, value: number): void {
    this.varint(field << 3)
    this.varint(value)
  }

  float(field: number, value: number): void {
    this.varint((field << 3) | 5)
    const place = this.reserve(4)
    new DataView(this.bytes.buffer).setFloat32(place, value, true)
  }

  text(field: number, value: string): void {
    this.blob(field, Buffer.from(value, 'utf8'))
  }

  /** @param value must stay as it is until the message is finished */
  blob(field: number, value: Uint8Array): void {
    this.varint((field << 3) | 2)
    this.varint(value.length)
    this.append(value)
  }

  message(field: number, fill: (message: WireWriter) => void): void {
    const message = new WireWriter()
    fill(message)
    this.varint((field << 3) | 2)
    this.varint(message.lengthOfParts + message.length)
    for (const part of message.parts) this.append(part)
    this.append(message.bytes.subarray(0, message.length))
  }

  /** One entry of a `map<string, Message>`: a message of key (1) and value (2). */
  entry(field: number, key: string, fill: (value: WireWriter) => void): void {
    this.message(field, (entry) => {
      entry.text(1, key)
      entry.message(2, fill)
    })
  }

  /** A packed repeated field of integers. */
  integers(field: number, values: readonly number[]): void {
    const packed = new WireWriter()
    for (const value of values) packed.varint(value)
    this.blob(field, packed.finish())
  }

  /** The message's bytes; where they are few, a view that is valid until the writer is used again. */
  finish(): Uint8Array {
    const last = this.bytes.subarray(0, this.length)
    if (this.parts.length === 0) return last
    const whole = new Uint8Array(this.lengthOfParts + this.length)
    let place = 0
    for (const part of [...this.parts, last]) {
      whole.set(part, place)
      place += part.length
    }
    return whole
  }

  private append(value: Uint8Array): void {
    if (value.length < LARGE) {
      const place = this.reserve(value.length)
      this.bytes.set(value, place)
      return
    }
    this.parts.push(this.bytes.slice(0, this.length), value)
    this.lengthOfParts += this.length + value.length
    this.length = 0
  }

  private varint(value: number): void {
    if (!Number.isSafeInteger(value)) throw new Error(`not an integer: ${value}`)
    if (value < 0) {
      let rest = BigInt.asUintN(64, BigInt(value))
      for (; rest > 127n; rest >>= 7n) this.byte(Number(rest & 127n) | 128)
      this.byte(Number(rest))
      return
    }
    let rest = value
    for (; rest > 127; rest = Math.floor(rest / 128)) this.byte((rest % 128) | 128)
    this.byte(rest)
  }

  private byte(value: number): void {
    const place = this.reserve(1)
    this.bytes[place] = value
  }

  /** Makes room and moves on. @returns where the room begins. */
  private reserve(count: number): number {
    const place = this.length
    this.length += count
    if (this.length > this.bytes.length) {
      const larger = new Uint8Array(Math.max(2 * this.bytes.length, this.length))
      larger.set(this.bytes)
      this.bytes = larger
    }
    return place
  }
}
