import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { balancedPart } from '../../../main/data/balanced-part'
import { evenPart, evenQuotas } from '../../../main/data/even-part'

describe('evenQuotas', () => {
  it.each([
    { counts: [10, 10, 10], size: 6, expected: [2, 2, 2] },
    { counts: [10, 10, 10], size: 7, expected: [3, 2, 2] },
    // The small class gives all it has, the others share the rest.
    { counts: [10, 1, 10], size: 9, expected: [4, 1, 4] },
    { counts: [10, 1, 10], size: 10, expected: [5, 1, 4] },
    { counts: [0, 5, 2], size: 7, expected: [0, 5, 2] },
    { counts: [3, 0, 0], size: 2, expected: [2, 0, 0] },
  ])('shares $size out over $counts', ({ counts, size, expected }) => {
    expect(evenQuotas(counts, size)).toEqual(expected)
  })

  it('takes what is asked for, no class more than it has, none more than one beyond another that has more', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(50), { minLength: 1, maxLength: 20 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (counts, share) => {
          const size = Math.floor(share * counts.reduce((sum, count) => sum + count, 0))
          const quotas = evenQuotas(counts, size)
          expect(quotas.reduce((sum, quota) => sum + quota, 0)).toBe(size)
          const most = Math.max(...quotas)
          for (const [label, quota] of quotas.entries()) {
            expect(quota).toBeLessThanOrEqual(counts[label] ?? 0)
            if (quota < (counts[label] ?? 0)) expect(most - quota).toBeLessThanOrEqual(1)
          }
        },
      ),
    )
  })
})

describe('evenPart', () => {
  it('takes of balanced data the very images that balancedPart takes', () => {
    const labels = Uint8Array.from({ length: 40 }, (_, image) => (image * 7) % 4)
    for (const size of [1, 5, 8, 23, 40]) {
      const balanced = balancedPart(labels, 4, size, 'first')
      if (!balanced.ok) throw new Error('too few')
      expect([...evenPart(labels, 4, size)]).toEqual([...balanced.value])
    }
  })

  it('takes the first of every class', () => {
    expect([...evenPart(Uint8Array.of(0, 0, 0, 1, 1, 2), 3, 4)]).toEqual([0, 1, 3, 5])
  })
})
