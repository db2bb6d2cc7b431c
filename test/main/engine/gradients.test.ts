import { afterAll, describe, expect, it } from 'vitest'
import type { Split } from '../../../main/data/dataset'
import { stateLayout } from '../../../main/engine/graph/state'
import { openTrainingSession } from '../../../main/engine/training-session'
import { initialState, type TrainingState } from '../../../main/engine/training-state'
import type { LayerGraph } from '../../../shared/architecture/layer-graph'
import { parameters } from '../../../shared/architecture/parameters'
import type { Shape } from '../../../shared/architecture/shape'
import { type LayerSketch, layerGraph, numbers, recipe, split, testEngine, trial, unwrap } from './builders'
import { type ReferenceInput, referenceGradients, referenceLoss, type Weights } from './reference'

const engine = testEngine()
afterAll(() => engine.close())

const CLASSES = 3
const AUXILIARY_WEIGHT = 0.3
/** With v ← 0·v + g, the slot after one step is the gradient itself. */
const BARE = recipe({
  batch: 4,
  optimizer: { kind: 'momentum', learningRate: 0, momentum: 0, weightDecay: 0 },
  auxiliaryWeight: AUXILIARY_WEIGHT,
})

/** Random values everywhere, so that no gradient is zero by accident; slots are zero. */
function randomState(graph: LayerGraph, seed: number): TrainingState {
  const next = numbers(seed)
  const state = initialState(stateLayout(graph, BARE), graph, 'trial-1', 1)
  const tensors = new Map(state.tensors)
  for (const { name, role } of parameters(graph)) {
    const tensor = tensors.get(name)
    if (!tensor) throw new Error(`no ${name}`)
    const value = () => (role === 'scale' ? 0.5 + next() : 1.4 * (next() - 0.5))
    tensors.set(name, { ...tensor, values: tensor.values.map(value) })
  }
  return { ...state, tensors }
}

function weightsOf(graph: LayerGraph, { tensors }: TrainingState): Weights {
  return new Map(parameters(graph).map(({ name }) => [name, Float64Array.from(tensors.get(name)?.values ?? [])]))
}

function inputOf(graph: LayerGraph, data: Split): ReferenceInput {
  const images = Float64Array.from(data.images, (pixel) => pixel / 255)
  return { graph, images, labels: [...data.labels], auxiliaryWeight: AUXILIARY_WEIGHT }
}

/** Loss and gradients of one step of the engine. */
function stepOf(graph: LayerGraph, state: TrainingState, data: Split, towers = 1, step = 0, seed = 11) {
  const settings = trial({ seed, recipe: { ...BARE, batch: data.count, towers } })
  const session = unwrap(
    openTrainingSession(engine, settings, graph, { training: data, evaluation: data }, { resumeFrom: state }),
  )
  try {
    const rows = Int32Array.from({ length: data.count }, (_, row) => row)
    const { main, auxiliary } = session.step(rows, 0, step)
    const { tensors } = session.state(1)
    return {
      loss: (main + AUXILIARY_WEIGHT * auxiliary.reduce((total, one) => total + one, 0)) / data.count,
      gradients: new Map(parameters(graph).map(({ name }) => [name, tensors.get(`${name}/momentum`)?.values ?? []])),
    }
  } finally {
    session.close()
  }
}

/** Largest difference, in parts of the largest number expected; where that is near 0, the terms of its sum were not. */
function difference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  const largest = Math.max(...Array.from(expected, Math.abs), 0.02)
  return Math.max(...Array.from(expected, (value, index) => Math.abs(value - (found[index] ?? Number.NaN)))) / largest
}

const conv = (name: string, output: Shape, more: Partial<LayerSketch> = {}): LayerSketch =>
  ({
    name,
    kind: 'convolution',
    kernel: [3, 3],
    stride: 1,
    padding: 'same',
    bias: true,
    output,
    ...more,
  }) as LayerSketch
const pool = (
  kind: 'max-pool' | 'average-pool',
  size: number,
  stride: number,
  padding: 'same' | 'valid',
  output: Shape,
) => ({ name: 'pool', kind, size, stride, padding, output }) as LayerSketch
const gap = (channels: number): LayerSketch => ({ name: 'gap', kind: 'global-average-pool', output: [1, 1, channels] })
const dense = (name = 'linear', units = CLASSES): LayerSketch => ({ name, kind: 'dense', output: [1, 1, units] })
const flat = (count: number): LayerSketch => ({ name: 'flat', kind: 'flatten', output: [1, 1, count] })
const relu = (output: Shape, name = 'relu'): LayerSketch => ({ name, kind: 'relu', output })
const norm = (output: Shape, name = 'norm'): LayerSketch => ({
  name,
  kind: 'batch-norm',
  epsilon: 1e-3,
  momentum: 0.9,
  output,
})

