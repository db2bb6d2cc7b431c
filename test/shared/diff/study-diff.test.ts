import { describe, expect, it } from 'vitest'
import { ablate } from '../../../shared/ablation/ablate'
import { miniGooglenet } from '../../../shared/architecture/mini-googlenet'
import { plannedChanges } from '../../../shared/diff/planned-changes'
import { studyDiff } from '../../../shared/diff/study-diff'
import { graphOf } from '../architecture/architectures'

const base = graphOf(miniGooglenet)
const arm = (levels: Record<string, string>) => graphOf(ablate(miniGooglenet, levels).architecture)

describe('the arms of a study against its base', () => {
  const [reduction, pooling, auxiliary, same] = studyDiff(base, [
    { id: 'reduction=off', label: '−reduction', graph: arm({ reduction: 'off' }) },
    { id: 'pooling=off', label: '−pooling', graph: arm({ pooling: 'off' }) },
    { id: 'auxiliary=off', label: '−auxiliary', graph: arm({ auxiliary: 'off' }) },
    { id: 'base', label: 'base', graph: arm({}) },
  ])

  it('tell who changes what in which module', () => {
    expect(
      reduction?.modules.map(({ module, changes }) => [module, changes.map(({ sign, what }) => `${sign} ${what}`)]),
    ).toEqual([
      ['module1', ['- 3x3-reduce', '- 5x5-reduce', '· 3x3 reads 16 → 32 channels', '· 5x5 reads 8 → 32 channels']],
      ['module2', ['- 3x3-reduce', '- 5x5-reduce', '· 3x3 reads 24 → 64 channels', '· 5x5 reads 8 → 64 channels']],
      ['module3', ['- 3x3-reduce', '- 5x5-reduce', '· 3x3 reads 32 → 96 channels', '· 5x5 reads 12 → 96 channels']],
    ])
    expect(pooling?.modules.map(({ module, sign }) => [module, sign])).toEqual([
      ['module1', '~'],
      ['module2', '~'],
      ['module3', '~'],
      ['linear', '·'],
      ['auxiliary1', '·'],
      ['auxiliary2', '·'],
    ])
    expect(auxiliary?.modules.map(({ module, sign, trainingOnly }) => [module, sign, trainingOnly])).toEqual([
      ['auxiliary1', '-', true],
      ['auxiliary2', '-', true],
    ])
    expect(same).toMatchObject({ same: true, modules: [] })
  })

  it('tell what it costs', () => {
    // Module 1 without reductions: 3x3 reads 32 instead of 16 channels, 5x5 32 instead of 8; two 1x1 are gone.
    const weights = 9 * 24 * 16 + 25 * 8 * 24 - 32 * 16 - 32 * 8
    expect(reduction?.modules[0]?.delta).toMatchObject({
      weights,
      macs: weights * 14 * 14,
      parameters: weights - 2 * (16 + 8),
    })
    expect([auxiliary?.inference.from, auxiliary?.inference.to].map((cost) => cost?.parameters)).toEqual([
      53_490, 53_490,
    ])
  })

  it('stand in a plan by the differences alone', () => {
    expect(plannedChanges(base, arm({ auxiliary: 'off' }))[0]).toEqual({
      module: 'auxiliary1',
      sign: '-',
      changes: [{ sign: '-', what: 'auxiliary classifier of 8 layers' }],
      trainingOnly: true,
      parameters: -35_562,
      macs: -66_176,
    })
  })
})
