import { describe, expect, it } from 'vitest'
import { initialNetwork } from '../../../main/export/exported-network'
import { filesOf } from '../../../main/export/write-network'
import { importWeights } from '../../../main/models/import-weights'
import { decodeNpz } from '../../../main/store/npz'
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from '../../../main/store/safetensors'
import { miniGooglenet } from '../../../shared/architecture/mini-googlenet'
import { graphOf } from '../../shared/architecture/architectures'

const architecture = miniGooglenet
const graph = graphOf(architecture)
const network = initialNetwork(architecture, graph, 3)

/** The weights as an export's file holds them. */
function exported(format: 'pytorch' | 'keras'): Map<string, NamedTensor> {
  const [, file] = filesOf(network, format)
  if (!(file?.content instanceof Uint8Array)) throw new Error('no weights')
  const read = format === 'keras' ? decodeNpz(file.content, file.name) : decodeSafetensors(file.content, file.name)
  if (!read.ok) throw new Error(read.error.message)
  return new Map('tensors' in read.value ? read.value.tensors : read.value)
}

function refusal(tensors: ReadonlyMap<string, NamedTensor>): string {
  const result = importWeights(architecture, graph, tensors, 'FILE')
  if (result.ok) throw new Error('this was to be refused')
  return result.error.message
}

describe('weights that come back', () => {
  it.each([
    ['workbench', () => network.tensors],
    ['pytorch', () => exported('pytorch')],
    ['keras', () => exported('keras')],
  ] as const)('by the names of %s are those that went', (naming, tensors) => {
    const result = importWeights(architecture, graph, tensors(), 'FILE')
    if (!result.ok) throw new Error(result.error.message)
    expect(result.value.naming).toBe(naming)
    expect(result.value.withoutHeads).toEqual([])
    expect([...result.value.tensors.keys()]).toEqual([...network.tensors.keys()])
    for (const [name, { shape, values }] of network.tensors) {
      const back = result.value.tensors.get(name)
      expect(back?.shape, name).toEqual(shape)
      expect(back?.values, name).toEqual(values)
    }
  })

  it('may lack the auxiliary classifiers, which are left out then', () => {
    const trunk = [...exported('pytorch')].filter(([name]) => !name.startsWith('auxiliary'))
    const result = importWeights(architecture, graph, new Map(trunk), 'FILE')
    if (!result.ok) throw new Error(result.error.message)
    expect(result.value.withoutHeads).toEqual(['auxiliary1', 'auxiliary2'])
    expect(result.value.graph.outputs.map(({ head }) => head)).toEqual(['main'])
  })

  it('are refused with the tensor that is missing, foreign or of another shape', () => {
    const whole = exported('pytorch')
    const missing = new Map(whole)
    missing.delete('module2.conv_3x3.conv.weight')
    expect(refusal(missing)).toBe(
      'FILE does not hold the weights of mini-googlenet, by the names of the exported PyTorch source: it lacks module2.conv_3x3.conv.weight of shape [32, 24, 3, 3].',
    )
    const tensor = { shape: [2], values: Float32Array.of(1, 2) }
    expect(refusal(new Map([...whole, ['module2.conv_3x3.conv.weights', tensor]]))).toMatch(
      /: it has module2\.conv_3x3\.conv\.weights, which that network has not \(near is module2\.conv_3x3\.conv\.weight\)\.$/,
    )
    expect(refusal(new Map([...whole, ['linear.bias', tensor]]))).toMatch(
      /: linear\.bias is \[2\] in it, and \[10\] in the network\.$/,
    )
    const partHead = [...whole].filter(([name]) => name !== 'auxiliary1.linear.bias')
    expect(refusal(new Map(partHead))).toMatch(/: it lacks auxiliary1\.linear\.bias of shape \[10\]\.$/)
  })
})

describe('a safetensors file of PyTorch', () => {
  it('may count batches in whole numbers, which nothing here asks for', () => {
    const plain = encodeSafetensors({
      tensors: new Map([['w', { shape: [1], values: Float32Array.of(5) }]]),
      metadata: new Map(),
    })
    const text =
      '{"n.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}'
    const length = Buffer.alloc(8)
    length.writeBigUInt64LE(BigInt(text.length))
    const file = Buffer.concat([length, Buffer.from(text), Buffer.alloc(8), plain.subarray(plain.length - 4)])
    const counted = (name: string): boolean => name.endsWith('num_batches_tracked')
    const read = decodeSafetensors(file, 'FILE', counted)
    if (!read.ok) throw new Error(read.error.message)
    expect([...read.value.tensors]).toEqual([['w', { shape: [1], values: Float32Array.of(5) }]])
    expect(decodeSafetensors(file, 'FILE').ok).toBe(false)
  })
})
