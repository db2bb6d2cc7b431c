import { describe, expect, it } from 'vitest'
import { googlenet } from '../../../shared/architecture/googlenet'
import { miniGooglenet } from '../../../shared/architecture/mini-googlenet'
import { ARCHITECTURES } from '../../../shared/architecture/registry'
import { planCode } from '../../../shared/exchange/code-plan'
import { kerasTensors, ownTensors, pytorchTensors } from '../../../shared/exchange/foreign-tensors'
import { graphOf } from '../architecture/architectures'

const planOf = (architecture: typeof googlenet) => planCode(architecture, graphOf(architecture))

describe('how a network is written', () => {
  it('makes one class of GoogLeNet’s nine modules and one of its two heads', () => {
    const { kinds } = planOf(googlenet)
    expect(kinds.map(({ name, uses }) => [name, uses.length])).toEqual([
      ['Inception', 9],
      ['AuxiliaryClassifier', 2],
    ])
  })

  it('makes parameters of the widths that differ, and numbers of the others', () => {
    const [inception, head] = planOf(googlenet).kinds
    expect(inception?.varied).toEqual([
      'inputs',
      'conv_1x1',
      'conv_3x3_reduce',
      'conv_3x3',
      'conv_5x5_reduce',
      'conv_5x5',
      'pool_projection',
    ])
    // Table 1: 4a has 512 outputs, 4d 528; both heads have 128 filters and 1024 units.
    expect(head?.varied).toEqual(['inputs'])
  })

  it('makes classes of their own of modules with other parts', () => {
    const [first, ...blocks] = miniGooglenet.blocks
    const odd = blocks.map((block) =>
      block.kind === 'inception' && block.name === 'module2' ? { ...block, reduce3x3: 'none' as const } : block,
    )
    const { kinds } = planOf({ ...miniGooglenet, blocks: first ? [first, ...odd] : odd, auxiliary: [] })
    expect(kinds.map(({ name, uses }) => [name, uses.map((use) => use.name)])).toEqual([
      ['InceptionA', ['module1', 'module3']],
      ['InceptionB', ['module2']],
    ])
  })
})

describe.each(ARCHITECTURES)('names of the tensors of $name', (architecture) => {
  const plan = planOf(architecture)

  it.each([
    ['PyTorch', pytorchTensors],
    ['Keras', kerasTensors],
  ])('%s has each once', (_, tensorsOf) => {
    const tensors = tensorsOf(plan)
    expect(new Set(tensors.map(({ name }) => name)).size).toBe(tensors.length)
    expect(tensors.map(({ own }) => own.name).toSorted()).toEqual(
      ownTensors(plan)
        .map(({ name }) => name)
        .toSorted(),
    )
  })
})
