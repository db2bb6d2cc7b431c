import { describe, expect, it } from 'vitest'
import { ablate, type Levels } from '../../../shared/ablation/ablate'
import { applyEdits, type Edit } from '../../../shared/ablation/edit'
import { googlenet } from '../../../shared/architecture/googlenet'
import { miniGooglenet, miniGooglenetPlain } from '../../../shared/architecture/mini-googlenet'
import { ninCifar } from '../../../shared/architecture/nin-cifar'
import { vggCifar } from '../../../shared/architecture/vgg-cifar'
import { layerCosts, networkCost, sumCosts } from '../../../shared/cost/cost'
import { receptiveFields } from '../../../shared/cost/receptive-field'
import { graphOf, network } from '../architecture/architectures'
import { alexnet, lenet5, lenet5Connected } from '../architecture/historic'

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

describe('Network in Network', () => {
  it.each([
    { classes: 10, parameters: 966_986 },
    // 192·90 weights and 90 biases more in cccp6
    { classes: 100, parameters: 984_356 },
  ])('has $parameters parameters for $classes classes', ({ classes, parameters }) => {
    const { training } = networkCost(graphOf(ninCifar, { classes }))
    expect(training.parameters).toBe(parameters)
  })

  it.each([
    // H·W·k²·Cin·Cout
    { module: 'conv1', macs: 14_745_600 }, // 32·32·5·5·3·192
    { module: 'cccp1', macs: 31_457_280 }, // 32·32·192·160
    { module: 'cccp2', macs: 15_728_640 }, // 32·32·160·96
    { module: 'conv2', macs: 117_964_800 }, // 16·16·5·5·96·192
    { module: 'cccp3', macs: 9_437_184 }, // 16·16·192·192
    { module: 'cccp4', macs: 9_437_184 },
    { module: 'conv3', macs: 21_233_664 }, // 8·8·3·3·192·192
    { module: 'cccp5', macs: 2_359_296 }, // 8·8·192·192
    { module: 'cccp6', macs: 122_880 }, // 8·8·192·10
  ])('takes $macs multiply-adds in $module', ({ module, macs }) => {
    expect(macsOfModule(ninCifar, module).macs).toBe(macs)
  })

  it('takes 222,486,528 in all', () => {
    expect(networkCost(graphOf(ninCifar)).training.macs).toBe(222_486_528)
  })
})

describe('VGG in small', () => {
  it.each([
    { module: 'conv1-1', parameters: 1_792, macs: 1_769_472 }, // 3·3·3·64 + 64; 32·32·1728
    { module: 'conv1-2', parameters: 36_928, macs: 37_748_736 }, // 3·3·64·64 + 64; 32·32·36,864
    { module: 'conv2-1', parameters: 73_856, macs: 18_874_368 }, // 16·16·73,728
    { module: 'conv2-2', parameters: 147_584, macs: 37_748_736 },
    { module: 'conv3-1', parameters: 295_168, macs: 18_874_368 }, // 8·8·294,912
    { module: 'conv3-3', parameters: 590_080, macs: 37_748_736 },
    { module: 'hidden', parameters: 2_097_664, macs: 2_097_152 }, // 4·4·256·512 + 512
    { module: 'linear', parameters: 5_130, macs: 5_120 },
  ])('has $parameters parameters and $macs multiply-adds in $module', ({ module, parameters, macs }) => {
    expect(macsOfModule(vggCifar, module)).toMatchObject({ parameters, macs })
  })

  it('has 3,838,282 parameters', () => {
    expect(networkCost(graphOf(vggCifar)).training.parameters).toBe(3_838_282)
  })
})

describe('LeNet-5', () => {
  it.each([
    // C3 by the table: 25 · 60 connections + 16; dense: 25 · 6 · 16 + 16. MACs: 10·10 places.
    { how: 'by the table', architecture: lenet5Connected, parameters: 1_516, weights: 1_500, macs: 150_000 },
    { how: 'dense', architecture: lenet5(), parameters: 2_416, weights: 2_400, macs: 240_000 },
  ])('has $parameters parameters in C3, $how', ({ architecture, parameters, weights, macs }) => {
    expect(macsOfModule(architecture, 'c3')).toMatchObject({ parameters, weights, macs })
  })

  it.each([
    { module: 'c1', parameters: 156 },
    { module: 'c5', parameters: 48_120 },
    { module: 'f6', parameters: 10_164 },
  ])('has $parameters in $module', ({ module, parameters }) => {
    expect(macsOfModule(lenet5Connected, module).parameters).toBe(parameters)
  })
})

describe('AlexNet', () => {
  it.each([
    { groups: 2, parameters: 60_965_224, macs: 724.4 },
    { groups: 1, parameters: 62_378_344, macs: 1135 },
  ])('has $parameters parameters with $groups groups', ({ groups, parameters, macs }) => {
    const cost = networkCost(graphOf(alexnet(groups))).inference
    expect(cost.parameters).toBe(parameters)
    expect(cost.macs / 1e6).toBeCloseTo(macs, groups === 2 ? 1 : -1)
  })
})

describe("GoogLeNet's conv1 as Table 1 prints it", () => {
  it('is a depthwise-separable convolution of multiplier 8: 2.7K weights, 34M multiply-adds', () => {
    const separable = network(
      [224, 224, 3],
      [
        { kind: 'depthwise-convolution', name: 'depthwise', kernel: 7, multiplier: 8, stride: 2, activation: 'none' },
        { kind: 'convolution', name: 'pointwise', kernel: 1, filters: 64 },
      ],
    )
    // 7·7·3·8 and 24·64 at 112·112 places; biases 24 and 64.
    expect(macsOfModule(separable, 'depthwise')).toMatchObject({ weights: 1_176, parameters: 1_200, macs: 14_751_744 })
    expect(macsOfModule(separable, 'pointwise')).toMatchObject({ weights: 1_536, parameters: 1_600, macs: 19_267_584 })
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

  const context = network(
    [64, 64, 3],
    [
      { kind: 'convolution', name: 'd1', kernel: 3, filters: 4 },
      { kind: 'convolution', name: 'd2', kernel: 3, filters: 4, dilation: 2 },
      { kind: 'convolution', name: 'd4', kernel: 3, filters: 4, dilation: 4 },
      { kind: 'depthwise-convolution', name: 'half', kernel: 3, stride: 2 },
      { kind: 'depthwise-convolution', name: 'wide', kernel: [1, 5], dilation: 3 },
      {
        kind: 'module',
        name: 'residual',
        join: 'add',
        branches: [
          { name: 'main', blocks: [{ kind: 'convolution', name: 'c', kernel: 3, filters: 4 }] },
          { name: 'shortcut', blocks: [] },
        ],
      },
    ],
  )

  it.each([
    // By hand: r' = r + (k − 1)·d·s. Yu and Koltun 2015, section 3: 3, 7, 15 for dilations 1, 2, 4.
    { layer: 'd1', size: 3, stride: 1 },
    { layer: 'd2', size: 7, stride: 1 }, // 3 + 2·2
    { layer: 'd4', size: 15, stride: 1 }, // 7 + 2·4
    { layer: 'half', size: 17, stride: 2 }, // 15 + 2·1
    { layer: 'wide', size: 41, stride: 2 }, // 17 + 4·3·2
    { layer: 'residual/add', size: 45, stride: 2 }, // 41 + 2·2
  ])('with dilation, of $layer is $size pixels at a stride of $stride', ({ layer, size, stride }) => {
    expect(receptiveFields(graphOf(context)).get(layer)).toEqual({ size, stride })
  })
})
