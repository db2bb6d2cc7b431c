import { describe, expect, it } from 'vitest'
import { ablate } from '../../../shared/ablation/ablate'
import { applyEdits, type Edit } from '../../../shared/ablation/edit'
import { levelName } from '../../../shared/ablation/level'
import { studyFactors } from '../../../shared/ablation/study-factors'
import type { Architecture } from '../../../shared/architecture/architecture'
import { googlenet } from '../../../shared/architecture/googlenet'
import { miniGooglenet } from '../../../shared/architecture/mini-googlenet'
import { vggCifar } from '../../../shared/architecture/vgg-cifar'
import { networkCost } from '../../../shared/cost/cost'
import { scaleToBase } from '../../../shared/design/controls'
import { graphOf, network } from '../architecture/architectures'

function armOf(base: Architecture, factor: string, level: unknown): Architecture {
  const { factors } = studyFactors({ [factor]: [level] })
  return ablate(base, { [factor]: levelName(level) }, factors).architecture
}

const cost = (architecture: Architecture) => networkCost(graphOf(architecture)).inference

/** Output maps of each module. */
const outputs = (architecture: Architecture) =>
  Object.fromEntries(
    graphOf(architecture)
      .layers.filter(({ kind }) => kind === 'concat')
      .map(({ module, output }) => [module, output[2]]),
  )

describe('a control', () => {
  it.each<[Architecture, string, unknown]>([
    [miniGooglenet, 'reduction', 'off'],
    [miniGooglenet, 'reduction', 'naive'],
    [miniGooglenet, 'pooling', 'off'],
    [miniGooglenet, '3x3', 'off'],
    [miniGooglenet, 'depth', 2],
    [miniGooglenet, 'factorisation', 'asymmetric'],
    [googlenet, 'reduction', 'naive'],
    [googlenet, '3x3', 'off'],
    [vggCifar, 'depth', 2],
    [vggCifar, 'classifier', 'gap'],
  ])('of $0.name with $1 at $2 costs what the base does, within 1 %', (base, factor, level) => {
    const arm = armOf(base, factor, level)
    for (const matched of ['macs', 'parameters'] as const) {
      const scaled = scaleToBase(arm, base, matched, base)
      const own = scaled?.architecture ?? arm
      const residual = cost(own)[matched] / cost(base)[matched] - 1
      expect(Math.abs(residual)).toBeLessThanOrEqual(0.01)
      if (!scaled) continue
      expect(scaled.residual).toBeCloseTo(residual, 12)
      expect(applyEdits(arm, scaled.edits)).toEqual(scaled.architecture)
      expect(scaleToBase(arm, base, matched, base)).toEqual(scaled)
    }
  })

  it('changes widths alone, and no auxiliary classifier', () => {
    const arm = armOf(miniGooglenet, 'reduction', 'off')
    const scaled = scaleToBase(arm, miniGooglenet, 'macs', miniGooglenet)
    expect(scaled?.architecture.auxiliary).toEqual(miniGooglenet.auxiliary)
    expect(new Set(scaled?.edits.map(({ kind }) => kind))).toEqual(new Set(['set-module-field', 'set-field']))
    expect(scaled?.edits[0]).toMatchObject({ kind: 'set-field', block: 'stem', field: 'filters', from: 32 })
  })

  it('is not needed where the costs are equal', () => {
    const arm = armOf(miniGooglenet, 'auxiliary', 'off')
    for (const matched of ['macs', 'parameters', 'width'] as const)
      expect(scaleToBase(arm, miniGooglenet, matched, miniGooglenet)).toBeUndefined()
  })

  it('takes single channels where all widths together are too coarse', () => {
    const of = (first: number, second: number): Architecture =>
      network(
        [8, 8, 1],
        [
          { kind: 'convolution', name: 'a', kernel: 3, filters: first },
          { kind: 'convolution', name: 'b', kernel: 3, filters: second },
        ],
      )
    const kernel: Edit = { kind: 'set-field', block: 'a', field: 'kernel', from: 3, to: 5 }
    const base = of(6, 10)
    const arm = applyEdits(base, [kernel])
    // Base: 64·(54 + 540) + 20 = 38,036. Arm: 64·(150 + 540) + 20 = 44,180.
    expect(cost(base).macs).toBe(38_036)
    expect(cost(arm).macs).toBe(44_180)
    // One factor gives a 6, b 9: 64·(150 + 486) + 18 = 40,722, 7 % too many; then a 5, b 9: 33,938, 11 % too few.
    // One channel of b less, a 6, b 8: 64·(150 + 432) + 16 = 37,264, 2 % too few, and nothing comes nearer.
    expect(scaleToBase(arm, base, 'macs', base)).toMatchObject({
      edits: [{ kind: 'set-field', block: 'b', field: 'filters', from: 10, to: 8 }],
      residual: 37_264 / 38_036 - 1,
    })
  })

  it('that cannot be had is the nearest network, with what is left between them', () => {
    const base = network([8, 8, 1], [{ kind: 'convolution', name: 'a', kernel: 3, filters: 1 }])
    const arm = applyEdits(base, [{ kind: 'set-field', block: 'a', field: 'kernel', from: 3, to: 7 }])
    // 64·9 + 2 = 578 and 64·49 + 2 = 3,138 MACs: there is no width below 1.
    expect(scaleToBase(arm, base, 'macs', base)).toEqual({
      architecture: arm,
      edits: [],
      residual: 3138 / 578 - 1,
    })
  })

  it('of equal width gives each module the outputs of the base, in the proportions of its branches', () => {
    const arm = armOf(miniGooglenet, 'pooling', 'off')
    const scaled = scaleToBase(arm, miniGooglenet, 'width', miniGooglenet)
    expect(outputs(miniGooglenet)).toEqual({ module1: 64, module2: 96, module3: 128 })
    expect(outputs(arm)).toEqual({ module1: 48, module2: 72, module3: 96 })
    expect(scaled && outputs(scaled.architecture)).toEqual({ module1: 64, module2: 96, module3: 128 })
    expect(scaled?.residual).toBe(0)
    // 16, 24, 8 of 48 become 64 in all: 21.33, 32, 10.67.
    expect(scaled?.architecture.blocks.find(({ name }) => name === 'module1')).toMatchObject({
      conv1x1: 21,
      reduce3x3: 16,
      conv3x3: 32,
      reduce5x5: 8,
      conv5x5: 11,
    })
  })

  it('of equal width leaves room for a pool without projection', () => {
    const arm = armOf(miniGooglenet, 'pooling', 'unprojected')
    // The stem's 32 maps, then 64, then 96 pass through the pools.
    const scaled = scaleToBase(arm, miniGooglenet, 'width', miniGooglenet)
    expect(scaled && outputs(scaled.architecture)).toEqual({ module1: 64, module2: 96, module3: 128 })
  })
})
