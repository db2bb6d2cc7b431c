import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { holm } from '../../../shared/statistics/holm'

describe('Holm’s adjustment', () => {
  it.each([
    // By hand: sorted 0.01·4, 0.02·3, 0.03·2, 0.04·1; none below its predecessor.
    { ps: [0.04, 0.01, 0.03, 0.02], expected: [0.06, 0.04, 0.06, 0.06] },
    { ps: [0.5, 0.9], expected: [1, 1] },
    { ps: [0.01], expected: [0.01] },
    { ps: [], expected: [] },
    { ps: [0.02, 0.02], expected: [0.04, 0.04] },
  ])('of $ps is $expected', ({ ps, expected }) => {
    const adjusted = holm(ps)
    expect(adjusted).toHaveLength(expected.length)
    for (const [index, p] of expected.entries()) expect(adjusted[index]).toBeCloseTo(p, 12)
  })

  it('is never below p nor above Bonferroni’s, keeps the order of the ps, and does not depend on theirs in the family', () => {
    const family = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(family, (ps) => {
        const adjusted = holm(ps)
        for (const [index, p] of ps.entries()) {
          const own = adjusted[index] ?? Number.NaN
          expect(own).toBeGreaterThanOrEqual(p)
          expect(own).toBeLessThanOrEqual(Math.min(1, p * ps.length))
          for (const [other, q] of ps.entries()) if (q > p) expect(adjusted[other]).toBeGreaterThanOrEqual(own)
        }
        expect(holm([...ps].reverse())).toEqual([...adjusted].reverse())
      }),
    )
  })

  it('refuses a p that is no number', () => {
    expect(() => holm([0.1, Number.NaN])).toThrow('p 2 of 2 is NaN')
  })
})
