import { describe, expect, it } from 'vitest'
import { initialNetwork } from '../../../main/export/exported-network'
import { encodeOnnx } from '../../../main/export/onnx'
import { readOnnxGraph } from '../../../main/models/onnx-graph'
import { decodeOnnx } from '../../../main/models/onnx-model'
import type { Architecture } from '../../../shared/architecture/architecture'
import type { LayerGraph } from '../../../shared/architecture/layer-graph'
import { ARCHITECTURES } from '../../../shared/architecture/registry'
import { networkCost } from '../../../shared/cost/cost'
import { graphOf, network } from '../../shared/architecture/architectures'

function encoded(architecture: Architecture): { readonly graph: LayerGraph; readonly bytes: Uint8Array } {
  const graph = graphOf(architecture)
  const { tensors, origin } = initialNetwork(architecture, graph, 1)
  return { graph, bytes: encodeOnnx(graph, tensors, { title: architecture.title, origin }) }
}

describe('a small network as ONNX', () => {
  const { bytes } = encoded(
    network(
      [5, 5, 2],
      [
        { kind: 'convolution', name: 'conv', kernel: 3, filters: 4, stride: 2 },
        { kind: 'dropout', name: 'dropout', rate: 0.25 },
      ],
    ),
  )
  const model = decodeOnnx(bytes)

  it('says its versions and its one input and output', () => {
    // ModelProto: ir_version (1) = 8, producer_name (2)
    expect([...bytes.subarray(0, 3)]).toEqual([0x08, 8, 0x12])
    expect(model.opset).toBe(17)
    expect(model.inputs).toEqual([{ name: 'images', sizes: [-1, 2, 5, 5] }])
    expect(model.outputs).toEqual([{ name: 'logits', sizes: [-1, 2] }])
  })

  it('has its layers as nodes, paddings as numbers and weights with channels first', () => {
    expect(model.nodes.map(({ operation }) => operation)).toEqual([
      'Conv',
      'Relu',
      'Dropout',
      'GlobalAveragePool',
      'Flatten',
      'Gemm',
      'Identity',
    ])
    // ⌈5/2⌉ = 3 places: (3 − 1)·2 + 3 − 5 = 2 zeros
    expect(model.nodes[0]?.attributes.get('pads')).toEqual([1, 1, 1, 1])
    expect(model.initializers.get('conv/kernel')?.dims).toEqual([4, 2, 3, 3])
    expect(model.initializers.get('linear/kernel')?.dims).toEqual([2, 4])
  })
})

/** Those whose weights a test of seconds can write and read. */
const READ = ARCHITECTURES.filter((architecture) => networkCost(graphOf(architecture)).inference.parameters < 30e6)

describe.each(READ)('$name as ONNX, read back', (architecture) => {
  it('is the same network at inference, layer by layer', () => {
    const { graph, bytes } = encoded(architecture)
    const { graph: read, notes } = readOnnxGraph(bytes, architecture.name)
    const trunk = graph.layers.filter(({ head }) => head === undefined)
    const plain = trunk.map((layer) => (layer.kind === 'convolution' ? { ...layer, connections: undefined } : layer))
    expect(read.layers).toEqual(plain.map((layer) => JSON.parse(JSON.stringify(layer))))
    expect(read.outputs[0]).toEqual(graph.outputs[0])
    expect(notes).toEqual([])
  })
})
