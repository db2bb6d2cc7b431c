import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Combination,
  changesToBase,
  isMultiple,
  type LevelledArm,
  matchedChange,
  matchedInteraction,
  signedEffect,
} from '../../../shared/analysis/combination'
import { fullFactorial, leaveOneOut, type VariedFactor } from '../../../shared/design/arms'

const factor = (name: string, ...levels: readonly [string, ...string[]]): VariedFactor => ({ name, levels })
const two = [factor('a', 'on', 'off'), factor('b', 'on', 'off')]
const weights = (combination: Combination) => Object.fromEntries(combination.map(({ arm, weight }) => [arm, weight]))
const worthIn = (combination: Combination, outcome: (arm: string) => number) =>
  combination.reduce((sum, { arm, weight }) => sum + weight * outcome(arm), 0)
const toOn = (name: string) => ({ factor: name, from: 'off', to: 'on' })

describe('a change of level', () => {
  it('is averaged over the arms that differ in it alone', () => {
    expect(weights(matchedChange(fullFactorial(two), toOn('a')))).toEqual({
      base: 0.5,
      'b=off': 0.5,
      'a=off': -0.5,
      'a=off,b=off': -0.5,
    })
  })

  it('is the base against one arm where the design leaves one out', () => {
    expect(weights(matchedChange(leaveOneOut(two), toOn('b')))).toEqual({ base: 1, 'b=off': -1 })
  })

  it('cannot be had where no two arms differ in it alone', () => {
    const apart: readonly LevelledArm[] = [
      { id: 'base', levels: { a: 'on', b: 'on' } },
      { id: 'bare', levels: { a: 'off', b: 'off' } },
    ]
    expect(matchedChange(apart, toOn('a'))).toEqual([])
  })

  it('takes the arms of a gap in the design out on both sides', () => {
    const arms = fullFactorial(two).filter(({ id }) => id !== 'a=off,b=off')
    expect(weights(matchedChange(arms, toOn('a')))).toEqual({ base: 1, 'a=off': -1 })
  })

  it('is one for each other level of each factor', () => {
    expect(changesToBase([factor('a', 'on', 'off', 'half'), factor('b', '3', '5')])).toEqual([
      { factor: 'a', from: 'off', to: 'on' },
      { factor: 'a', from: 'half', to: 'on' },
      { factor: 'b', from: '5', to: '3' },
    ])
  })
})

describe('an interaction', () => {
  it('is the difference of two changes', () => {
    expect(weights(matchedInteraction(fullFactorial(two), toOn('a'), toOn('b')))).toEqual({
      base: 1,
      'a=off': -1,
      'b=off': -1,
      'a=off,b=off': 1,
    })
  })

  it('cannot be seen where one is left out at a time', () => {
    expect(matchedInteraction(leaveOneOut(two), toOn('a'), toOn('b'))).toEqual([])
  })
})

/** 2^(3-1), I = ABC: no two of its runs differ in one factor alone. */
const half: readonly LevelledArm[] = [
  { id: 'base', levels: { a: 'on', b: 'on', c: 'on' } },
  { id: 'ab', levels: { a: 'off', b: 'off', c: 'on' } },
  { id: 'ac', levels: { a: 'off', b: 'on', c: 'off' } },
  { id: 'bc', levels: { a: 'on', b: 'off', c: 'off' } },
]

describe('an effect of a fraction', () => {
  it('is half of the runs against the others', () => {
    expect(matchedChange(half, toOn('a'))).toEqual([])
    expect(weights(signedEffect(half, [toOn('a')]))).toEqual({ base: 0.5, ab: -0.5, ac: -0.5, bc: 0.5 })
  })

  it('is a multiple of what it is aliased with, and of nothing else', () => {
    const changes = ['a', 'b', 'c'].map(toOn)
    const interaction = signedEffect(half, changes.slice(1))
    expect(changes.map((change) => isMultiple(signedEffect(half, [change]), interaction))).toEqual([true, false, false])
  })

  it('cannot be had where its sign is the same in every run', () => {
    expect(signedEffect(half, ['a', 'b', 'c'].map(toOn))).toEqual([])
  })
})

const outcomes = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 8, maxLength: 8 })

describe('every combination', () => {
  const factors = [factor('a', 'on', 'off'), factor('b', 'on', 'off'), factor('c', 'on', 'off')]
  const arms = fullFactorial(factors)
  const [a, b] = [toOn('a'), toOn('b')]
  const combinations = [
    matchedChange(arms, a),
    matchedInteraction(arms, a, b),
    signedEffect(arms, [a]),
    signedEffect(arms, [a, b]),
  ]

  it('takes what all arms have in common out', () => {
    for (const combination of combinations) expect(worthIn(combination, () => 7)).toBeCloseTo(0, 12)
  })

  it('of a whole factorial is the same by pairs and by signs', () => {
    fc.assert(
      fc.property(outcomes, (values) => {
        const outcome = (arm: string) => values[arms.findIndex(({ id }) => id === arm)] ?? 0
        expect(worthIn(matchedChange(arms, a), outcome)).toBeCloseTo(worthIn(signedEffect(arms, [a]), outcome), 9)
        expect(worthIn(matchedInteraction(arms, a, b), outcome)).toBeCloseTo(
          worthIn(signedEffect(arms, [a, b]), outcome),
          9,
        )
      }),
    )
  })
})
