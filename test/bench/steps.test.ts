import { describe, expect, it } from 'vitest'
import type { Entry } from './results'
import { disagreements } from './steps'

const entry = (overrides: Partial<Entry>): Entry => ({
  contestant: 'engine',
  parameters: 53_070,
  losses: [2.5, 2.4, 2.3],
  startSeconds: 1,
  steps: 10,
  imagesPerSecond: [1000],
  versions: {},
  device: 'CPU',
  ...overrides,
})

describe('contestants are held against this engine', () => {
  it.each([
    { what: 'the same network', peer: { losses: [2.5001, 2.401, 2.31] }, expected: {} },
    {
      what: 'another number of parameters',
      peer: { parameters: 53_071 },
      expected: { torch: 'has 53071 parameters, this engine 53070' },
    },
    {
      what: 'other weights at the start',
      peer: { losses: [2.51, 2.4, 2.3] },
      expected: { torch: 'loss of step 1 is 2.51, this engine’s 2.5' },
    },
    {
      what: 'another update',
      peer: { losses: [2.5, 2.4, 2.2] },
      expected: { torch: 'loss of step 3 is 2.2, this engine’s 2.3' },
    },
    {
      what: 'a loss that is no number',
      peer: { losses: [2.5, Number.NaN, 2.3] },
      expected: { torch: 'loss of step 2 is NaN, this engine’s 2.4' },
    },
  ])('$what', ({ peer, expected }) => {
    expect(disagreements([entry({}), entry({ contestant: 'torch', ...peer })])).toEqual(expected)
  })
})
