import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MalformedMessage, readFields, readPacked } from '../../../main/store/wire-reader'
import { WireWriter } from '../../../main/store/wire-writer'

describe('a protobuf message', () => {
  it('is written as the format’s documentation shows', () => {
    // https://protobuf.dev/programming-guides/encoding: field 1 = 150, field 2 = "testing"
    const message = new WireWriter()
    message.integer(1, 150)
    message.text(2, 'testing')
    expect(Buffer.from(message.finish()).toString('hex')).toBe('089601120774657374696e67')
  })

  it('is the same whether a large value is copied or not', () => {
    const large = Uint8Array.from({ length: 100_000 }, (_, index) => index % 251)
    const message = new WireWriter()
    message.message(1, (outer) => {
      outer.integer(1, 1)
      outer.message(2, (inner) => inner.blob(1, large))
      outer.integer(3, -1)
    })
    const [outer] = [...readFields(message.finish())]
    if (outer?.kind !== 'bytes') throw new Error('no message')
    const [one, two, three] = [...readFields(outer.value)]
    expect([one?.value, three?.value]).toEqual([1, -1])
    if (two?.kind !== 'bytes') throw new Error('no inner message')
    const [blob] = [...readFields(two.value)]
    expect(blob?.value).toEqual(large)
  })

  it('gives back its numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeInteger()), (values) => {
        const message = new WireWriter()
        message.integers(1, values)
        const [field] = [...readFields(message.finish())]
        if (field?.kind !== 'bytes') throw new Error('no field')
        expect(readPacked(field.value)).toEqual(values)
      }),
    )
  })

  it('is refused where it is none, whatever its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          for (const { value } of readFields(bytes)) expect(value).toBeDefined()
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedMessage)
        }
      }),
    )
  })
})
