import { describe, expect, it } from 'vitest'
import { deviations } from '../../../shared/analysis/registration'
import { parseStudy } from '../../../shared/study/parse-study'
import { studySource } from '../study/sample-study'

function study(parts: Readonly<Record<string, string>> = {}) {
  const parsed = parseStudy(studySource(parts))
  if (parsed.study === null) throw new Error(JSON.stringify(parsed.problems))
  return parsed.study
}

const claim = (words: string, expectation: string) =>
  `{ claim: ${words}, compare: { factor: reduction, from: off, to: on }, expect: ${expectation} }`

describe('what a study says that its registration did not', () => {
  it('is nothing where nothing was changed', () => {
    expect(deviations(study(), study())).toEqual([])
  })

  it.each([
    ['replicates', { replicates: '3' }, { replicates: '5' }, [{ what: 'replicates', registered: '3', now: '5' }]],
    [
      'a level',
      { factors: '{ reduction: [on, off] }' },
      { factors: '{ reduction: [on, off, naive] }' },
      [{ what: 'factors.reduction', registered: '["on","off"]', now: '["on","off","naive"]' }],
    ],
    [
      'a factor',
      { factors: '{ reduction: [on, off], pooling: [on, off] }' },
      { factors: '{ reduction: [on, off] }' },
      [{ what: 'factors.pooling', registered: '["on","off"]', now: null }],
    ],
    [
      'a claim’s margin',
      { hypotheses: `[${claim('no harm', '{ equivalentWithin: 0.01 }')}]` },
      { hypotheses: `[${claim('no harm', '{ equivalentWithin: 0.05 }')}]` },
      [
        {
          what: 'hypotheses: no harm',
          registered: '{"compare":{"factor":"reduction","from":"off","to":"on"},"expect":{"equivalentWithin":0.01}}',
          now: '{"compare":{"factor":"reduction","from":"off","to":"on"},"expect":{"equivalentWithin":0.05}}',
        },
      ],
    ],
    [
      'a claim made afterwards',
      {},
      { hypotheses: `[${claim('a gain', '{ differenceAbove: 0 }')}]` },
      [
        {
          what: 'hypotheses: a gain',
          registered: null,
          now: '{"compare":{"factor":"reduction","from":"off","to":"on"},"expect":{"differenceAbove":0}}',
        },
      ],
    ],
  ])('tells %s', (_what, registered, now, expected) => {
    expect(deviations(study(registered), study(now))).toEqual(expected)
  })
})
