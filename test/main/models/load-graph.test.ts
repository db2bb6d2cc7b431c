import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import { loadModelGraph } from '../../../main/models/load-graph'
import { WireWriter } from '../../../main/store/wire-writer'

const folder = mkdtempSync(join(tmpdir(), 'ablation-workbench-models-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function saved(name: string, bytes: Uint8Array): string {
  const file = join(folder, name)
  writeFileSync(file, bytes)
  return file
}

function refusal(file: string): string {
  const result = loadModelGraph(file)
  if (result.ok) throw new Error('this was to be refused')
  expect(result.error.kind).toBe('input')
  return result.error.message.replaceAll(file, 'FILE')
}

interface NodeSketch {
  readonly operation: string
  readonly inputs: readonly string[]
  readonly output: string
  readonly integers?: Readonly<Record<string, readonly number[]>>
  readonly integer?: Readonly<Record<string, number>>
}

/** An ONNX file by hand: an input `x` [N, 3, 8, 8] and the weights' shapes. */
function onnxFile(
  name: string,
  nodes: readonly NodeSketch[],
  weights: Readonly<Record<string, readonly number[]>>,
): string {
  const model = new WireWriter()
  model.integer(1, 8)
  model.message(7, (graph) => {
    for (const { operation, inputs, output, integers = {}, integer = {} } of nodes)
      graph.message(1, (node) => {
        for (const input of inputs) node.text(1, input)
        node.text(2, output)
        node.text(3, output)
        node.text(4, operation)
        for (const [key, values] of Object.entries(integers))
          node.message(5, (attribute) => {
            attribute.text(1, key)
            attribute.integers(8, values)
          })
        for (const [key, value] of Object.entries(integer))
          node.message(5, (attribute) => {
            attribute.text(1, key)
            attribute.integer(3, value)
          })
      })
    for (const [weight, dims] of Object.entries(weights))
      graph.message(5, (tensor) => {
        tensor.integers(1, dims)
        tensor.integer(2, 1)
        tensor.text(8, weight)
      })
    graph.message(11, (value) => {
      value.text(1, 'x')
      value.message(2, (type) =>
        type.message(1, (tensor) =>
          tensor.message(2, (shape) => {
            shape.message(1, (size) => size.text(2, 'N'))
            for (const count of [3, 8, 8]) shape.message(1, (size) => size.integer(1, count))
          }),
        ),
      )
    })
    graph.message(12, (value) => value.text(1, nodes.at(-1)?.output ?? ''))
  })
  return saved(name, model.finish())
}

describe('an ONNX file of other origin', () => {
  const file = onnxFile(
    'other.onnx',
    [
      // PyTorch's padding: three on both sides, where SAME has two and three. ⌊(8 + 6 − 7)/2⌋ + 1 = 4 = ⌈8/2⌉
      {
        operation: 'Conv',
        inputs: ['x', 'w1'],
        output: 'body/conv',
        integers: { pads: [3, 3, 3, 3], strides: [2, 2] },
      },
      { operation: 'Relu', inputs: ['body/conv'], output: 'body/relu' },
      { operation: 'HardSwish', inputs: ['body/relu'], output: 'body/swish' },
      { operation: 'GlobalAveragePool', inputs: ['body/swish'], output: 'pool' },
      { operation: 'Flatten', inputs: ['pool'], output: 'rows', integer: { axis: 1 } },
      { operation: 'Gemm', inputs: ['rows', 'w2', 'b2'], output: 'logits', integer: { transB: 1 } },
    ],
    { w1: [4, 3, 7, 7], w2: [5, 4], b2: [5] },
  )

  it('becomes layers, and what is unknown an opaque one, said so', () => {
    const result = loadModelGraph(file)
    if (!result.ok) throw new Error(result.error.message)
    const { graph, notes } = result.value
    expect(graph.layers.map(({ name, kind, output }) => `${name} ${kind} ${output.join('x')}`)).toEqual([
      'input input 8x8x3',
      'body/conv convolution 4x4x4',
      'body/relu relu 4x4x4',
      'body/swish opaque 4x4x4',
      'pool global-average-pool 1x1x4',
      'logits dense 1x1x5',
    ])
    expect(graph.layers[1]).toMatchObject({ kernel: [7, 7], stride: 2, padding: 'same', bias: false, module: 'body' })
    expect(graph.outputs).toEqual([{ head: 'main', layer: 'logits' }])
    expect(notes).toEqual([
      'body/conv pads [3, 3, 3, 3] where “same” pads [2, 2, 3, 3]; its map is as large, so it is shown as “same”.',
      'body/swish is an operation that is not known here, HardSwish: it is shown, not counted; the file does not say its shape, 4×4×4 is assumed.',
    ])
  })

  it.each([
    ['cut off', (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 9)],
    ['of zeros', () => new Uint8Array(100)],
    ['of other bytes', () => Uint8Array.from({ length: 100 }, (_, index) => (7 * index + 3) % 256)],
    ['empty', () => new Uint8Array()],
  ])('is refused where it is %s', (what, damage) => {
    const whole = new WireWriter()
    whole.message(7, (graph) => graph.text(2, 'a graph without anything in it'))
    expect(refusal(saved(`${what}.onnx`, damage(whole.finish())))).toMatch(/^The network of FILE cannot be read: /)
  })

  it('is refused with the place where a kernel does not fit its map', () => {
    const wrong = onnxFile('wrong.onnx', [{ operation: 'Conv', inputs: ['x', 'w'], output: 'conv' }], {
      w: [4, 5, 3, 3],
    })
    expect(refusal(wrong)).toBe('The network of FILE cannot be read: conv has a kernel for 5 maps, and reads 3.')
    const large = onnxFile('large.onnx', [{ operation: 'Conv', inputs: ['x', 'w'], output: 'conv' }], {
      w: [4, 3, 9, 9],
    })
    expect(refusal(large)).toBe('The network of FILE cannot be read: conv has a window larger than its map of 8×8.')
  })
})

function kerasFile(name: string, config: unknown): string {
  return saved(name, zipSync({ 'config.json': new TextEncoder().encode(JSON.stringify(config)) }))
}

const tensor = (name: string, shape: readonly (number | null)[]) => ({
  class_name: '__keras_tensor__',
  config: { shape, dtype: 'float32', keras_history: [name, 0, 0] },
})
const IMAGE = [null, 8, 8, 3]

describe('a Keras file of other origin', () => {
  const layers = [
    { class_name: 'InputLayer', name: 'images', config: { batch_shape: IMAGE, name: 'images' }, inbound_nodes: [] },
    {
      class_name: 'Conv2D',
      name: 'conv',
      config: {
        name: 'conv',
        filters: 4,
        kernel_size: [3, 3],
        strides: [2, 2],
        padding: 'same',
        activation: 'relu',
        use_bias: true,
      },
      inbound_nodes: [{ args: [tensor('images', IMAGE)], kwargs: {} }],
    },
    {
      class_name: 'SpatialDropout2D',
      name: 'odd',
      config: { name: 'odd', rate: 0.5 },
      inbound_nodes: [{ args: [tensor('conv', [null, 4, 4, 4])], kwargs: {} }],
    },
    {
      class_name: 'Concatenate',
      name: 'both',
      config: { name: 'both', axis: -1 },
      inbound_nodes: [{ args: [[tensor('conv', [null, 4, 4, 4]), tensor('odd', [null, 4, 4, 4])]], kwargs: {} }],
    },
    {
      class_name: 'GlobalAveragePooling2D',
      name: 'pool',
      config: { name: 'pool' },
      inbound_nodes: [{ args: [tensor('both', [null, 4, 4, 8])], kwargs: {} }],
    },
    {
      class_name: 'Dense',
      name: 'logits',
      config: { name: 'logits', units: 5, activation: 'softmax', use_bias: true },
      inbound_nodes: [{ args: [tensor('pool', [null, 8])], kwargs: {} }],
    },
  ]
  const model = { class_name: 'Functional', config: { name: 'm', layers, output_layers: [['logits', 0, 0]] } }
  const EXPECTED = [
    'input input 8x8x3',
    'conv convolution 4x4x4',
    'conv/relu relu 4x4x4',
    'odd opaque 4x4x4',
    'both concat 4x4x8',
    'pool global-average-pool 1x1x8',
    'logits dense 1x1x5',
    'logits/softmax opaque 1x1x5',
  ]

  it('becomes layers, in whatever order they are written', () => {
    const turned = { ...model, config: { ...model.config, layers: layers.toReversed() } }
    for (const [name, config] of Object.entries({ model, turned })) {
      const result = loadModelGraph(kerasFile(`${name}.keras`, config))
      if (!result.ok) throw new Error(result.error.message)
      const { graph, notes } = result.value
      expect(graph.layers.map(({ name, kind, output }) => `${name} ${kind} ${output.join('x')}`)).toEqual(EXPECTED)
      expect(notes[0]).toBe('odd is a layer that is not known here, SpatialDropout2D: it is shown, not counted.')
    }
  })

  it('is read as Keras 2 wrote it, and in sequence', () => {
    const sequence = layers.filter(({ name }) => !['odd', 'both'].includes(name))
    const result = loadModelGraph(
      kerasFile('sequence.keras', { class_name: 'Sequential', config: { layers: sequence } }),
    )
    if (!result.ok) throw new Error(result.error.message)
    expect(result.value.graph.layers.map(({ name }) => name)).toEqual([
      'input',
      'conv',
      'conv/relu',
      'pool',
      'logits',
      'logits/softmax',
    ])
    const old = layers.map((layer, index) => {
      const read = index === 0 ? [] : index === 3 ? ['conv', 'odd'] : [layers[index - 1]?.name]
      return { ...layer, inbound_nodes: index === 0 ? [] : [read.map((name) => [name, 0, 0, {}])] }
    })
    const second = loadModelGraph(kerasFile('old.keras', { ...model, config: { ...model.config, layers: old } }))
    if (!second.ok) throw new Error(second.error.message)
    expect(second.value.graph.layers.map(({ name, kind, output }) => `${name} ${kind} ${output.join('x')}`)).toEqual(
      EXPECTED,
    )
  })

  it.each([
    [
      'a subclassed model',
      { class_name: 'MyModel', config: {} },
      /is of the class MyModel, whose layers are not written in the file/,
    ],
    [
      'a circle',
      {
        ...model,
        config: { ...model.config, layers: [layers[0], { ...layers[1], inbound_nodes: [[['conv', 0, 0, {}]]] }] },
      },
      /conv reads conv, which is not there or reads it in turn/,
    ],
    [
      'a window larger than its map',
      {
        ...model,
        config: {
          ...model.config,
          layers: [
            layers[0],
            { ...layers[1], config: { ...layers[1]?.config, kernel_size: [9, 9], padding: 'valid' } },
          ],
        },
      },
      /conv has a window of 9 and a map of 8/,
    ],
    [
      'a map of 10^9 maps',
      {
        ...model,
        config: {
          ...model.config,
          layers: [layers[0], { ...layers[1], config: { ...layers[1]?.config, filters: 1e12 } }],
        },
      },
      /conv would give a map of 4 × 4 × 1000000000000/,
    ],
  ])('is refused: %s', (what, config, reason) => {
    expect(refusal(kerasFile(`${what.replaceAll(/\W/g, '-')}.keras`, config))).toMatch(reason)
  })

  it('is refused where it unpacks to more than it may, before it is unpacked', () => {
    const bomb = zipSync({ 'config.json': new Uint8Array(70_000_000) })
    expect(bomb.length).toBeLessThan(200_000)
    expect(refusal(saved('bomb.keras', bomb))).toMatch(/it unpacks to more than 67,108,864 bytes/)
  })

  it('is refused where it is no zip archive, or holds no configuration', () => {
    expect(refusal(saved('no-zip.keras', new TextEncoder().encode('not a zip')))).toMatch(
      /^FILE cannot be read as a zip archive: /,
    )
    expect(refusal(saved('other.keras', zipSync({ '../config.json': new Uint8Array(2) })))).toBe(
      'FILE is no model of Keras: it holds no config.json.',
    )
  })
})
