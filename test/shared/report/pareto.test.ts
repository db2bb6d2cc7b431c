import { expect, it } from 'vitest'
import { paretoFront } from '../../../shared/report/pareto'

const point = (cost: number, worth: number) => ({ cost, worth })

it.each([
  { what: 'nothing of nothing', points: [], front: [] },
  {
    what: 'a dearer point only where it is worth more',
    points: [point(3, 5), point(1, 2), point(2, 2)],
    front: [point(1, 2), point(3, 5)],
  },
  { what: 'of equal cost the worthier', points: [point(1, 2), point(1, 3)], front: [point(1, 3)] },
  { what: 'of equal points the first', points: [point(1, 2), point(1, 2)], front: [point(1, 2)] },
])('keeps $what', ({ points, front }) => {
  expect(paretoFront(points)).toEqual(front)
})