const depthwise = (name: string, output: Shape, more: Partial<LayerSketch> = {}): LayerSketch =>
  ({ ...conv(name, output), kind: 'depthwise-convolution', multiplier: 1, ...more }) as LayerSketch
/** Between convolutions, the first of which make its numbers large. */
const activated = (activation: Partial<LayerSketch>): readonly LayerSketch[] => [
  conv('a', [5, 5, 4]),
  conv('b', [5, 5, 4]),
  conv('c', [5, 5, 4]),
  { name: 'activation', output: [5, 5, 4], ...activation } as LayerSketch,
  conv('d', [5, 5, 2]),
  flat(50),
  dense(),
]

/** Each kind of layer behind a convolution, so that its gradient must pass through it. 5x5 images of 2 channels. */
const NETWORKS: Readonly<Record<string, readonly LayerSketch[]>> = {
  'convolution 3x3, same': [conv('a', [5, 5, 3]), conv('b', [5, 5, 2]), flat(50), dense()],
  'convolution 3x3 stride 2, same': [conv('a', [5, 5, 3]), conv('b', [3, 3, 2], { stride: 2 }), flat(18), dense()],
  'convolution 2x3, valid': [
    conv('a', [5, 5, 3]),
    conv('b', [4, 3, 2], { kernel: [2, 3], padding: 'valid' }),
    flat(24),
    dense(),
  ],
  'convolution 2x2 stride 2, valid': [
    conv('a', [5, 5, 3]),
    conv('b', [2, 2, 2], { kernel: [2, 2], stride: 2, padding: 'valid' }),
    flat(8),
    dense(),
  ],
  'convolution 1x1 without bias': [
    conv('a', [5, 5, 3]),
    conv('b', [5, 5, 2], { kernel: [1, 1], bias: false }),
    flat(50),
    dense(),
  ],
  'convolution 3x3 dilated by 2, same': [
    conv('a', [5, 5, 3]),
    conv('b', [5, 5, 2], { dilation: 2 }),
    flat(50),
    dense(),
  ],
  'convolution 2x2 dilated by 3, same': [
    conv('a', [5, 5, 3]),
    conv('b', [5, 5, 2], { kernel: [2, 2], dilation: 3 }),
    flat(50),
    dense(),
  ],
  'convolution 1x3 dilated by 2, valid, without bias': [
    conv('a', [5, 5, 3]),
    conv('b', [5, 1, 2], { kernel: [1, 3], dilation: 2, padding: 'valid', bias: false }),
    flat(10),
    dense(),
  ],
  'convolution 2x2 dilated by 3, valid': [
    conv('a', [5, 5, 3]),
    conv('b', [2, 2, 2], { kernel: [2, 2], dilation: 3, padding: 'valid' }),
    flat(8),
    dense(),
  ],
  'convolution 3x3 dilated by 4, beyond the map, same': [
    conv('a', [5, 5, 3]),
    conv('b', [5, 5, 2], { dilation: 4 }),
    flat(50),
    dense(),
  ],
  'convolution 2x2 dilated by 2, stride 2, same': [
    conv('a', [5, 5, 3]),
    conv('b', [3, 3, 2], { kernel: [2, 2], dilation: 2, stride: 2 }),
    flat(18),
    dense(),
  ],
  'convolution 2x2 dilated by 2, stride 2, valid': [
    conv('a', [5, 5, 3]),
    conv('b', [2, 2, 2], { kernel: [2, 2], dilation: 2, stride: 2, padding: 'valid' }),
    flat(8),
    dense(),
  ],
  'convolution 3x3 in 2 groups': [conv('a', [5, 5, 4]), conv('b', [5, 5, 6], { groups: 2 }), flat(150), dense()],
  'convolution 3x3 in as many groups as maps, stride 2': [
    conv('a', [5, 5, 3]),
    conv('b', [3, 3, 3], { groups: 3, stride: 2 }),
    flat(27),
    dense(),
  ],
  'convolution 3x3 in 2 groups, dilated by 2, without bias': [
    conv('a', [5, 5, 4]),
    conv('b', [5, 5, 2], { groups: 2, dilation: 2, bias: false }),
    flat(50),
    dense(),
  ],
  'convolution 3x3 with a connection table': [
    conv('a', [5, 5, 3]),
    conv('b', [5, 5, 4], { connections: [[0, 1], [2], [0, 1, 2], [2, 0]] }),
    flat(100),
    dense(),
  ],
  'convolution 2x2 with a connection table, dilated by 2, valid': [
    conv('a', [5, 5, 3]),
    conv('b', [3, 3, 2], { kernel: [2, 2], dilation: 2, padding: 'valid', connections: [[1], [0, 2]] }),
    flat(18),
    dense(),
  ],
  'depthwise convolution 3x3': [conv('a', [5, 5, 3]), depthwise('b', [5, 5, 3]), flat(75), dense()],
  'depthwise convolution 3x3, multiplier 2, stride 2, same': [
    conv('a', [5, 5, 3]),
    depthwise('b', [3, 3, 6], { multiplier: 2, stride: 2 }),
    flat(54),
    dense(),
  ],
  'depthwise convolution 2x3, multiplier 2, valid, without bias': [
    conv('a', [5, 5, 3]),
    depthwise('b', [4, 3, 6], { kernel: [2, 3], multiplier: 2, padding: 'valid', bias: false }),
    flat(72),
    dense(),
  ],
  'depthwise convolution 3x3, multiplier 2, dilated by 2': [
    conv('a', [5, 5, 2]),
    depthwise('b', [5, 5, 4], { multiplier: 2, dilation: 2 }),
    flat(100),
    dense(),
  ],
  'batch norm': [conv('a', [5, 5, 3], { bias: false }), norm([5, 5, 3]), conv('b', [5, 5, 2]), flat(50), dense()],
  'batch norm behind a biased convolution': [conv('a', [5, 5, 3]), norm([5, 5, 3]), flat(75), dense()],
  'batch norm and relu': [conv('a', [5, 5, 3], { bias: false }), norm([5, 5, 3]), relu([5, 5, 3]), flat(75), dense()],
  relu: [conv('a', [5, 5, 3]), relu([5, 5, 3]), conv('b', [5, 5, 2]), flat(50), dense()],
  'leaky relu': activated({ kind: 'leaky-relu', slope: 0.01 }),
  relu6: [conv('larger', [5, 5, 8], { kernel: [5, 5] }), ...activated({ kind: 'relu6' })],
  elu: activated({ kind: 'elu' }),
  selu: activated({ kind: 'selu' }),
  tanh: activated({ kind: 'tanh' }),
  sigmoid: activated({ kind: 'sigmoid' }),
  'max pool 3/2, same': [conv('a', [5, 5, 3]), pool('max-pool', 3, 2, 'same', [3, 3, 3]), flat(27), dense()],
  'max pool 3/1, same': [conv('a', [5, 5, 3]), pool('max-pool', 3, 1, 'same', [5, 5, 3]), flat(75), dense()],
  'max pool 2/2, valid': [conv('a', [5, 5, 3]), pool('max-pool', 2, 2, 'valid', [2, 2, 3]), flat(12), dense()],
  'average pool 3/2, same': [conv('a', [5, 5, 3]), pool('average-pool', 3, 2, 'same', [3, 3, 3]), flat(27), dense()],
  'average pool 3/1, valid': [conv('a', [5, 5, 3]), pool('average-pool', 3, 1, 'valid', [3, 3, 3]), flat(27), dense()],
  'local response norm': [
    conv('a', [5, 5, 4]),
    { name: 'lrn', kind: 'local-response-norm', radius: 1, bias: 1, alpha: 0.5, beta: 0.75, output: [5, 5, 4] },
    flat(100),
    dense(),
  ],
  'local response norm over 2 channels each way, as Caffe has it': [
    conv('a', [5, 5, 6]),
    { name: 'lrn', kind: 'local-response-norm', radius: 2, bias: 1, alpha: 0.2, beta: 0.75, output: [5, 5, 6] },
    flat(150),
    dense(),
  ],
  'concat of relus': [
    conv('a', [5, 5, 3]),
    conv('b', [5, 5, 2], { inputs: ['a'] }),
    relu([5, 5, 2], 'b/relu'),
    conv('c', [5, 5, 1], { inputs: ['a'] }),
    relu([5, 5, 1], 'c/relu'),
    { name: 'concat', kind: 'concat', inputs: ['b/relu', 'a', 'c/relu'], output: [5, 5, 6] },
    flat(150),
    dense(),
  ],
  // Windows of 5 in 2: 0 to 2 and 2 to 4; in 3: 0 to 1, 1 to 3, 3 to 4; in 7, more than there are, some alike.
  ...Object.fromEntries(
    [2, 3, 7].map((size) => [
      `adaptive average pool to ${size}`,
      [
        conv('a', [5, 5, 3]),
        { name: 'pool', kind: 'adaptive-average-pool', size, output: [size, size, 3] } as LayerSketch,
        conv('b', [size, size, 2]),
        flat(size * size * 2),
        dense(),
      ],
    ]),
  ),
  'global average pool': [conv('a', [5, 5, 3]), gap(3), dense()],
  'global average pool of logits, no dense layer': [conv('a', [5, 5, 2]), conv('b', [5, 5, CLASSES]), gap(CLASSES)],
  'dense with relu': [conv('a', [5, 5, 2]), flat(50), dense('hidden', 6), relu([1, 1, 6]), dense()],
  'a residual sum': [
    conv('a', [5, 5, 3]),
    conv('b', [5, 5, 3], { inputs: ['a'] }),
    relu([5, 5, 3], 'b/relu'),
    conv('c', [5, 5, 3]),
    { name: 'add', kind: 'add', inputs: ['c', 'a'], output: [5, 5, 3] },
    relu([5, 5, 3]),
    flat(75),
    dense(),
  ],
  'a sum of three with one of them twice': [
    conv('a', [5, 5, 3]),
    conv('b', [5, 5, 3], { kernel: [1, 1] }),
    { name: 'add', kind: 'add', inputs: ['b', 'a', 'b'], output: [5, 5, 3] },
    gap(3),
    dense(),
  ],
  'a layer read twice': [
    conv('a', [5, 5, 2]),
    { name: 'twice', kind: 'concat', inputs: ['a', 'a'], output: [5, 5, 4] },
    gap(4),
    dense(),
  ],
}

