import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mcNemar } from '../../../shared/statistics/mcnemar'
import { fewestReplicates, signFlip, smallestP } from '../../../shared/statistics/sign-flip'
import { wilcoxon } from '../../../shared/statistics/wilcoxon'
import fixture from '../../golden/statistics.json' with { type: 'json' }
import { expectClose } from './expect-close'

/** Accuracies' differences in images of 10,000: ties and zeros are common. */
const differences = fc.array(
  fc.integer({ min: -40, max: 40 }).map((images) => images / 10_000),
  { minLength: 1, maxLength: 14 },
)

describe('the sign-flip test against SciPy', () => {
  it.each(Object.entries(fixture.signFlip))('%s', (_name, { differences: values, statistic, p }) => {
    const test = signFlip(values)
    expectClose(test?.p, p)
    expectClose(test?.statistic, statistic)
    expect(test?.patterns).toBe('all')
  })
})

describe('the sign-flip test', () => {
  it('counts every pattern up to thirty differences', () => {
    const values = Array.from({ length: 30 }, (_, index) => 0.001 * (index + 1))
    expect(signFlip(values)).toMatchObject({ p: 2 ** -29, patterns: 'all' })
    // One of the smallest size against the others: besides the observed pattern only that of all alike is as far out.
    expect(signFlip([-0.001, ...values.slice(1)])?.p).toBe(2 ** -28)
  })

  it('draws patterns beyond, by a seed, and never gives 0', () => {
    const values = Array.from({ length: 40 }, (_, index) => 0.001 * (index + 1))
    const test = signFlip(values, 7)
    expect(test).toMatchObject({ p: 1 / 100_001, patterns: { drawn: 100_000, seed: 7 } })
    expectClose(test?.statistic, 0.0205)
    const mixed = values.map((value, index) => (index % 3 === 0 ? -value : value))
    // By the normal approximation: (820 − 2 · 287) / √22,140 = 1.653, two-sided 0.0983.
    expect(signFlip(mixed, 7)?.p).toBeCloseTo(0.0983, 2)
    expect(signFlip(mixed, 7)).toEqual(signFlip(mixed, 7))
  })

  it('takes sums that rounding keeps apart for equal', () => {
    // 0.1 + 0.2 is not 0.3: flipping all three is as far out as flipping none, and so is 0.3 against the other two.
    expect(signFlip([0.1, 0.2, -0.3])?.p).toBe(1)
    expect(signFlip([0.9013 - 0.9, 0.8013 - 0.8, 0.7013 - 0.7])?.p).toBe(0.25)
  })

  it('gives p = 1 where nothing but zeros was found, undefined of nothing', () => {
    expect(signFlip([0, 0])).toEqual({ statistic: 0, p: 1, patterns: 'all' })
    expect(signFlip([0.5])?.p).toBe(1)
    expect(signFlip([])).toBeUndefined()
  })

  it('refuses a difference that is no number', () => {
    expect(() => signFlip([0.1, Number.NaN])).toThrow('difference 2 of 2 is NaN')
  })

  it('can reach a level only from so many replicates on', () => {
    expect([1, 2, 5, 6, 8].map(smallestP)).toEqual([1, 0.5, 0.0625, 0.03125, 0.0078125])
    expect([0.05, 0.0125, 0.0625, 0.01, 1].map(fewestReplicates)).toEqual([6, 8, 5, 8, 1])
  })

  it('is the same for opposite, reordered and rescaled differences, and never below the least p', () => {
    fc.assert(
      fc.property(differences, fc.double({ min: 0.01, max: 1000, noNaN: true }), (values, scale) => {
        const p = signFlip(values)?.p ?? Number.NaN
        expect(signFlip(values.map((value) => -value))?.p).toBe(p)
        expect(signFlip([...values].reverse())?.p).toBe(p)
        expect(signFlip(values.map((value) => value * scale))?.p).toBe(p)
        expect(p).toBeGreaterThanOrEqual(smallestP(values.length))
        expect(p).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('is what going through all patterns gives', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -30, max: 30 }), { minLength: 1, maxLength: 9 }), (values) => {
        const observed = Math.abs(values.reduce((sum, value) => sum + value, 0))
        let reaching = 0
        for (let pattern = 0; pattern < 2 ** values.length; pattern += 1) {
          const sum = values.reduce((total, value, bit) => total + ((pattern >> bit) & 1 ? value : -value), 0)
          if (Math.abs(sum) >= observed) reaching += 1
        }
        expect(signFlip(values.map((value) => value / 1000))?.p).toBe(reaching / 2 ** values.length)
      }),
    )
  })
})

describe('Wilcoxon’s signed-rank test against SciPy', () => {
  it.each(Object.entries(fixture.wilcoxonTied))('%s, by either treatment of zeros', (_name, expected) => {
    for (const zeros of ['wilcox', 'pratt'] as const) {
      const test = wilcoxon(expected.differences, zeros)
      expect(test?.method).toBe('exact')
      expect(test?.statistic).toBe(expected[zeros].statistic)
      expectClose(test?.p, expected[zeros].p)
    }
  })

  it.each(Object.entries(fixture.wilcoxonExact))('%s, counted', (_name, { differences: values, statistic, p }) => {
    expect(wilcoxon(values)).toMatchObject({ statistic, method: 'exact' })
    expectClose(wilcoxon(values)?.p, p)
  })

  it.each(fixture.wilcoxonNormal)('many, zeros by $zeros', ({ differences: values, zeros, statistic, p }) => {
    const test = wilcoxon(values, zeros === 'pratt' ? 'pratt' : 'wilcox')
    expect(test).toMatchObject({ statistic, method: 'normal approximation' })
    expectClose(test?.p, p)
  })
})

describe('Wilcoxon’s signed-rank test', () => {
  it('gives p = 1 where nothing but zeros was found, undefined of nothing', () => {
    expect(wilcoxon([0, 0])).toEqual({ statistic: 0, p: 1, method: 'exact' })
    expect(wilcoxon([])).toBeUndefined()
    expect(() => wilcoxon([Number.NEGATIVE_INFINITY])).toThrow('difference 1 of 1 is -Infinity')
  })

  it('is the same for opposite, reordered and rescaled differences, and never below the least p', () => {
    fc.assert(
      fc.property(differences, fc.constantFrom('wilcox', 'pratt'), (values, zeros) => {
        const p = wilcoxon(values, zeros)?.p ?? Number.NaN
        expect(
          wilcoxon(
            values.map((value) => -value),
            zeros,
          )?.p,
        ).toBe(p)
        expectClose(wilcoxon([...values].reverse(), zeros)?.p, p)
        expect(
          wilcoxon(
            values.map((value) => value * 137.25),
            zeros,
          )?.p,
        ).toBe(p)
        expect(p).toBeGreaterThanOrEqual(smallestP(values.length))
        expect(p).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('McNemar’s exact test', () => {
  it.each(fixture.mcnemar)('of $onlyFirst and $onlySecond against statsmodels', ({ onlyFirst, onlySecond, p }) => {
    expectClose(mcNemar(onlyFirst, onlySecond).p, p)
    expectClose(mcNemar(onlySecond, onlyFirst).p, p)
  })

  it('says nothing against networks that never differ', () => {
    expect(mcNemar(0, 0).p).toBe(1)
  })

  it.each([-1, 0.5, Number.NaN])('refuses %d images', (count) => {
    expect(() => mcNemar(3, count)).toThrow(`${count} images`)
  })
})
