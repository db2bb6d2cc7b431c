import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectableEffect, pairedPower, replicatesFor, strictestLevel } from '../../../shared/statistics/power'
import { spreadInterval } from '../../../shared/statistics/spread-interval'
import fixture from '../../golden/statistics.json' with { type: 'json' }
import { expectClose } from './expect-close'

describe('power of the paired t test against SciPy', () => {
  it.each(fixture.power)('effect $effect, sd $sd, $n replicates at $level', ({ power, ...test }) => {
    expectClose(pairedPower(test), power)
  })

  it.each(fixture.detectable)('detectable: sd $sd, $n replicates at $level with $power', ({ effect, ...test }) => {
    expectClose(detectableEffect(test), effect)
  })

  it.each(fixture.replicates)('replicates for $effect, sd $sd at $level with $power', ({ n, ...test }) => {
    expect(replicatesFor(test)).toBe(n)
  })

  it.each(fixture.spread)('interval of a standard deviation with $df', ({ sd, df, interval95: [low, high] }) => {
    const interval = spreadInterval({ sd, df }, 0.95)
    expectClose(interval[0], low)
    expectClose(interval[1], high)
  })
})

describe('power', () => {
  it('is the level where there is no effect', () => {
    for (const n of [2, 3, 10, 1000]) expectClose(pairedPower({ effect: 0, sd: 0.01, n, level: 0.05 }), 0.05)
  })

  it('is the power that an effect was asked for, in any unit, either way', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 200 }),
        fc.double({ min: 1e-4, max: 100, noNaN: true }),
        fc.double({ min: 0.11, max: 0.99, noNaN: true }),
        (n, sd, power) => {
          const effect = detectableEffect({ sd, n, level: 0.05, power }) ?? Number.NaN
          expectClose(pairedPower({ effect, sd, n, level: 0.05 }), power)
          expectClose(pairedPower({ effect: -effect, sd, n, level: 0.05 }), power)
          expectClose(detectableEffect({ sd: 7 * sd, n, level: 0.05, power }), 7 * effect)
        },
      ),
      { numRuns: 10 },
    )
  })

  it('has no more replicates than are needed', () => {
    const test = { effect: 0.004, sd: 0.009, level: strictestLevel(0.05, 4), power: 0.8 }
    const n = replicatesFor(test) ?? 0
    expect(pairedPower({ ...test, n })).toBeGreaterThanOrEqual(0.8)
    expect(pairedPower({ ...test, n: n - 1 })).toBeLessThan(0.8)
    expect(test.level).toBe(0.0125)
  })

  it('says nothing where nothing can be said', () => {
    expect(pairedPower({ effect: 1, sd: 1, n: 1, level: 0.05 })).toBeUndefined()
    expect(pairedPower({ effect: 1, sd: 0, n: 5, level: 0.05 })).toBeUndefined()
    expect(detectableEffect({ sd: 0, n: 5, level: 0.05, power: 0.8 })).toBeUndefined()
    expect(detectableEffect({ sd: 1, n: 1, level: 0.05, power: 0.8 })).toBeUndefined()
    expect(replicatesFor({ effect: 0, sd: 1, level: 0.05, power: 0.8 })).toBeUndefined()
    expect(replicatesFor({ effect: 1, sd: 0, level: 0.05, power: 0.8 })).toBeUndefined()
    // (1.96 + 0.84)² / 0.002² = 1.96 million.
    expect(replicatesFor({ effect: 0.002, sd: 1, level: 0.05, power: 0.8 })).toBeUndefined()
  })

  it.each([
    { sd: Number.NaN, level: 0.05, power: 0.8, words: 'standard deviation 1 of 1 is NaN' },
    { sd: -1, level: 0.05, power: 0.8, words: 'standard deviation -1 is below 0' },
    { sd: 1, level: 5, power: 0.8, words: 'level 5 is not between 0 and 1' },
    { sd: 1, level: 0.05, power: 80, words: 'power 80 is not between 0 and 1' },
    { sd: 1, level: 0.05, power: 0.04, words: 'power 0.04 is not above the level 0.05' },
  ])('refuses $words', ({ words, ...test }) => {
    expect(() => detectableEffect({ ...test, n: 5 })).toThrow(words)
  })

  it('of a family is judged at its strictest step', () => {
    expect(() => strictestLevel(0.05, 0)).toThrow('0 tests')
    expect(() => strictestLevel(1, 3)).toThrow('level 1')
  })
})
