import { expect, it } from 'vitest'
import { atLeast } from '../../../scripts/setup/node-version.mjs'

it.each([
  ['20.19.0', true],
  ['20.19.1', true],
  ['20.20.0', true],
  ['22.0.0', true],
  ['100.0.0', true],
  ['20.18.9', false],
  ['18.20.4', false],
  ['9.30.30', false],
])('Node %s is at least 20.19.0: %s', (version, expected) => {
  expect(atLeast(version, '20.19.0')).toBe(expected)
})
