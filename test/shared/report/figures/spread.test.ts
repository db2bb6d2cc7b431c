import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { spread } from '../../../../shared/report/figures/spread'

it.each([
  { wanted: [], places: [] },
  { wanted: [10, 50], places: [10, 50] },
  { wanted: [10, 10], places: [4, 16] },
  { wanted: [30, 10, 14], places: [30, 6, 18] },
  { wanted: [0, 12, 6], places: [-6, 18, 6] },
])('sets labels wanted at $wanted apart by 12', ({ wanted, places }) => {
  expect(spread(wanted, 12)).toEqual(places)
})

it('leaves no two labels nearer than asked', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -200, max: 200 }), { maxLength: 12 }), (wanted) => {
      const places = [...spread(wanted, 12)].sort((a, b) => a - b)
      for (const [index, place] of places.entries())
        expect(place - (places[index - 1] ?? -1e9)).toBeGreaterThanOrEqual(12 - 1e-6)
    }),
  )
})
