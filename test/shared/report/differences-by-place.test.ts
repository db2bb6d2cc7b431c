import { expect, it } from 'vitest'
import { differencesByPlace, placeLine } from '../../../shared/report/differences-by-place'

it('sets changes of the same place together, loses none, and tells what is removed', () => {
  const places = differencesByPlace([
    'module1: pool projection 16 → none',
    'module2: 3x3 reduction 24 → 32',
    'module1: 3x3 reduction 16 → none',
    'auxiliary1 removed',
    'something of another kind',
  ])
  expect(places).toEqual([
    {
      place: 'module1',
      changes: [
        { part: 'pool projection', change: '16 → none', removed: true },
        { part: '3×3 reduction', change: '16 → none', removed: true },
      ],
    },
    { place: 'module2', changes: [{ part: '3×3 reduction', change: '24 → 32', removed: false }] },
    { place: 'auxiliary1', changes: [{ part: '', change: 'removed', removed: true }] },
    { place: 'something of another kind', changes: [{ part: '', change: '', removed: false }] },
  ])
  expect(places.map(placeLine)).toEqual([
    'module1: pool projection 16 → none, 3×3 reduction 16 → none',
    'module2: 3×3 reduction 24 → 32',
    'auxiliary1 removed',
    'something of another kind',
  ])
})
