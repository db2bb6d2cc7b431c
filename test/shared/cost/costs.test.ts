import { describe, expect, it } from 'vitest'
import { ablate, type Levels } from '../../../shared/ablation/ablate'
import { applyEdits, type Edit } from '../../../shared/ablation/edit'
import { googlenet } from '../../../shared/architecture/googlenet'
import { miniGooglenet, miniGooglenetPlain } from '../../../shared/architecture/mini-googlenet'
import { layerCosts, networkCost, sumCosts } from '../../../shared/cost/cost'
import { receptiveFields } from '../../../shared/cost/receptive-field'
import { graphOf, network } from '../architecture/architectures'

const macsOfModule = (architecture: Parameters<typeof graphOf>[0], module: string) =>
  sumCosts(
    layerCosts(graphOf(architecture))
      .filter(({ layer }) => layer.module === module)
      .map(({ cost }) => cost),
  )

describe('the worked example: 192 features of 32×32, 256 outputs', () => {
  it.each([
    // 192·256·3·3·32·32
    { how: 'a 3x3 convolution', reduce: {}, expected: 452_984_832 },
    // 192·96·1·1·32·32 + 96·256·3·3·32·32 = 18,874,368 + 226,492,416
    { how: 'a 1x1 to 96 before it', reduce: { reduce: 96 }, expected: 245_366_784 },
  ])('$how takes $expected multiplications', ({ reduce, expected }) => {
    const example = network([32, 32, 192], [{ kind: 'convolution', name: 'conv', kernel: 3, filters: 256, ...reduce }])
    expect(macsOfModule(example, 'conv').macs).toBe(expected)
  })
})

describe('mini-GoogLeNet', () => {
  it('has 53,070 parameters without normalisation', () => {
    expect(networkCost(graphOf(miniGooglenetPlain)).inference.parameters).toBe(53_070)
  })

  it.each([miniGooglenet, miniGooglenetPlain])('$name has 72,148 more in its auxiliary classifiers', (architecture) => {
    const { training, inference } = networkCost(graphOf(architecture))
    expect(training.parameters - inference.parameters).toBe(72_148)
  })
})

describe('module 3a without a part', () => {
  const set = (field: Extract<Edit, { kind: 'set-module-field' }>['field'], from: number, to = 'none'): Edit => ({
    kind: 'set-module-field',
    module: '3a',
    field,
    from,
    to,
  })
  const noReduce = [set('reduce3x3', 96), set('reduce5x5', 16)]

  it.each([
    // Weights, M MACs and outputs, computed by hand from Table 1's widths.
    { arm: 'no 1x1 branch', edits: [set('conv1x1', 64)], weights: 151_040, macs: 118.4, outputs: 192 },
    { arm: 'no 3x3 branch', edits: [set('conv3x3', 128)], weights: 34_304, macs: 26.9, outputs: 128 },
    { arm: 'no 5x5 branch', edits: [set('conv5x5', 32)], weights: 147_456, macs: 115.6, outputs: 224 },
    { arm: 'no pool branch', edits: [set('poolProjection', 32)], weights: 157_184, macs: 123.2, outputs: 224 },
    { arm: 'no 3x3 reduce', edits: [set('reduce3x3', 96)], weights: 255_488, macs: 200.3, outputs: 256 },
    { arm: 'no 5x5 reduce', edits: [set('reduce5x5', 16)], weights: 301_056, macs: 236.0, outputs: 256 },
    { arm: 'no reduce, projection kept', edits: noReduce, weights: 393_216, macs: 308.3, outputs: 256 },
    {
      arm: 'naive, Fig. 2(a)',
      edits: [...noReduce, set('poolProjection', 32, 'raw')],
      weights: 387_072,
      macs: 303.5,
      outputs: 416,
    },
  ])('$arm: $weights weights, $macs M MACs, $outputs outputs', ({ edits, weights, macs, outputs }) => {
    const ablated = applyEdits(googlenet, edits)
    const cost = macsOfModule(ablated, '3a')
    expect(cost.weights).toBe(weights)
    expect(cost.macs / 1e6).toBeCloseTo(macs, 0)
    expect(graphOf(ablated).layers.find(({ name }) => name === '3a/concat')?.output).toEqual([28, 28, outputs])
  })
})

describe('the costs of an arm', () => {
  it.each<{ levels: Levels; change: string }>([
    { levels: { auxiliary: 'off' }, change: 'of inference stay' },
    { levels: { auxiliary: 'on' }, change: 'stay' },
  ])('$change with auxiliary $levels.auxiliary', ({ levels }) => {
    const base = networkCost(graphOf(miniGooglenet)).inference
    expect(networkCost(graphOf(ablate(miniGooglenet, levels).architecture)).inference).toEqual(base)
  })
})

describe('the receptive field', () => {
  it.each([
    // By hand: r' = r + (k − 1)·s. conv1 7/2 → 7; pool1 3/2 → 7 + 2·2 = 11; conv2 3/1 → 11 + 2·4 = 19;
    // pool2 3/2 → 19 + 2·4 = 27; 3a's widest branch, the 5x5, → 27 + 4·8 = 59; 3b → 59 + 4·8 = 91.
    { layer: 'conv1', size: 7, stride: 2 },
    { layer: 'pool1', size: 11, stride: 4 },
    { layer: 'conv2', size: 19, stride: 4 },
    { layer: 'pool2', size: 27, stride: 8 },
    { layer: '3a/3x3', size: 43, stride: 8 },
    { layer: '3a/concat', size: 59, stride: 8 },
    { layer: '3b/concat', size: 91, stride: 8 },
  ])('of $layer is $size pixels at a stride of $stride', ({ layer, size, stride }) => {
    expect(receptiveFields(graphOf(googlenet)).get(layer)).toEqual({ size, stride })
  })
})
