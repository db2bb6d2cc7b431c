import { describe, expect, it } from 'vitest'
import { armCurves, mainTrainingLoss, validationAccuracy } from '../../../shared/report/arm-curves'
import { reportedTrials } from '../../../shared/report/provenance'
import { diverged, planned, resultsOf } from './report-fixture'

const study = planned()
const results = resultsOf(study)
const baseTrials = (given: Parameters<typeof reportedTrials>[1]) =>
  reportedTrials(study.plan, given).filter(({ arm }) => arm === 'base')

describe('curves of an arm', () => {
  it('has a band from three finished trials on, over them alone', () => {
    const three = armCurves(baseTrials(results), validationAccuracy)
    expect([three.finished.length, three.band.length, three.mean.length]).toEqual([3, 6, 6])
    const first = results.find(({ arm }) => arm === 'base')
    if (!first) throw new Error('no trial of the base')
    const two = armCurves(
      baseTrials(results.map((own) => (own === first ? diverged(first, 2) : own))),
      validationAccuracy,
    )
    expect([two.finished.length, two.diverged.length, two.band.length, two.mean.length]).toEqual([2, 1, 0, 6])
  })

  it('takes the auxiliary classifiers’ part out of the training loss', () => {
    const [point] = results[0]?.curve ?? []
    if (!point) throw new Error('no curve')
    // 0.5 = 1.1 − 0.3 · (0.9 + 1.1)
    const measured = { ...point, train: { loss: 1.1, accuracy: 0.5, heads: { auxiliary1: 0.9, auxiliary2: 1.1 } } }
    expect(mainTrainingLoss(0.3)(measured)).toBeCloseTo(0.5, 12)
  })
})
