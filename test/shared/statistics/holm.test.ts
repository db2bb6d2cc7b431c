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
})
