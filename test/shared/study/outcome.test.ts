import { describe, expect, it } from 'vitest'
import { chanceOutcome, moreIsBetter, type Outcome, outcomeOf, outcomePhrase } from '../../../shared/study/outcome'
import { planStudy } from '../../../shared/study/plan-study'
import { formatProblem } from '../../../shared/study/problem'
import { divergedResult, finishedResult, plannedSample } from './results'
import { fashion8k, planContext, studySource } from './sample-study'

const outcome = (parts: Partial<Outcome> = {}): Outcome => ({
  metric: 'accuracy',
  split: 'validation',
  at: 'last-epoch',
  ...parts,
})

const [trial] = plannedSample().plan.trials
if (!trial) throw new Error('no trial')
/** Two epochs: 0.4, then 0.8; the losses are what is missing to 1. */
const finished = finishedResult(trial, 0.8)

describe('the outcome of a trial', () => {
  it.each([
    [outcome(), 'validation accuracy at the last epoch', 0.8],
    [outcome({ metric: 'loss' }), 'validation loss at the last epoch', 1 - 0.8],
    [outcome({ at: 'best-validation' }), 'validation accuracy at the epoch of best validation accuracy', 0.4],
    [
      outcome({ metric: 'loss', at: 'best-validation' }),
      'validation loss at the epoch of best validation loss',
      1 - 0.4,
    ],
    [outcome({ split: 'test' }), 'test accuracy at the last epoch', 0.7],
    [outcome({ split: 'test', metric: 'top-5' }), 'test top-5 accuracy at the last epoch', 0.9],
  ])('is read as the study says: $split $metric $at', (asked, phrase, value) => {
    const record = { ...finished, best: { epoch: 1 }, test: { loss: 0.3, accuracy: 0.7, top5: 0.9 } }
    expect(outcomePhrase(asked)).toBe(phrase)
    expect(outcomeOf(record as typeof finished, asked)).toBe(value)
  })

  it('is none of a trial that diverged, nor where it was not measured', () => {
    expect(outcomeOf(divergedResult(trial), outcome())).toBeUndefined()
    expect(outcomeOf(finished, outcome({ split: 'test' }))).toBeUndefined()
    expect(outcomeOf(finished, outcome({ metric: 'top-5' }))).toBeUndefined()
  })

  it('is by chance what a network that knows nothing reaches', () => {
    expect(chanceOutcome(outcome(), 10)).toBe(0.1)
    expect(chanceOutcome(outcome({ metric: 'top-5' }), 10)).toBe(0.5)
    expect(chanceOutcome(outcome({ metric: 'loss' }), 10)).toBe(Math.LN10)
    expect([outcome(), outcome({ metric: 'loss' })].map(moreIsBetter)).toEqual([true, false])
  })
})

describe('a study’s outcome', () => {
  const problems = (parts: string, dataset: Partial<typeof fashion8k>) =>
    planStudy(
      studySource({ outcome: parts }),
      planContext({ findDataset: () => ({ found: true, dataset: { ...fashion8k, ...dataset } }) }),
    ).problems.map((problem) => formatProblem('s.yaml', problem))

  it.each([
    [
      '{ split: test }',
      { sizes: { train: 5000, validation: 2000, test: 0 } },
      's.yaml:7:19: fashion-mnist-8k has no test images. Take validation, or a data set that has a test split.',
    ],
    [
      '{ metric: top-5 }',
      { classes: ['a', 'b', 'c', 'd', 'e'] },
      's.yaml:7:20: fashion-mnist-8k has 5 classes: among the five likeliest is every one. Take accuracy or loss.',
    ],
  ])('that the data have not is told at its place: %s', (parts, dataset, expected) => {
    expect(problems(parts, dataset)).toEqual([expected])
  })

  it('leaves the ids of trials alone unless it chooses their epoch', () => {
    const ids = (parts: string) =>
      planStudy(studySource({ outcome: parts }), planContext()).planned?.plan.trials.map(({ id }) => id)
    expect(ids('{ metric: loss, split: test }')).toEqual(ids('{}'))
    expect(ids('{ at: best-validation }')).not.toEqual(ids('{}'))
    expect(ids('{ at: best-validation, metric: top-5 }')).toEqual(ids('{ at: best-validation }'))
    expect(ids('{ at: best-validation, metric: loss }')).not.toEqual(ids('{ at: best-validation }'))
  })
})
