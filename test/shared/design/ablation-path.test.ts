import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AblationPath, type ArmOutcome, ablationPath, pathArms } from '../../../shared/design/ablation-path'
import { fullFactorial, type VariedFactor } from '../../../shared/design/arms'
import { anyFactors } from './design-arbitrary'

const factor = (name: string, ...levels: readonly [string, ...string[]]): VariedFactor => ({ name, levels })
const three = [factor('a', 'on', 'off'), factor('b', 'on', 'off'), factor('c', 'max', 'average', 'off')]

/** Outcomes of arms by their ids; others are waited for. */
const from =
  (outcomes: Readonly<Record<string, number | 'failed'>>) =>
  (arm: string): ArmOutcome => {
    const own = outcomes[arm]
    if (own === undefined) return { kind: 'waiting' }
    return own === 'failed' ? { kind: 'failed' } : { kind: 'measured', mean: own }
  }
const steps = ({ stages }: AblationPath) =>
  stages.map(({ from: start, tried, kept }) => [start.id, tried.map(({ id }) => id), kept?.id ?? null])

const FIRST = { base: 0.9, 'a=off': 0.8, 'b=off': 0.7, 'c=average': 0.85, 'c=off': 0.6 }
const SECOND = { 'a=off,c=average': 0.5, 'b=off,c=average': 0.84 }

describe('an ablation path', () => {
  it('starts with every factor switched alone', () => {
    const path = ablationPath(three, from({}), true)
    expect(steps(path)).toEqual([['base', ['a=off', 'b=off', 'c=average', 'c=off'], null]])
    expect(path.arms.map(({ id }) => id)).toEqual(['base', 'a=off', 'b=off', 'c=average', 'c=off'])
    expect(path.state).toBe('waiting')
  })

  it('waits for the last trial of a stage, the base’s too', () => {
    for (const missing of Object.keys(FIRST)) {
      const outcomes = Object.fromEntries(Object.entries(FIRST).filter(([arm]) => arm !== missing))
      expect(ablationPath(three, from(outcomes), true)).toMatchObject({ state: 'waiting', stages: [{ kept: null }] })
    }
  })

  it('keeps the switch that costs least, and goes on from there until all are switched', () => {
    const path = ablationPath(three, from({ ...FIRST, ...SECOND, 'a=off,b=off,c=average': 0.4 }), true)
    expect(steps(path)).toEqual([
      ['base', ['a=off', 'b=off', 'c=average', 'c=off'], 'c=average'],
      ['c=average', ['a=off,c=average', 'b=off,c=average'], 'b=off,c=average'],
      ['b=off,c=average', ['a=off,b=off,c=average'], 'a=off,b=off,c=average'],
    ])
    expect(path.state).toBe('ended')
  })

  it('keeps the least of a loss', () => {
    expect(ablationPath(three, from(FIRST), false).stages[0]?.kept?.id).toBe('c=off')
  })

  it('keeps the first of equals', () => {
    expect(ablationPath(three, from({ ...FIRST, 'a=off': 0.85 }), true).stages[0]?.kept?.id).toBe('a=off')
  })

  it('keeps no arm that failed, and is stuck where all have', () => {
    expect(ablationPath(three, from({ ...FIRST, 'c=average': 'failed' }), true).stages[0]?.kept?.id).toBe('a=off')
    const all = { base: 0.9, 'a=off': 'failed', 'b=off': 'failed', 'c=average': 'failed', 'c=off': 'failed' } as const
    expect(ablationPath(three, from(all), true)).toMatchObject({ state: 'stuck', stages: [{ kept: null }] })
  })

  it('switches factors in the order of what they cost, where they do not hang on each other', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 6 }), (costs) => {
        const factors = costs.map((_, at) => factor(`f${at}`, 'on', 'off'))
        const outcome = (arm: string): ArmOutcome => ({
          kind: 'measured',
          mean:
            arm === 'base' ? 0 : -arm.split(',').reduce((sum, own) => sum + (costs[Number(own.slice(1, -4))] ?? 0), 0),
        })
        const path = ablationPath(factors, outcome, true)
        const order = path.stages.map(({ from: start, kept }) =>
          factors.findIndex(({ name }) => kept?.levels[name] !== start.levels[name]),
        )
        expect(order.map((at) => costs[at])).toEqual(costs.toSorted((a, b) => a - b))
        expect(path.arms).toHaveLength(1 + (costs.length * (costs.length + 1)) / 2)
      }),
    )
  })

  it('grows alone, whatever the order in which trials end', () => {
    fc.assert(
      fc.property(
        anyFactors.chain((factors) => {
          const arms = fullFactorial(factors).map(({ id }) => id)
          const outcomes = fc.array(fc.option(fc.integer({ min: 0, max: 5 })), {
            minLength: arms.length,
            maxLength: arms.length,
          })
          return fc.tuple(
            fc.constant(factors),
            fc.constant(arms),
            outcomes,
            fc.shuffledSubarray(arms, { minLength: arms.length }),
          )
        }),
        ([factors, arms, outcomes, order]) => {
          const of = new Map(arms.map((arm, at) => [arm, outcomes[at] ?? 'failed'] as const))
          const path = (known: readonly string[]) =>
            ablationPath(factors, from(Object.fromEntries(known.map((arm) => [arm, of.get(arm) ?? 'failed']))), true)
          let before = path([])
          for (let known = 1; known <= order.length; known += 1) {
            const after = path(order.slice(0, known))
            expect(after.arms.slice(0, before.arms.length)).toEqual(before.arms)
            expect(after.stages.slice(0, before.stages.length - 1)).toEqual(before.stages.slice(0, -1))
            before = after
          }
          expect(before.state).not.toBe('waiting')
          expect(new Set(before.arms.map(({ id }) => id)).size).toBe(before.arms.length)
          const { least, most } = pathArms(factors)
          expect(before.arms.length).toBeLessThanOrEqual(most)
          if (before.state === 'ended') expect(before.arms.length).toBeGreaterThanOrEqual(least)
        },
      ),
    )
  })

  it('tells how many arms it can have', () => {
    expect(pathArms([factor('a', 'on', 'off')])).toEqual({ least: 2, most: 2 })
    // Base, four, and then two or three, and one or two: c first or last.
    expect(pathArms(three)).toEqual({ least: 1 + 4 + 2 + 1, most: 1 + 4 + 3 + 2 })
  })
})
