import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadModelGraph } from '../../../main/models/load-graph'
import { layerNamed } from '../../../shared/architecture/layer-graph'
import { networkCost, nonTrainableNumbers } from '../../../shared/cost/cost'
import { numbers, unwrap } from '../engine/builders'

const read = (file: string) => unwrap(loadModelGraph(new URL(`./foreign/${file}`, import.meta.url).pathname))

/** Numbers as the frameworks count them: foreign/make_models.py printed them. */
describe('a model that Keras or PyTorch wrote', () => {
  it.each([
    { file: 'sequential.keras', trained: 1890, untrained: 48, classes: 10 },
    { file: 'functional.keras', trained: 2505, untrained: 16, classes: 5 },
    { file: 'student.onnx', trained: 1701, untrained: 16, classes: 5 },
  ])('is counted to the last number: $file', ({ file, trained, untrained, classes }) => {
    const { graph } = read(file)
    expect({
      trained: networkCost(graph).inference.parameters,
      untrained: graph.layers.reduce((sum, layer) => sum + nonTrainableNumbers(layer), 0),
      classes: graph.classes,
    }).toEqual({ trained, untrained, classes })
  })

  it('has a separable convolution as the two that it is made of, and a batch norm without its shift', () => {
    const { graph } = read('sequential.keras')
    const kinds = graph.layers.map(({ name, kind }) => `${name} ${kind}`)
    expect(kinds.slice(3, 8)).toEqual([
      'conv2d/relu relu',
      'max_pooling2d max-pool',
      'separable_conv2d/depthwise depthwise-convolution',
      'separable_conv2d/pointwise convolution',
      'separable_conv2d/relu relu',
    ])
    expect(layerNamed(graph, 'batch_normalization')).toMatchObject({ kind: 'batch-norm', shift: false })
  })

  it('shows what is not known here, with its numbers, and says so', () => {
    const { graph, notes } = read('functional.keras')
    expect(layerNamed(graph, 'conv2d_transpose')).toMatchObject({
      kind: 'opaque',
      operation: 'Conv2DTranspose',
      output: [32, 32, 12],
      numbers: { trained: 1164, untrained: 0 },
    })
    expect(notes).toContain(
      'conv2d_transpose is a layer that is not known here, Conv2DTranspose: it is shown, and its 1,164 numbers are counted, not its multiply-adds.',
    )
  })

  it('counts what was learned, not the constants that an exporter writes an operation out with', () => {
    const { graph } = read('student.onnx')
    const opaque = graph.layers.flatMap((layer) =>
      layer.kind === 'opaque' ? [[layer.operation, layer.numbers?.trained ?? 0]] : [],
    )
    expect(opaque).toEqual([
      ['PRelu', 8],
      ['Mul', 0],
      ['AveragePool', 0],
      ['ConvTranspose', 260],
      ['Reshape', 0],
      ['InstanceNormalization', 0],
      ['Reshape', 0],
      ['Mul', 4],
      ['Add', 4],
    ])
    expect(layerNamed(graph, 'features/features.7/ConvTranspose').output).toEqual([32, 32, 4])
  })

  it('is read as the exporter of today writes it too', () => {
    const { graph } = read('student-dynamo.onnx')
    expect(graph.classes).toBe(5)
    expect(layerNamed(graph, 'node_linear')).toMatchObject({ kind: 'dense', output: [1, 1, 5] })
  })
})

const scratch = mkdtempSync(join(tmpdir(), 'ablation-workbench-damaged-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe('a damaged model', () => {
  it.each(['student.onnx', 'student-dynamo.onnx', 'functional.keras', 'sequential.keras'])(
    'is read or refused in a sentence, never more: %s',
    (file) => {
      const whole = readFileSync(new URL(`./foreign/${file}`, import.meta.url))
      const next = numbers(1)
      for (let round = 0; round < 150; round += 1) {
        const damaged = Uint8Array.from(round % 3 === 0 ? whole.subarray(0, Math.floor(next() * whole.length)) : whole)
        for (let change = 0; change < (round % 3) * 4; change += 1)
          damaged[Math.floor(next() * damaged.length)] = Math.floor(next() * 256)
        const path = join(scratch, file)
        writeFileSync(path, damaged)
        const result = loadModelGraph(path)
        if (!result.ok) expect(result.error).toMatchObject({ kind: 'input', message: expect.stringMatching(/\.$/) })
      }
    },
  )
})
