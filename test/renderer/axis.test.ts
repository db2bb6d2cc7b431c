import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cuts, epochAxis, valueAxis } from '../../renderer/live/axis'

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

describe('bands', () => {
  const range = (low: number, high: number) => [{ x: 1, range: [low, high] as const }]

  it.each([
    { what: 'holds one a little wider than the points', bands: range(79, 91), expected: [78, 92], cut: false },
    // Points from 80 to 90: a quarter of their range, 2.5, is added at most.
    { what: 'cuts one that would press them flat', bands: range(40, 99), expected: [76, 94], cut: true },
  ])('$what', ({ bands, expected, cut }) => {
    const axis = valueAxis('validation-accuracy', at(80, 90), bands)
    expect(axis.domain).toEqual(expected)
    expect(cuts(axis, bands)).toBe(cut)
  })

  it('do not draw a loss below nothing', () => {
    expect(valueAxis('training-loss', at(2, 0.4), range(-1, 2)).domain[0]).toBe(0)
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
    expect(epochAxis(epochs, true)).toEqual({ domain: [0, epochs], ticks })
  })

  it.each([
    { epochs: 1, domain: [0.5, 1.5], ticks: [1] },
    { epochs: 2, domain: [1, 2], ticks: [1, 2] },
    { epochs: 6, domain: [1, 6], ticks: [1, 2, 3, 4, 5, 6] },
    { epochs: 50, domain: [1, 50], ticks: [1, 10, 20, 30, 40, 50] },
  ])('starts at the first of $epochs epochs where only whole ones are measured', ({ epochs, domain, ticks }) => {
    expect(epochAxis(epochs, false)).toEqual({ domain, ticks })
  })
})
