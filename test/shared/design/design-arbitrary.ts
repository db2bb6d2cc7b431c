import fc from 'fast-check'
import type { VariedFactor } from '../../../shared/design/arms'
import type { Condition } from '../../../shared/design/conditions'

/** One factor to four, of two levels to four, some of whose names are hard to write. */
export const anyFactors: fc.Arbitrary<readonly VariedFactor[]> = fc
  .array(fc.integer({ min: 2, max: 4 }), { minLength: 1, maxLength: 4 })
  .map((counts) =>
    counts.map((count, at) => ({
      name: ['a', 'β b', '归约', 'd%_$'][at] ?? '',
      levels: ['on', ...['off', '最大,x=1', '0.5'].slice(0, count - 1)],
    })),
  )
  .map((factors) =>
    factors.map(({ name, levels: [first = '', ...rest] }) => ({ name, levels: [first, ...rest] as const })),
  )

/** Some levels of some factors. */
export function someLevels(factors: readonly VariedFactor[]): fc.Arbitrary<Readonly<Record<string, string>>> {
  return fc
    .tuple(...factors.map(({ name, levels }) => fc.option(fc.constantFrom(...levels).map((level) => [name, level]))))
    .map((entries) => Object.fromEntries(entries.filter((entry) => entry !== null)))
}

/** Conditions in no circle: each factor hangs on earlier ones, if on any. */
export function someConditions(factors: readonly VariedFactor[]): fc.Arbitrary<readonly Condition[]> {
  const pairs = factors.flatMap(({ name: factor }, at) => factors.slice(0, at).map((on) => ({ factor, on })))
  return fc
    .tuple(
      ...pairs.map(({ factor, on }) =>
        fc.option(fc.subarray([...on.levels], { minLength: 1 }).map((levels) => ({ factor, on: on.name, levels }))),
      ),
    )
    .map((conditions) => conditions.filter((own) => own !== null))
    .chain((conditions) => fc.shuffledSubarray(conditions, { minLength: conditions.length }))
}
