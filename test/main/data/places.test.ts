import { join } from 'node:path'
import { expect, it } from 'vitest'
import { dataPlaces } from '../../../main/data/places'

const user = join('home', 'share')

it.each([
  { env: {}, expected: join('home', 'share', 'datasets') },
  { env: { ABLATION_DATA: '' }, expected: join('home', 'share', 'datasets') },
  { env: { ABLATION_DATA: 'disk' }, expected: 'disk' },
])('looks for the user’s data sets in $expected', ({ env, expected }) => {
  expect(dataPlaces({ resources: 'resources', userData: user, env })).toEqual({
    embedded: join('resources', 'data'),
    user: expected,
    system: '/usr/share/datasets',
  })
})
