import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { epochAxis, valueAxis } from '../../renderer/live/axis'

const at = (...values: number[]) => values.map((y, x) => ({ x, y }))

describe('valueAxis', () => {
  it.each([
    { metric: 'validation-accuracy' as const, values: [40, 86], expected: [35, 90] },
    { metric: 'validation-accuracy' as const, values: [83, 87], expected: [82, 88] },
    { metric: 'validation-accuracy' as const, values: [], expected: [0, 100] },
    { metric: 'training-loss' as const, values: [2.3, 0.4], expected: [0, 2.4] },
    { metric: 'training-loss' as const, values: [], expected: [0, 2.4] },
    // Nine ordinary values and an explosion: three times the ordinary.
    { metric: 'training-loss' as const, values: [2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1e25], expected: [0, 6] },
  ])('runs $metric of $values over $expected', ({ metric, values, expected }) => {
    expect(valueAxis(metric, at(...values)).domain).toEqual(expected)
  })

  it('holds all points, with at most five ticks', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1 }), (values) => {
        const { domain, ticks } = valueAxis('validation-accuracy', at(...values))
        expect(domain[0]).toBeLessThanOrEqual(Math.min(...values))
        expect(domain[1]).toBeGreaterThanOrEqual(Math.max(...values))
        expect(ticks.length).toBeGreaterThanOrEqual(2)
        expect(ticks.length).toBeLessThanOrEqual(5)
      }),
    )
  })
})

describe('epochAxis', () => {
  it.each([
    { epochs: 1, ticks: [0, 1] },
    { epochs: 2, ticks: [0, 1, 2] },
    { epochs: 6, ticks: [0, 2, 4, 6] },
    { epochs: 7, ticks: [0, 2, 4, 6] },
    { epochs: 12, ticks: [0, 3, 6, 9, 12] },
    { epochs: 50, ticks: [0, 25, 50] },
  ])('marks $epochs epochs at $ticks', ({ epochs, ticks }) => {
    expect(epochAxis(epochs)).toEqual({ domain: [0, epochs], ticks })
  })
})
