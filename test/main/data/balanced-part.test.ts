import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { balancedPart } from '../../../main/data/balanced-part'

//                                  0  1  2  3  4  5  6  7  8
const LABELS = Uint8Array.from([2, 0, 0, 1, 1, 2, 0, 1, 2])

describe('balancedPart', () => {
  it.each([
    { size: 3, take: 'first', expected: [0, 1, 3] },
    { size: 3, take: 'last', expected: [6, 7, 8] },
    { size: 6, take: 'first', expected: [0, 1, 2, 3, 4, 5] },
    { size: 6, take: 'last', expected: [2, 4, 5, 6, 7, 8] },
    { size: 1, take: 'first', expected: [1] }, // class 0 gives the odd one
    { size: 5, take: 'first', expected: [0, 1, 2, 3, 4] }, // classes 0 and 1 give two
    { size: 9, take: 'last', expected: [0, 1, 2, 3, 4, 5, 6, 7, 8] },
  ] as const)('takes the $take $size, in stored order', ({ size, take, expected }) => {
    const part = balancedPart(LABELS, 3, size, take)
    expect(part).toEqual({ ok: true, value: Uint32Array.from(expected) })
  })

  it('names the class that has too few', () => {
    expect(balancedPart(Uint8Array.from([0, 0, 1, 0]), 2, 4, 'first')).toEqual({
      ok: false,
      error: { label: 1, wanted: 2, found: 1 },
    })
  })

  it('takes classes whose numbers differ by one at most, and a smaller part lies within a larger one', () => {
    const cases = fc.record({
      order: fc.shuffledSubarray(
        Array.from({ length: 40 }, (_, i) => i % 4),
        { minLength: 40 },
      ),
      size: fc.integer({ min: 1, max: 39 }),
      take: fc.constantFrom('first' as const, 'last' as const),
    })
    fc.assert(
      fc.property(cases, ({ order, size, take }) => {
        const labels = Uint8Array.from(order)
        const part = balancedPart(labels, 4, size, take)
        const larger = balancedPart(labels, 4, size + 1, take)
        if (!part.ok || !larger.ok) throw new Error('there are enough of each class')
        const counts = [0, 1, 2, 3].map((label) => part.value.filter((position) => labels[position] === label).length)
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
        expect(counts.reduce((a, b) => a + b)).toBe(size)
        expect([...part.value]).toEqual([...new Set(part.value)].sort((a, b) => a - b))
        expect([...larger.value]).toEqual(expect.arrayContaining([...part.value]))
      }),
    )
  })
})
