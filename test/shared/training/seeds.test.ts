import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deriveSeed } from '../../../shared/training/seeds'

describe('a derived seed', () => {
  it('is a positive 31-bit integer, never 0', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1 }), fc.array(fc.string()), (seed, purpose) => {
        const derived = deriveSeed(seed, ...purpose)
        expect(Number.isInteger(derived)).toBe(true)
        expect(derived).toBeGreaterThan(0)
        expect(derived).toBeLessThan(2 ** 31)
      }),
    )
  })

  it('is another one for another purpose, also where the words only join differently', () => {
    const seeds = [deriveSeed(1, 'a', 'bc'), deriveSeed(1, 'ab', 'c'), deriveSeed(1, 'abc'), deriveSeed(2, 'abc')]
    expect(new Set(seeds).size).toBe(4)
  })

  it('stays what it is from version to version: results recorded with it can be made again', () => {
    expect([1, 2, 3].map((replicate) => deriveSeed(1, 'replicate', String(replicate)))).toEqual(RECORDED)
  })
})

/** SHA-256 of `[1,"replicate","1"]` and so on, first 31 bits, by Python's hashlib. */
const RECORDED = [1_019_846_477, 596_848_456, 887_255_599]
