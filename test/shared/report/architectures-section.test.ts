import { expect, it } from 'vitest'
import { byPlace } from '../../../shared/report/sections/architectures-section'

it('sets changes of the same place on one line and loses none', () => {
  expect(
    byPlace([
      'module1: pool projection 16 → none',
      'module2: pool projection 24 → none',
      'module1: 3x3 reduction 16 → none',
      'auxiliary1 removed',
    ]),
  ).toEqual([
    'module1: pool projection 16 → none, 3x3 reduction 16 → none',
    'module2: pool projection 24 → none',
    'auxiliary1 removed',
  ])
})
