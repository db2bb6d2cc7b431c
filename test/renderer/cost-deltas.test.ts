import { describe, expect, it } from 'vitest'
import { costDelta, deltaScale } from '../../renderer/study/cost-deltas'
import { armOf } from './plan-of'

const base = armOf('base', { a: 'on' }, { parameters: 100, macs: 1000 })

describe('deltaScale', () => {
  it('spans the least and the greatest change of both costs, with room at the ends', () => {
    // −20 % … +80 % is a span of 1; 4 % of it at each end.
    const scale = deltaScale([base, armOf('x', {}, { parameters: 80, macs: 1800 })], base)
    expect(scale.low).toBeCloseTo(-0.24, 12)
    expect(scale.high).toBeCloseTo(0.84, 12)
    expect(scale.zero).toBeCloseTo(0.24 / 1.08, 12)
  })

  it.each([
    { change: 1.798, expected: [1] }, // +179.8 %: +100
    { change: 0.05, expected: [0.02] }, // half of 5 % is no round number of this kind
    { change: 30, expected: [10] },
  ])('marks a round change below $change', ({ change, expected }) => {
    const scale = deltaScale([base, armOf('x', {}, { parameters: 100 * (1 + change), macs: 1000 })], base)
    expect(scale.ticks.map((tick) => tick.change)).toEqual(expected)
  })

  it('marks both sides where both are long enough', () => {
    const scale = deltaScale(
      [base, armOf('x', {}, { parameters: 40, macs: 1000 }), armOf('y', {}, { parameters: 160, macs: 1000 })],
      base,
    )
    expect(scale.ticks.map((tick) => tick.change)).toEqual([0.5, -0.5])
  })

  it('stands for arms that all cost the same', () => {
    const scale = deltaScale([base, base], base)
    expect(scale.zero).toBeGreaterThan(0)
    expect(scale.zero).toBeLessThan(1)
  })
})

describe('costDelta', () => {
  const more = armOf('x', {}, { parameters: 200, macs: 1000 })
  const scale = deltaScale([base, more], base)

  it('draws more from zero to the right', () => {
    const delta = costDelta(more, base, 'parameters', scale)
    expect(delta.ratio).toBe(2)
    expect(delta.from).toBe(scale.zero)
    expect(delta.to).toBeCloseTo(1.04 / 1.08, 12)
  })

  it('draws no change as nothing', () => {
    const delta = costDelta(more, base, 'macs', scale)
    expect(delta.ratio).toBe(1)
    expect(delta.to - delta.from).toBeCloseTo(0, 12)
  })

  it('draws less from zero to the left', () => {
    const less = armOf('y', {}, { parameters: 50, macs: 1000 })
    const both = deltaScale([base, more, less], base)
    const delta = costDelta(less, base, 'parameters', both)
    expect(delta.to).toBe(both.zero)
    expect(delta.from).toBeLessThan(both.zero)
  })
})
