import { describe, expect, it } from 'vitest'
import { arrangeTrellis } from '../../renderer/live/trellis'
import { armOf, crossedArms, planOf } from './plan-of'

const cells = (trellis: ReturnType<typeof arrangeTrellis>) => trellis.rows.map((row) => row.cells.map((arm) => arm?.id))

describe('arrangeTrellis', () => {
  it('gives the first factor the rows and the others the columns', () => {
    const trellis = arrangeTrellis(planOf(crossedArms('reduction', 'pooling', 'auxiliary')))
    expect(trellis.columns).toEqual([
      'Pooling on, auxiliary on',
      'Pooling on, auxiliary off',
      'Pooling off, auxiliary on',
      'Pooling off, auxiliary off',
    ])
    expect(trellis.rows.map(({ head }) => head)).toEqual(['Reduction on', 'Reduction off'])
    expect(cells(trellis)).toEqual([
      ['base', 'auxiliary=off', 'pooling=off', 'pooling=off,auxiliary=off'],
      [
        'reduction=off',
        'reduction=off,auxiliary=off',
        'reduction=off,pooling=off',
        'reduction=off,pooling=off,auxiliary=off',
      ],
    ])
  })

  it('names the cells themselves where there is one factor', () => {
    const trellis = arrangeTrellis(planOf(crossedArms('reduction')))
    expect(trellis.columns).toBeNull()
    expect(cells(trellis)).toEqual([['base', 'reduction=off']])
  })

  it('fills a grid where not every combination is an arm', () => {
    const arms = [
      armOf('base', { a: 'on', b: 'on', c: 'on' }),
      armOf('a=off', { a: 'off', b: 'on', c: 'on' }),
      armOf('b=off', { a: 'on', b: 'off', c: 'on' }),
      armOf('c=off', { a: 'on', b: 'on', c: 'off' }),
    ]
    const trellis = arrangeTrellis(planOf(arms))
    expect(trellis.columns).toBeNull()
    expect(cells(trellis)).toEqual([
      ['base', 'a=off'],
      ['b=off', 'c=off'],
    ])
  })

  it('fills a grid of four columns where the factors would give more', () => {
    const trellis = arrangeTrellis(planOf(crossedArms('a', 'b', 'c', 'd')))
    expect(trellis.columns).toBeNull()
    expect(trellis.columnCount).toBe(4)
    expect(trellis.rows).toHaveLength(4)
  })

  it('shows every arm exactly once', () => {
    for (const factors of [['a'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd', 'e']]) {
      const plan = planOf(crossedArms(...factors))
      const shown = cells(arrangeTrellis(plan))
        .flat()
        .filter((id) => id !== undefined)
      expect([...shown].sort()).toEqual(plan.arms.map(({ id }) => id).sort())
    }
  })
})
