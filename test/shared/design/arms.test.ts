import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Arm,
  addOneIn,
  combinationCount,
  fullFactorial,
  leaveOneOut,
  listedArms,
  type VariedFactor,
  without,
} from '../../../shared/design/arms'
import { runOrder } from '../../../shared/design/run-order'
import { anyFactors, someLevels } from './design-arbitrary'

const factor = (name: string, ...levels: readonly [string, ...string[]]): VariedFactor => ({ name, levels })
const two = [factor('a', 'on', 'off'), factor('b', 'on', 'off')]
const three = [...two, factor('c', 'max', 'average', 'off')]
const ids = (arms: readonly { readonly id: string }[]) => arms.map(({ id }) => id)

describe('a design', () => {
  it('puts one factor back into the barest arm', () => {
    expect(ids(addOneIn(three))).toEqual(['base', 'a=off,b=off,c=off', 'b=off,c=off', 'a=off,c=off', 'a=off,b=off'])
    expect(ids(addOneIn([factor('a', 'on', 'off')]))).toEqual(['base', 'a=off'])
  })

  it('leaves one factor out', () => {
    expect(ids(leaveOneOut(three))).toEqual(['base', 'a=off', 'b=off', 'c=average', 'c=off'])
  })

  it('has the arms of a list and the base, each once; what is not named is the base’s', () => {
    expect(ids(listedArms(three, [{ c: 'off' }, { a: 'off', c: 'average' }, { c: 'off', b: 'on' }]))).toEqual([
      'base',
      'c=off',
      'a=off,c=average',
    ])
  })

  it('counts its combinations before it makes them', () => {
    expect(combinationCount(three)).toBe(12)
    expect(combinationCount(Array.from({ length: 30 }, (_, at) => factor(`f${at}`, 'on', 'off')))).toBe(1_073_741_824)
  })
})

describe('every design', () => {
  const differing = (a: Arm, b: Arm) => Object.keys(a.levels).filter((name) => a.levels[name] !== b.levels[name]).length

  it('has the base first, every arm once, and every factor at one of its levels', () => {
    fc.assert(
      fc.property(
        anyFactors.chain((factors) => fc.tuple(fc.constant(factors), fc.array(someLevels(factors), { maxLength: 6 }))),
        ([factors, list]) => {
          for (const arms of [
            fullFactorial(factors),
            leaveOneOut(factors),
            addOneIn(factors),
            listedArms(factors, list),
          ]) {
            expect(arms[0]?.id).toBe('base')
            expect(arms[0]?.levels).toEqual(Object.fromEntries(factors.map(({ name, levels }) => [name, levels[0]])))
            expect(new Set(arms.map(({ levels }) => JSON.stringify(levels))).size).toBe(arms.length)
            expect(new Set(ids(arms)).size).toBe(arms.length)
            for (const { levels } of arms)
              for (const factor of factors) expect(factor.levels).toContain(levels[factor.name])
          }
        },
      ),
    )
  })

  it('differs from the base, or from the barest arm, as it says', () => {
    fc.assert(
      fc.property(anyFactors, (factors) => {
        expect(fullFactorial(factors)).toHaveLength(combinationCount(factors))
        const [base, ...left] = leaveOneOut(factors)
        expect(left).toHaveLength(factors.reduce((sum, { levels }) => sum + levels.length - 1, 0))
        for (const arm of left) expect(base && differing(base, arm)).toBe(1)
        const [, barest, ...added] = addOneIn(factors)
        expect(barest && Object.values(barest.levels)).toEqual(factors.map(({ levels }) => levels.at(-1)))
        // Of one factor the barest arm with it put back is the base.
        expect(added).toHaveLength(factors.length === 1 ? 0 : factors.length)
        for (const arm of added) expect(barest && differing(barest, arm)).toBe(1)
      }),
    )
  })
})

describe('an exclusion', () => {
  it('leaves exactly the arms that have not all levels of any entry', () => {
    fc.assert(
      fc.property(
        anyFactors.chain((factors) => fc.tuple(fc.constant(factors), fc.array(someLevels(factors), { maxLength: 3 }))),
        ([factors, excluded]) => {
          const all = fullFactorial(factors)
          const left = new Set(ids(without(all, excluded)))
          for (const { id, levels } of all) {
            const isOut = excluded.some((entry) => Object.keys(entry).every((name) => entry[name] === levels[name]))
            expect(left.has(id)).toBe(!isOut)
          }
        },
      ),
    )
  })

  it('takes every arm out that has all its levels', () => {
    expect(ids(without(fullFactorial(two), [{ a: 'off', b: 'off' }]))).toEqual(['base', 'b=off', 'a=off'])
    expect(ids(without(fullFactorial(two), [{ a: 'off' }]))).toEqual(['base', 'b=off'])
  })
})

describe('the order of running', () => {
  const trials = [1, 2, 3].flatMap((replicate) => 'abcdefgh'.split('').map((arm) => ({ arm, replicate })))

  it('is by chance within each replicate, which stay one behind the other', () => {
    const order = runOrder(trials, 7)
    expect(order.map(({ replicate }) => replicate)).toEqual(trials.map(({ replicate }) => replicate))
    for (const replicate of [1, 2, 3]) {
      const arms = order.filter((own) => own.replicate === replicate).map(({ arm }) => arm)
      expect([...arms].sort().join('')).toBe('abcdefgh')
      expect(arms.join('')).not.toBe('abcdefgh')
    }
  })

  it('follows from the seed', () => {
    expect(runOrder(trials, 7)).toEqual(runOrder(trials, 7))
    expect(runOrder(trials, 7)).not.toEqual(runOrder(trials, 8))
  })

  it('is that of the plan where an earlier version drew none', () => {
    expect(runOrder(trials, undefined)).toEqual(trials)
  })

  it('gives every arm every place alike', () => {
    const first = new Map<string, number>()
    for (let seed = 1; seed <= 800; seed += 1) {
      const arm = runOrder(trials.slice(0, 8), seed)[0]?.arm ?? ''
      first.set(arm, (first.get(arm) ?? 0) + 1)
    }
    // 100 expected each; 4.5 standard deviations of 9.35.
    for (const count of first.values()) expect(Math.abs(count - 100)).toBeLessThan(42)
    expect(first.size).toBe(8)
  })
})