const HEADED = layerGraph(
  [5, 5, 2],
  CLASSES,
  [
    conv('a', [5, 5, 3], { bias: false }),
    norm([5, 5, 3]),
    relu([5, 5, 3]),
    conv('b', [5, 5, 2]),
    gap(2),
    dense(),
    { ...pool('average-pool', 3, 2, 'valid', [2, 2, 3]), name: 'head/pool', inputs: ['relu'], head: 'head' },
    { ...flat(12), name: 'head/flat', head: 'head' },
    { ...dense('head/linear'), head: 'head' },
  ],
  { head: 'head/linear' },
)

const CASES = [
  ...Object.entries(NETWORKS).map(([name, sketches]) => ({ name, graph: layerGraph([5, 5, 2], CLASSES, sketches) })),
  { name: 'an auxiliary head', graph: HEADED },
]

describe('loss and gradients agree with central differences in double precision', () => {
  it.each(CASES)('$name', ({ graph }) => {
    const data = split(4, 5, graph.input, CLASSES)
    const state = randomState(graph, 7)
    const { loss, gradients } = stepOf(graph, state, data)
    const input = inputOf(graph, data)
    const weights = weightsOf(graph, state)
    expect(Math.abs(loss - referenceLoss(input, weights))).toBeLessThan(3e-6)
    for (const [name, expected] of referenceGradients(input, weights)) {
      expect(difference(gradients.get(name) ?? [], expected), name).toBeLessThan(1e-4)
    }
  })
})

