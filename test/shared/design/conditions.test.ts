import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Arm,
  addOneIn,
  fullFactorial,
  leaveOneOut,
  listedArms,
  type VariedFactor,
} from '../../../shared/design/arms'
import { type Condition, circleOf, conditioned } from '../../../shared/design/conditions'
import { anyFactors, someConditions } from './design-arbitrary'

const factor = (name: string, ...levels: readonly [string, ...string[]]): VariedFactor => ({ name, levels })
const ids = (arms: readonly Arm[]) => arms.map(({ id }) => id)
const three = [factor('a', 'on', 'off'), factor('b', 'on', 'off'), factor('c', 'max', 'average', 'off')]
const chain: readonly Condition[] = [
  { factor: 'c', on: 'b', levels: ['on'] },
  { factor: 'b', on: 'a', levels: ['on'] },
]

describe('a condition', () => {
  it('keeps a factor at the base’s level where it has nothing to vary', () => {
    const factors = [factor('heads', 'on', 'off'), factor('weight', '0.3', '0.1', '0.5')]
    const arms = conditioned(factors, fullFactorial(factors), [{ factor: 'weight', on: 'heads', levels: ['on'] }])
    expect(ids(arms)).toEqual(['base', 'weight=0.1', 'weight=0.5', 'heads=off'])
  })

  it('may hang on a factor that hangs on another, which is settled before it', () => {
    expect(ids(conditioned(three, fullFactorial(three), chain))).toEqual([
      'base',
      'c=average',
      'c=off',
      'b=off',
      'a=off',
      'a=off,c=average',
      'a=off,c=off',
    ])
    // Without a, b has nothing to vary: it is on again, and c has something to vary.
    const [, barest] = addOneIn(three)
    expect(barest && ids(conditioned(three, [barest], chain))).toEqual(['a=off,c=off'])
  })

  it('of several on one factor all have to hold', () => {
    const arms = conditioned(three, fullFactorial(three), [
      { factor: 'c', on: 'a', levels: ['on'] },
      { factor: 'c', on: 'b', levels: ['off'] },
    ])
    expect(ids(arms)).toEqual(['base', 'b=off', 'b=off,c=average', 'b=off,c=off', 'a=off', 'a=off,b=off'])
  })

  it('in a circle is found', () => {
    expect(circleOf(chain)).toBeUndefined()
    expect(circleOf([...chain, { factor: 'a', on: 'c', levels: ['max'] }])).toEqual(['c', 'b', 'a', 'c'])
    expect(
      circleOf([
        { factor: 'c', on: 'b', levels: ['on'] },
        { factor: 'b', on: 'b', levels: ['on'] },
      ]),
    ).toEqual(['b', 'b'])
  })

  it('leaves of all combinations those in which every condition holds, in whatever order they are written', () => {
    fc.assert(
      fc.property(
        anyFactors.chain((factors) => fc.tuple(fc.constant(factors), someConditions(factors))),
        ([factors, conditions]) => {
          const holds = ({ levels }: Arm) =>
            conditions.every(
              ({ factor: own, on, levels: allowed }) =>
                levels[own] === factors.find(({ name }) => name === own)?.levels[0] ||
                allowed.includes(levels[on] ?? ''),
            )
          const all = fullFactorial(factors)
          const expected = ids(all.filter(holds))
          const found = conditioned(factors, all, conditions)
          expect([...ids(found)].sort()).toEqual([...expected].sort())
          expect(found[0]?.id).toBe('base')
          expect(conditioned(factors, found, conditions)).toEqual(found)
          expect(conditioned(factors, all, conditions.toReversed())).toEqual(found)
        },
      ),
    )
  })

  it('never makes an arm that the design without it would not reach by its factors’ levels', () => {
    fc.assert(
      fc.property(
        anyFactors.chain((factors) => fc.tuple(fc.constant(factors), someConditions(factors))),
        ([factors, conditions]) => {
          const all = new Set(ids(fullFactorial(factors)))
          for (const design of [leaveOneOut, addOneIn]) {
            const found = ids(conditioned(factors, design(factors), conditions))
            expect(found[0]).toBe('base')
            expect(found.length).toBeGreaterThan(1)
            expect(new Set(found).size).toBe(found.length)
            expect(found.every((id) => all.has(id))).toBe(true)
          }
        },
      ),
    )
  })

  it('leaves listed arms alone where it holds', () => {
    expect(ids(conditioned(three, listedArms(three, [{ c: 'off' }]), chain))).toEqual(['base', 'c=off'])
  })
})
