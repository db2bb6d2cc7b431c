import { describe, expect, it } from 'vitest'
import { googlenet } from '../../../shared/architecture/googlenet'
import { googlenetTorchvision } from '../../../shared/architecture/googlenet-torchvision'
import { diffTree } from '../../../shared/diff/diff-tree'
import { summarise } from '../../../shared/diff/summary'
import { graphOf } from '../architecture/architectures'

const MODULES = ['3a', '3b', '4a', '4b', '4c', '4d', '4e', '5a', '5b']

describe('googlenet → googlenet-torchvision', () => {
  const tree = diffTree(graphOf(googlenet), graphOf(googlenetTorchvision))

  // facts.md section 2: 3x3 where the paper has 5x5, batch norm, no conv bias, no LRN, dropout 0.2, last pool 2x2,
  // adaptive 4x4 auxiliary pools; and nothing else.
  it('lists exactly the differences that torchvision’s variant has', () => {
    expect(summarise(tree).map(({ sign, what, places }) => [sign, what, places])).toEqual([
      ['-', 'local response norm', 'norm1, norm2'],
      ['+', 'batch norm', 'behind all 59 convolutions'],
      ['~', 'bias yes → no', 'all 59 convolutions'],
      ['~', 'kernel 5×5 → 3×3', `5x5 of ${MODULES.join(', ')}`],
      ['~', 'size 3×3 → 2×2', 'pool4'],
      ['~', 'rate 0.4 → 0.2', 'dropout'],
      ['~', '5×5 average pool, stride 3 → 4×4 adaptive average pool', 'pool of auxiliary1, auxiliary2'],
    ])
  })

  it('finds nothing renamed, moved or rewired for another reason', () => {
    const { renamed, moved, reordered, outputs, reshaped } = tree.diff
    expect({ renamed, moved, reordered, outputs, reshaped }).toEqual({
      renamed: { modules: [], branches: [], layers: [] },
      moved: [],
      reordered: [],
      outputs: null,
      reshaped: [],
    })
  })

  it('says what it costs', () => {
    expect([tree.inference.from.parameters, tree.inference.to.parameters]).toEqual([6_998_552, 6_624_904])
    const cost = (name: string) => tree.modules.find((module) => module.name === name)?.cost
    // 3a: 5x5 of 16 → 32 becomes 3x3: 16·32·(25 − 9) weights less at 28² places.
    const saved = 16 * 32 * 16
    expect((cost('3a')?.to.weights ?? 0) - (cost('3a')?.from.weights ?? 0)).toBe(-saved)
    expect((cost('3a')?.to.macs ?? 0) - (cost('3a')?.from.macs ?? 0)).toBe(-saved * 28 * 28)
  })
})