describe('two towers give the gradients of one', () => {
  it.each(CASES)('$name', ({ graph }) => {
    const data = split(6, 6, graph.input, CLASSES)
    const state = randomState(graph, 8)
    const one = stepOf(graph, state, data, 1)
    const two = stepOf(graph, state, data, 2)
    expect(Math.abs(two.loss - one.loss)).toBeLessThan(3e-6)
    for (const [name, expected] of one.gradients) {
      expect(difference(two.gradients.get(name) ?? [], expected), name).toBeLessThan(1e-4)
    }
  })

  it('with batch norm: the towers share their statistics, which differ much between them', () => {
    const { graph } = CASES.find(({ name }) => name === 'batch norm and relu') ?? { graph: HEADED }
    const bright = split(8, 9, graph.input, CLASSES)
    const images = bright.images.map((pixel, at) => (at < bright.images.length / 2 ? Math.floor(pixel / 4) : pixel))
    const data = { ...bright, images }
    const state = randomState(graph, 10)
    const expected = referenceGradients(inputOf(graph, data), weightsOf(graph, state))
    const { gradients } = stepOf(graph, state, data, 4)
    for (const [name, values] of expected) {
      expect(difference(gradients.get(name) ?? [], values), name).toBeLessThan(1e-4)
    }
  })
})

/**
 * oneDNN's fusion of BiasAddGrad takes all outputs of a node for one. The gradient of a concatenation is such a node,
 * and here nothing stands between it and the convolutions' and the dense layer's biases.
 */
