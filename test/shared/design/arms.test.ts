import { describe, expect, it } from 'vitest'
import {
  addOneIn,
  combinationCount,
  conditioned,
  fullFactorial,
  leaveOneOut,
  listedArms,
  type VariedFactor,
  without,
} from '../../../shared/design/arms'
import { runOrder } from '../../../shared/design/run-order'

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

describe('a condition', () => {
  it('keeps a factor at the base’s level where it has nothing to vary', () => {
    const factors = [factor('heads', 'on', 'off'), factor('weight', '0.3', '0.1', '0.5')]
    const arms = conditioned(factors, fullFactorial(factors), [{ factor: 'weight', on: 'heads', levels: ['on'] }])
    expect(ids(arms)).toEqual(['base', 'weight=0.1', 'weight=0.5', 'heads=off'])
  })

  it('may hang on a factor that hangs on another', () => {
    const arms = conditioned(three, fullFactorial(three), [
      { factor: 'c', on: 'b', levels: ['on'] },
      { factor: 'b', on: 'a', levels: ['on'] },
    ])
    expect(ids(arms)).toEqual(['base', 'c=average', 'c=off', 'b=off', 'a=off', 'a=off,c=average', 'a=off,c=off'])
  })
})

describe('an exclusion', () => {
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
