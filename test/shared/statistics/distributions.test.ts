import { describe, expect, it } from 'vitest'
import { chiSquareCdf, chiSquareQuantile } from '../../../shared/statistics/chi-square'
import { fTestP } from '../../../shared/statistics/f-test'
import { noncentralTCdf } from '../../../shared/statistics/noncentral-t'
import { normalCdf, normalQuantile } from '../../../shared/statistics/normal'
import fixture from '../../golden/statistics.json' with { type: 'json' }
import { expectClose } from './expect-close'

describe('distributions against SciPy, tails included', () => {
  it.each(fixture.normal)('normal: below $z', ({ z, p }) => expectClose(normalCdf(z), p))

  it.each(fixture.normalQuantile)('normal: quantile of $p', ({ p, z }) => expectClose(normalQuantile(p), z))

  it.each(fixture.f)('F: above $f with $df and $dfError degrees of freedom', ({ f, df, dfError, p }) =>
    expectClose(fTestP(f, df, dfError), p),
  )

  it.each(fixture.chiSquare)('chi square: quantile of $p with $df', ({ p, df, x }) => {
    expectClose(chiSquareQuantile(p, df), x)
    expectClose(chiSquareCdf(x, df), p)
  })

  it.each(fixture.noncentralT)('noncentral t: $t, $df, $noncentrality', ({ t, df, noncentrality, below, above }) => {
    expectClose(noncentralTCdf(t, df, noncentrality), below)
    expectClose(noncentralTCdf(-t, df, -noncentrality), above)
  })

  it('of the noncentral t, without a shift, is Student’s', () => {
    for (const { t, df, p } of fixture.studentT) expectClose(2 * noncentralTCdf(-t, df, 0), p)
  })
})

it('ends of the normal distribution are infinite', () => {
  expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY)
  expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY)
})