describe('biased layers directly before a concatenation have their own gradients', () => {
  const branch = (name: string, channels: number) => conv(name, [5, 5, channels], { inputs: ['a'] })
  it.each([
    {
      name: 'convolutions',
      sketches: [
        conv('a', [5, 5, 3]),
        branch('b', 2),
        branch('c', 3),
        branch('d', 4),
        { name: 'concat', kind: 'concat', inputs: ['b', 'c', 'd'], output: [5, 5, 9] } as const,
        flat(225),
        dense(),
      ],
    },
    {
      name: 'convolutions in groups, dilated, with a connection table and of each map',
      sketches: [
        conv('a', [5, 5, 4]),
        { ...branch('b', 2), groups: 2 },
        { ...branch('c', 3), dilation: 2 },
        { ...branch('d', 2), connections: [[0, 1], [3]] },
        depthwise('e', [5, 5, 4], { inputs: ['a'] }),
        { name: 'concat', kind: 'concat', inputs: ['b', 'c', 'd', 'e'], output: [5, 5, 11] } as const,
        flat(275),
        dense(),
      ] as readonly LayerSketch[],
    },
    {
      name: 'dense layers',
      sketches: [
        conv('a', [5, 5, 3]),
        gap(3),
        { ...dense('b', 2), inputs: ['gap'] },
        { ...dense('c', 4), inputs: ['gap'] },
        { name: 'concat', kind: 'concat', inputs: ['b', 'c'], output: [1, 1, 6] } as const,
        dense(),
      ],
    },
  ])('$name', ({ sketches }) => {
    const graph = layerGraph([5, 5, 2], CLASSES, sketches)
    const data = split(4, 12, graph.input, CLASSES)
    const state = randomState(graph, 13)
    const expected = referenceGradients(inputOf(graph, data), weightsOf(graph, state))
    for (const towers of [1, 2]) {
      const { gradients } = stepOf(graph, state, data, towers)
      for (const [name, values] of expected) {
        expect(difference(gradients.get(name) ?? [], values), `${name}, ${towers} towers`).toBeLessThan(1e-4)
      }
    }
  })
})

describe('dropout', () => {
  const units = 40
  const graph = layerGraph([5, 5, 2], CLASSES, [
    flat(50),
    dense('hidden', units),
    { name: 'dropout', kind: 'dropout', rate: 0.25, output: [1, 1, units] },
    dense(),
  ])
  const state = randomState(graph, 14)

  /** A unit that was dropped gives its row of the last kernel no gradient; with one image that shows the mask. */
  function maskOf(step: number, seed = 11): readonly number[] {
    const { gradients } = stepOf(graph, state, split(1, 15, graph.input, CLASSES), 1, step, seed)
    const kernel = Array.from(gradients.get('linear/kernel') ?? [])
    return Array.from({ length: units }, (_, unit) => (kernel[unit * CLASSES] === 0 ? 0 : 1 / 0.75))
  }

  it('scales what it keeps, and its gradients are those of the network with that mask', () => {
    const data = split(1, 15, graph.input, CLASSES)
    const mask = Float64Array.from(maskOf(3))
    const input = { ...inputOf(graph, data), masks: { dropout: mask } }
    const { loss, gradients } = stepOf(graph, state, data, 1, 3)
    expect(Math.abs(loss - referenceLoss(input, weightsOf(graph, state)))).toBeLessThan(3e-6)
    for (const [name, expected] of referenceGradients(input, weightsOf(graph, state))) {
      expect(difference(gradients.get(name) ?? [], expected), name).toBeLessThan(1e-4)
    }
  })

  it('drops its share', () => {
    const kept = Array.from({ length: 10 }, (_, step) => maskOf(step)).flat()
    const share = kept.filter((factor) => factor === 0).length / kept.length
    expect(share).toBeGreaterThan(0.18)
    expect(share).toBeLessThan(0.32)
  })

  it('has the same mask when a step is repeated, and another at another step or seed', () => {
    expect(maskOf(5)).toEqual(maskOf(5))
    expect(maskOf(5)).not.toEqual(maskOf(6))
    expect(maskOf(5)).not.toEqual(maskOf(5, 12))
  })

  it('drops the same numbers however many towers there are', () => {
    const data = split(8, 16, graph.input, CLASSES)
    const one = stepOf(graph, state, data, 1)
    const four = stepOf(graph, state, data, 4)
    for (const [name, expected] of one.gradients) {
      expect(difference(four.gradients.get(name) ?? [], expected), name).toBeLessThan(1e-4)
    }
  })
})
