import { describe, expect, it } from 'vitest'
import { ablate, type Levels } from '../../../shared/ablation/ablate'
import { applyEdits, type Edit } from '../../../shared/ablation/edit'
import { googlenet } from '../../../shared/architecture/googlenet'
import { miniGooglenet, miniGooglenetPlain } from '../../../shared/architecture/mini-googlenet'
import { vggCifar } from '../../../shared/architecture/vgg-cifar'
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
    // Weights by hand from Table 1's widths, and their change from 163,328; multiply-adds at 28·28 places.
    {
      arm: 'no 1x1 branch',
      edits: [set('conv1x1', 64)],
      weights: 151_040,
      change: -7.5,
      macs: 118_415_360,
      outputs: 192,
    },
    {
      arm: 'no 3x3 branch',
      edits: [set('conv3x3', 128)],
      weights: 34_304,
      change: -79.0,
      macs: 26_894_336,
      outputs: 128,
    },
    {
      arm: 'no 5x5 branch',
      edits: [set('conv5x5', 32)],
      weights: 147_456,
      change: -9.7,
      macs: 115_605_504,
      outputs: 224,
    },
    {
      arm: 'no pool branch',
      edits: [set('poolProjection', 32)],
      weights: 157_184,
      change: -3.8,
      macs: 123_232_256,
      outputs: 224,
    },
    {
      arm: 'no 3x3 reduce',
      edits: [set('reduce3x3', 96)],
      weights: 255_488,
      change: 56.4,
      macs: 200_302_592,
      outputs: 256,
    },
    {
      arm: 'no 5x5 reduce',
      edits: [set('reduce5x5', 16)],
      weights: 301_056,
      change: 84.3,
      macs: 236_027_904,
      outputs: 256,
    },
    {
      arm: 'no reduce, projection kept',
      edits: noReduce,
      weights: 393_216,
      change: 140.8,
      macs: 308_281_344,
      outputs: 256,
    },
    {
      arm: 'naive, Fig. 2(a)',
      edits: [...noReduce, set('poolProjection', 32, 'raw')],
      weights: 387_072,
      change: 137.0,
      macs: 303_464_448,
      outputs: 416,
    },
  ])('$arm: $weights weights, $macs MACs, $outputs outputs', ({ edits, weights, change, macs, outputs }) => {
    const ablated = applyEdits(googlenet, edits)
    expect(macsOfModule(ablated, '3a')).toMatchObject({ weights, macs })
    expect((weights / 163_328 - 1) * 100).toBeCloseTo(change, 1)
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
    // Offsets: of 224 pixels 7/2 lacks 111·2 + 7 − 224 = 5, 2 of them before; 3/2 on 112 lacks 1, none before; conv2
    // −2 − 1·4; the 3x3 of 3a −6 − 1·8, its 5x5 −6 − 2·8.
    { layer: 'conv1', size: 7, stride: 2, offset: -2 },
    { layer: 'pool1', size: 11, stride: 4, offset: -2 },
    { layer: 'conv2', size: 19, stride: 4, offset: -6 },
    { layer: 'pool2', size: 27, stride: 8, offset: -6 },
    { layer: '3a/3x3', size: 43, stride: 8, offset: -14 },
    { layer: '3a/concat', size: 59, stride: 8, offset: -22 },
    { layer: '3b/concat', size: 91, stride: 8, offset: -38 },
  ])('of $layer is $size pixels at a stride of $stride, from $offset', ({ layer, size, stride, offset }) => {
    expect(receptiveFields(graphOf(googlenet)).get(layer)).toEqual({ size, stride, offset })
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
    // Offsets: half of (k − 1)·d before the first; 3/2 on 64 lacks 31·2 + 3 − 64 = 1, none before.
    { layer: 'd1', size: 3, stride: 1, offset: -1 },
    { layer: 'd2', size: 7, stride: 1, offset: -3 }, // 3 + 2·2
    { layer: 'd4', size: 15, stride: 1, offset: -7 }, // 7 + 2·4
    { layer: 'half', size: 17, stride: 2, offset: -7 }, // 15 + 2·1
    { layer: 'wide', size: 41, stride: 2, offset: -19 }, // 17 + 4·3·2
    { layer: 'residual/add', size: 45, stride: 2, offset: -21 }, // 41 + 2·2
  ])(
    'with dilation, of $layer is $size pixels at a stride of $stride, from $offset',
    ({ layer, size, stride, offset }) => {
      expect(receptiveFields(graphOf(context)).get(layer)).toEqual({ size, stride, offset })
    },
  )
})

describe('the receptive field of a factorised kernel', () => {
  it('is that of the kernel it stands for', () => {
    const factorised = network(
      [32, 32, 3],
      [
        { kind: 'convolution', name: 'row', kernel: [1, 7], filters: 4 },
        { kind: 'convolution', name: 'column', kernel: [7, 1], filters: 4 },
        { kind: 'convolution', name: 'square', kernel: 7, filters: 4 },
      ],
    )
    const fields = receptiveFields(graphOf(factorised))
    expect(fields.get('row')).toEqual({ size: 7, stride: 1, offset: -3 })
    expect(fields.get('column')).toEqual({ size: 7, stride: 1, offset: -3 })
    expect(fields.get('square')).toEqual({ size: 13, stride: 1, offset: -6 })
  })

  it('reaches over all that branches see where they meet', () => {
    // Same padding has the smaller half before: a 4x4 sees −1 … 2, a 5x5 −2 … 2, a 6x6 −2 … 3.
    const branches = network(
      [16, 16, 1],
      [
        {
          kind: 'module',
          name: 'm',
          join: 'concat',
          branches: [
            { name: 'even', blocks: [{ kind: 'convolution', name: 'c', kernel: 4, filters: 1 }] },
            { name: 'odd', blocks: [{ kind: 'convolution', name: 'c', kernel: 5, filters: 1 }] },
            { name: 'wide', blocks: [{ kind: 'convolution', name: 'c', kernel: 6, filters: 1 }] },
          ],
        },
      ],
    )
    const fields = receptiveFields(graphOf(branches))
    expect(fields.get('m/even/c')).toEqual({ size: 4, stride: 1, offset: -1 })
    expect(fields.get('m/odd/c')).toEqual({ size: 5, stride: 1, offset: -2 })
    expect(fields.get('m/wide/c')).toEqual({ size: 6, stride: 1, offset: -2 })
    expect(fields.get('m/concat')).toEqual({ size: 6, stride: 1, offset: -2 })
  })
})
