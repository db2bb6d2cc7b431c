import { describe, expect, it } from 'vitest'
import { type CostedArm, front } from '../../../shared/analysis/front'

const arm = (id: string, macs: number, worth: number | null, reach = 0.001): CostedArm => ({
  id,
  macs,
  worth,
  interval: worth === null ? null : [worth - reach, worth + reach],
})

describe('the front of cost and worth', () => {
  it('holds the arms that no other beats', () => {
    expect(front([arm('small', 1, 0.8), arm('large', 4, 0.9), arm('wasteful', 4.1, 0.85)])).toEqual([
      { id: 'small', place: 'on', by: null },
      { id: 'large', place: 'on', by: null },
      { id: 'wasteful', place: 'beaten', by: 'large' },
    ])
  })

  it('says where intervals do not tell', () => {
    expect(front([arm('small', 1, 0.9, 0.05), arm('large', 4, 0.89, 0.05)])[1]).toEqual({
      id: 'large',
      place: 'within error',
      by: 'small',
    })
  })

  it('names the arm that surely beats, before a cheaper one that may', () => {
    const arms = [arm('cheap', 1, 0.86, 0.1), arm('sure', 2, 0.9), arm('own', 3, 0.85)]
    expect(front(arms)[2]).toEqual({ id: 'own', place: 'beaten', by: 'sure' })
  })

  it('leaves arms out that have no mean, and keeps equal ones', () => {
    expect(front([arm('a', 1, 0.8), arm('b', 1, 0.8), arm('none', 1, null)])).toEqual([
      { id: 'a', place: 'on', by: null },
      { id: 'b', place: 'on', by: null },
    ])
  })

  it('takes no interval for no proof', () => {
    const alone: CostedArm = { id: 'alone', macs: 2, worth: 0.7, interval: null }
    expect(front([arm('a', 1, 0.8), alone])[1]).toEqual({ id: 'alone', place: 'within error', by: 'a' })
  })
})
