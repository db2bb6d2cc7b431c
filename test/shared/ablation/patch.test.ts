import { describe, expect, it } from 'vitest'
import { applyEdits, EditMisfit } from '../../../shared/ablation/edit'
import { editSentence } from '../../../shared/ablation/edit-sentence'
import { PatchOperation, patchEdits } from '../../../shared/ablation/patch'
import { miniGooglenet } from '../../../shared/architecture/mini-googlenet'
import { graphOf } from '../architecture/architectures'

const edits = (...patch: readonly unknown[]) =>
  patchEdits(
    miniGooglenet,
    patch.map((operation) => PatchOperation.parse(operation)),
  )

describe('a patch of a study’s own', () => {
  it.each<[unknown, readonly string[]]>([
    [{ set: { block: 'stem', kernel: 5, filters: 16 } }, ['stem: kernel 3x3 → 5x5', 'stem: filters 32 → 16']],
    [{ set: { block: 'module1/3x3', kernel: [1, 3] } }, ['module1: 3x3 kernel 3x3 → 1x3']],
    [{ set: { block: 'module1', reduce3x3: 'none' } }, ['module1: 3x3 reduction 16 → none']],
    [{ set: { block: 'auxiliary1/dropout', rate: 0.1 } }, ['auxiliary1: dropout rate 0.5 → 0.1']],
    [{ set: { normalisation: 'none' } }, ['all: normalisation batch → none']],
    [{ set: { auxiliary: 'auxiliary2', normalisation: 'batch' } }, ['auxiliary2: normalisation none → batch']],
    [{ remove: { block: 'module1/3x3-reduce' } }, ['module1/3x3-reduce removed']],
    [{ remove: { branch: 'module2/pool' } }, ['module2: branch pool removed']],
    [{ remove: { auxiliary: 'auxiliary1' } }, ['auxiliary1 removed']],
    [
      {
        replace: {
          block: 'pool1',
          with: [{ kind: 'convolution', name: 'down', kernel: 3, filters: 32, stride: 2 }],
        },
      },
      ['pool1 replaced by 3x3 convolution down of 32'],
    ],
    [
      { insert: { after: 'pool1', blocks: { kind: 'dropout', name: 'early', rate: 0.1 } } },
      ['dropout early added after pool1'],
    ],
    [
      {
        insert: {
          into: 'module1',
          branch: { name: '7x7', blocks: [{ kind: 'convolution', name: '7x7', kernel: 7, filters: 8 }] },
        },
      },
      ['module1: branch 7x7 added with 7x7 convolution 7x7 of 8'],
    ],
  ])('%j says what it changes, and builds', (operation, expected) => {
    expect(edits(operation).map(editSentence)).toEqual(expected)
    graphOf(applyEdits(miniGooglenet, edits(operation)))
  })

  it('makes each step of what is there after those before it', () => {
    const steps = edits(
      { insert: { after: 'stem', blocks: { kind: 'convolution', name: 'second', kernel: 3, filters: 8 } } },
      { set: { block: 'second', filters: 12 } },
    )
    expect(steps.map(editSentence)).toEqual(['3x3 convolution second of 8 added after stem', 'second: filters 8 → 12'])
  })

  it('changes nothing where all is so already', () => {
    expect(edits({ set: { block: 'stem', filters: 32 } }, { set: { normalisation: 'batch' } })).toEqual([])
  })

  it.each<[unknown, string]>([
    [{ set: { block: 'stemm', kernel: 5 } }, 'mini-googlenet has no block stemm; did you mean stem?'],
    [{ set: { block: 'stem', kernels: 5 } }, 'stem is a convolution, which has no kernels'],
    [{ set: { block: 'stem', name: 'other' } }, 'stem keeps its name: replace it instead'],
    [{ set: { depth: 2 } }, 'set without a block is of normalisation, none or batch, and says depth'],
    [{ remove: { branch: 'module1/7x7' } }, 'module1 has no branch 7x7; it has 1x1, 3x3, 5x5, pool'],
    [
      { remove: { auxiliary: 'auxiliary3' } },
      'mini-googlenet has no auxiliary classifier auxiliary3; did you mean auxiliary1?',
    ],
    [{ insert: { into: 'stem', branch: { name: 'a', blocks: [] } } }, 'stem is no module: it has no branches'],
  ])('%j is refused', (operation, message) => {
    expect(() => edits(operation)).toThrow(new EditMisfit(message))
  })

  it('refuses a key set to what the block cannot have', () => {
    expect(() => edits({ set: { block: 'stem', filters: 0 } })).toThrow(EditMisfit)
  })
})
