import { expect, it } from 'vitest'
import type { ComparedArms } from '../../../shared/analysis/contrasts'
import { interactionMeans } from '../../../shared/report/interaction-means'

const first = { name: 'a', levels: ['on', 'off'] as const }
const second = { name: 'b', levels: ['on', 'off'] as const }
const third = { name: 'c', levels: ['on', 'off'] as const }

function compared(levels: readonly Readonly<Record<string, string>>[], fraction = false): ComparedArms {
  const arms = levels.map((own) => ({ id: Object.values(own).join(), levels: own, macs: null }))
  return { arms, controls: [], factors: [first, second, third], fraction }
}

const crossed = [
  { a: 'on', b: 'on' },
  { a: 'on', b: 'off' },
  { a: 'off', b: 'on' },
  { a: 'off', b: 'off' },
]
const outcomes = (values: Readonly<Record<string, readonly number[]>>) =>
  new Map(Object.entries(values).map(([arm, own]) => [arm, new Map(own.map((value, index) => [index + 1, value]))]))

it('takes each replicate’s own level out of the intervals', () => {
  // Cells 0, 1, 2, 3 above a level that moves by whole units: nothing but the level varies.
  const means = interactionMeans(
    compared(crossed),
    outcomes({ 'on,on': [10, 20, 30], 'on,off': [11, 21, 31], 'off,on': [12, 22, 32], 'off,off': [13, 23, 33] }),
    first,
    second,
  )
  expect(means?.n).toBe(3)
  expect(means?.cells.map(({ mean, interval }) => [mean, interval])).toEqual([
    [20, [20, 20]],
    [21, [21, 21]],
    [22, [22, 22]],
    [23, [23, 23]],
  ])
})

it('widens them by √(C / (C − 1)) for what the level took with it', () => {
  const means = interactionMeans(
    compared(crossed),
    outcomes({ 'on,on': [3, -3, 0], 'on,off': [-1, 1, 0], 'off,on': [-1, 1, 0], 'off,off': [-1, 1, 0] }),
    first,
    second,
  )
  // Every replicate’s level is 0, so the spread is the cell’s own: SD 3, t(.975; 2) = 4.302653, √(4/3).
  const reach = (4.302652729911275 * 3 * Math.sqrt(4 / 3)) / Math.sqrt(3)
  expect(means?.cells[0]?.interval?.[1]).toBeCloseTo(reach, 9)
})

it('takes only replicates in which every arm counts, and gives no interval below three', () => {
  const means = interactionMeans(
    compared(crossed),
    outcomes({ 'on,on': [1, 2, 3], 'on,off': [1, 2], 'off,on': [1, 2, 3], 'off,off': [1, 2, 3] }),
    first,
    second,
  )
  expect(means?.n).toBe(2)
  expect(means?.cells.map(({ mean, interval }) => [mean, interval])).toEqual(crossed.map(() => [1.5, null]))
})

it('averages every cell over the same levels of the other factors', () => {
  const arms = crossed.map((own) => ({ ...own, c: 'on' }))
  const means = interactionMeans(
    compared([...arms, { a: 'on', b: 'on', c: 'off' }]),
    outcomes({ 'on,on,on': [1], 'on,off,on': [2], 'off,on,on': [3], 'off,off,on': [4], 'on,on,off': [99] }),
    first,
    second,
  )
  expect(means?.cells.map(({ mean }) => mean)).toEqual([1, 2, 3, 4])
})

it('takes the arms of a fraction as they are balanced', () => {
  const half = [
    { a: 'on', b: 'on', c: 'on' },
    { a: 'on', b: 'off', c: 'off' },
    { a: 'off', b: 'on', c: 'off' },
    { a: 'off', b: 'off', c: 'on' },
  ]
  const values = outcomes({ 'on,on,on': [1], 'on,off,off': [2], 'off,on,off': [3], 'off,off,on': [4] })
  expect(interactionMeans(compared(half, true), values, first, second)?.cells.map(({ mean }) => mean)).toEqual([
    1, 2, 3, 4,
  ])
  expect(interactionMeans(compared(half), values, first, second)).toBeNull()
})

it('says nothing where two factors are not crossed, or no replicate has every arm', () => {
  const corner = crossed.slice(0, 3)
  expect(
    interactionMeans(compared(corner), outcomes({ 'on,on': [1], 'on,off': [2], 'off,on': [3] }), first, second),
  ).toBeNull()
  expect(interactionMeans(compared(crossed), outcomes({ 'on,on': [1] }), first, second)).toBeNull()
})
