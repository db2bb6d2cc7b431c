import { describe, expect, it } from 'vitest'
import { ablate, LevelMisfit } from '../../../shared/ablation/ablate'
import { applyEdits } from '../../../shared/ablation/edit'
import { FACTORS } from '../../../shared/ablation/factors'
import { levelName } from '../../../shared/ablation/level'
import { studyFactors } from '../../../shared/ablation/study-factors'
import type { Architecture } from '../../../shared/architecture/architecture'
import { buildLayerGraph } from '../../../shared/architecture/build-graph'
import { SMALL_ARCHITECTURES } from '../../../shared/architecture/registry'
import { networkCost } from '../../../shared/cost/cost'
import { scaleToBase } from '../../../shared/design/controls'
import { EQUAL_WITHIN } from '../../../shared/design/equal-within'
import { MATCHED } from '../../../shared/design/matched'

/** Beside the levels that go by a name: some of those that take numbers and words. */
const WRITTEN: Readonly<Record<string, readonly unknown[]>> = {
  width: [0.5, 2],
  depth: [2, 0.5],
  reduction: [{ ratio: 0.5 }],
  kernels: [
    [1, 3],
    [1, 3, 7],
  ],
  branches: [{ without: '1x1' }, { without: '3x3' }, { without: 'pool' }, { without: ['1x1', '5x5'] }],
  factorisation: [{ asymmetric: 5 }],
  classifier: [{ hidden: 512, dropout: 0.5 }],
}

/** Every arm that differs from the base in one factor. */
function singleFactorArms(base: Architecture): readonly { readonly name: string; readonly arm: Architecture }[] {
  return FACTORS.flatMap((factor) =>
    factor.missingIn(base) === undefined
      ? [...factor.levels.map(({ name }) => name), ...(WRITTEN[factor.name] ?? [])].flatMap((level) => {
          const { factors } = studyFactors({ [factor.name]: [level] })
          try {
            const arm = ablate(base, { [factor.name]: levelName(level) }, factors).architecture
            return buildLayerGraph(arm, base).ok ? [{ name: `${factor.name} ${levelName(level)}`, arm }] : []
          } catch (error) {
            if (error instanceof LevelMisfit) return []
            throw error
          }
        })
      : [],
  )
}

function costOf(architecture: Architecture, size: Architecture) {
  const graph = buildLayerGraph({ ...architecture, auxiliary: [] }, size)
  if (!graph.ok) throw new Error(graph.error.message)
  return networkCost(graph.value).inference
}

describe('controls of all small architectures', () => {
  const found = SMALL_ARCHITECTURES.flatMap((base) =>
    singleFactorArms(base).flatMap(({ name, arm }) =>
      MATCHED.flatMap((matched) => {
        const scaled = scaleToBase(arm, base, matched, base)
        return scaled ? [{ name: `${base.name}, ${name}, equal ${matched}`, base, arm, matched, scaled }] : []
      }),
    ),
  )

  it('are within 1 %, but for those that cannot be', () => {
    expect(found.length).toBeGreaterThan(300)
    const flagged = found.filter(({ scaled }) => Math.abs(scaled.residual) > EQUAL_WITHIN)
    // Behind 152 maps a raw pool hands all on to a module of five other branches: 149 and 154 are the least apart.
    expect(flagged.map(({ name, scaled }) => [name, (scaled.residual * 100).toFixed(2)])).toEqual([
      ['mini-inception-v3, pooling unprojected, equal width', '1.97'],
      ['mini-inception-v3, reduction naive, equal width', '1.97'],
    ])
  })

  it('are as far off as they say, by edits of widths alone', () => {
    for (const { name, base, arm, matched, scaled } of found) {
      expect(applyEdits(arm, scaled.edits), name).toEqual(scaled.architecture)
      expect(
        scaled.edits.every((edit) => edit.kind === 'set-module-field' || edit.kind === 'set-field'),
        name,
      ).toBe(true)
      if (matched === 'width') continue
      const residual = costOf(scaled.architecture, base)[matched] / costOf(base, base)[matched] - 1
      expect(scaled.residual, name).toBeCloseTo(residual, 12)
    }
  })
})
