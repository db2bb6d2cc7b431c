import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ablate, LevelMisfit } from '../../../shared/ablation/ablate'
import { applyEdits, auxiliaryWeightAfter, EditMisfit } from '../../../shared/ablation/edit'
import { editSentence } from '../../../shared/ablation/edit-sentence'
import { expandInception } from '../../../shared/ablation/expand-inception'
import { FACTORS } from '../../../shared/ablation/factors'
import { levelName } from '../../../shared/ablation/level'
import { studyFactors } from '../../../shared/ablation/study-factors'
import { alexnet } from '../../../shared/architecture/alexnet'
import type { Architecture } from '../../../shared/architecture/architecture'
import { googlenet } from '../../../shared/architecture/googlenet'
import { inceptionV3 } from '../../../shared/architecture/inception-v3'
import { lenet5 } from '../../../shared/architecture/lenet5'
import { miniGooglenet } from '../../../shared/architecture/mini-googlenet'
import { ninCifar } from '../../../shared/architecture/nin-cifar'
import { parameters } from '../../../shared/architecture/parameters'
import { SMALL_ARCHITECTURES } from '../../../shared/architecture/registry'
import { vggCifar } from '../../../shared/architecture/vgg-cifar'
import { graphOf, network } from '../architecture/architectures'

/** Levels as a study writes them, of every factor: by name, and an example of each with parameters. */
const WRITTEN: Readonly<Record<string, readonly unknown[]>> = {
  ...Object.fromEntries(FACTORS.map(({ name, levels }) => [name, levels.map((level) => level.name)])),
  branches: ['all', { without: 'pool' }, { without: ['1x1', '5x5'] }],
  kernels: ['all', [1, 3], [3, 5], [1, 3, 7]],
  reduction: ['on', 'off', 'naive', { ratio: 0.25 }],
  factorisation: ['none', 'two-3x3', 'asymmetric', { asymmetric: 5 }],
  depth: [0.5, 1, 2],
  width: [0.5, 1, 1.5],
  dropout: ['on', 'off', 0.2, { rate: 0.7 }],
  classifier: ['as-is', 'gap', 'fully-connected', { hidden: 32, dropout: 0.5 }],
  auxiliary: ['on', 'off', 'lower', 'upper', 'batch-norm', { heads: 'lower', weight: 0.1, batchNorm: true }],
}

/** The architecture with one factor at a level. */
function at(architecture: Architecture, factor: string, level: unknown) {
  const { factors, problems } = studyFactors({ [factor]: [level] })
  expect(problems).toEqual([])
  return ablate(architecture, { [factor]: levelName(level) }, factors)
}

const sentences = (architecture: Architecture, factor: string, level: unknown) =>
  at(architecture, factor, level).edits.map(editSentence)

/** Levels of some factors, and the factors as a study has them. */
const anyLevels = fc
  .subarray(Object.keys(WRITTEN))
  .chain((names) =>
    fc.record(Object.fromEntries(names.map((name) => [name, fc.constantFrom(...(WRITTEN[name] ?? []))]))),
  )
  .map((levels) => ({
    levels: Object.fromEntries(Object.entries(levels).map(([name, level]) => [name, levelName(level)])),
    factors: studyFactors(Object.fromEntries(Object.entries(levels).map(([name, level]) => [name, [level]]))).factors,
  }))

/** An arm, or undefined where its levels do not go together. */
function armOf(base: Architecture, { levels, factors }: { levels: Record<string, string>; factors: typeof FACTORS }) {
  try {
    return ablate(base, levels, factors)
  } catch (error) {
    if (error instanceof LevelMisfit) return undefined
    throw error
  }
}

/** The same network, its Inception modules opened into branches. */
const opened: Architecture = {
  ...miniGooglenet,
  blocks: miniGooglenet.blocks.map((block) => (block.kind === 'inception' ? expandInception(block) : block)),
}

describe('an ablated architecture', () => {
  it('is the base with its edits made', () => {
    fc.assert(
      fc.property(anyLevels, (levels) => {
        const arm = armOf(miniGooglenet, levels)
        if (!arm) return
        expect(applyEdits(miniGooglenet, arm.edits)).toEqual(arm.architecture)
      }),
    )
  })

  it('is the same whatever order the levels stand in', () => {
    fc.assert(
      fc.property(anyLevels, ({ levels, factors }) => {
        const reversed = Object.fromEntries(Object.entries(levels).reverse())
        expect(armOf(miniGooglenet, { levels: reversed, factors })).toEqual(armOf(miniGooglenet, { levels, factors }))
      }),
    )
  })

  it('is the base where every level is on', () => {
    const levels = { pooling: 'on', reduction: 'on', auxiliary: 'on' }
    expect(ablate(miniGooglenet, levels)).toEqual({ architecture: miniGooglenet, edits: [] })
  })

  it('keeps the names of all layers that it does not touch', () => {
    const base = parameters(graphOf(miniGooglenet))
    const without = parameters(graphOf(ablate(miniGooglenet, { pooling: 'off' }).architecture))
    const names = new Set(base.map(({ name }) => name))
    expect(without.filter(({ name }) => !names.has(name))).toEqual([])
    expect(base.length - without.length).toBe(9) // kernel, scale and shift of three projections
  })

  it('keeps a pool that was left out out of the naive module', () => {
    const { architecture } = ablate(miniGooglenet, { reduction: 'naive', pooling: 'off' })
    expect(architecture).toEqual(ablate(miniGooglenet, { reduction: 'off', pooling: 'off' }).architecture)
  })
})

describe('an Inception module opened into branches', () => {
  it('has the same layers under the same names', () => {
    expect(opened.blocks.some(({ kind }) => kind === 'inception')).toBe(false)
    expect(graphOf(opened)).toEqual(graphOf(miniGooglenet))
  })

  it.each(Object.entries(WRITTEN).flatMap(([factor, levels]) => levels.map((level) => [factor, level] as const)))(
    'is ablated alike by %s at %j',
    (factor, level) => {
      const { missingIn } = FACTORS.find(({ name }) => name === factor) ?? {}
      if (missingIn?.(miniGooglenet) !== undefined) {
        expect(missingIn(opened)).toBe(missingIn(miniGooglenet))
        return
      }
      expect(graphOf(at(opened, factor, level).architecture)).toEqual(
        graphOf(at(miniGooglenet, factor, level).architecture),
      )
    },
  )
})

describe('a level says what it changes', () => {
  it.each<[Architecture, string, unknown, readonly string[]]>([
    [
      miniGooglenet,
      'reduction',
      // module1 reads 32 maps, module2 64, module3 96; the 3x3 reduction of module1 has 16 as it is.
      { ratio: 0.5 },
      [
        'module1: 5x5 reduction 8 → 16',
        'module2: 3x3 reduction 24 → 32',
        'module2: 5x5 reduction 8 → 32',
        'module3: 3x3 reduction 32 → 48',
        'module3: 5x5 reduction 12 → 48',
      ],
    ],
    [
      miniGooglenet,
      '1x1',
      'off',
      ['module1: 1x1 branch 16 → none', 'module2: 1x1 branch 24 → none', 'module3: 1x1 branch 32 → none'],
    ],
    [
      miniGooglenet,
      'branches',
      { without: '5x5' },
      ['module1: 5x5 branch 8 → none', 'module2: 5x5 branch 16 → none', 'module3: 5x5 branch 16 → none'],
    ],
    [miniGooglenet, 'pooling', 'average', [1, 2, 3].map((module) => `module${module}: pool max-pool → average-pool`)],
    [
      miniGooglenet,
      'pooling',
      'unprojected',
      ['module1: pool projection 16 → raw', 'module2: pool projection 24 → raw', 'module3: pool projection 32 → raw'],
    ],
    [miniGooglenet, 'kernels', [1, 3, 7], [1, 2, 3].map((module) => `module${module}: 5x5 kernel 5x5 → 7x7`)],
    [
      miniGooglenet,
      'factorisation',
      'two-3x3',
      [
        'module1/5x5 replaced by 3x3 convolution 5x5-1 of 8, 3x3 convolution 5x5-2 of 8',
        'module2/5x5 replaced by 3x3 convolution 5x5-1 of 16, 3x3 convolution 5x5-2 of 16',
        'module3/5x5 replaced by 3x3 convolution 5x5-1 of 16, 3x3 convolution 5x5-2 of 16',
      ],
    ],
    [
      miniGooglenet,
      'factorisation',
      { asymmetric: 5 },
      [8, 16, 16].map(
        (filters, index) =>
          `module${index + 1}/5x5 replaced by 1x5 convolution 5x5-1x5 of ${filters}, 5x1 convolution 5x5-5x1 of ${filters}`,
      ),
    ],
    [
      miniGooglenet,
      'non-linearity',
      'off',
      [1, 2, 3].flatMap((module) =>
        ['3x3-reduce', '5x5-reduce', 'pool-projection'].map(
          (layer) => `module${module}: ${layer} activation relu → none`,
        ),
      ),
    ],
    [ninCifar, 'non-linearity', 'off', [1, 2, 3, 4, 5, 6].map((number) => `cccp${number}: activation relu → none`)],
    [miniGooglenet, 'auxiliary', 'lower', ['auxiliary2 removed']],
    [miniGooglenet, 'auxiliary', 'upper', ['auxiliary1 removed']],
    [
      miniGooglenet,
      'auxiliary',
      { heads: 'upper', weight: 0.5, batchNorm: true },
      [
        'auxiliary1 removed',
        'auxiliary2: normalisation none → batch',
        'losses of the auxiliary classifiers weighed by 0.5',
      ],
    ],
    [miniGooglenet, 'batch-norm', 'off', ['all: normalisation batch → none']],
    [googlenet, 'batch-norm', 'on', ['all: normalisation none → batch']],
    [googlenet, 'lrn', 'off', ['norm1 removed', 'norm2 removed']],
    [miniGooglenet, 'dropout', 0.2, ['auxiliary1: dropout rate 0.5 → 0.2', 'auxiliary2: dropout rate 0.5 → 0.2']],
    [miniGooglenet, 'dropout', 'off', ['auxiliary1/dropout removed', 'auxiliary2/dropout removed']],
    [miniGooglenet, 'classifier', 'fully-connected', ['pool3 removed']],
    [miniGooglenet, 'classifier', { hidden: 64 }, ['pool3 replaced by dense layer hidden of 64']],
    [ninCifar, 'classifier', 'fully-connected', ['pool3 replaced by dense layer linear of classes']],
    [
      vggCifar,
      'classifier',
      'gap',
      ['hidden removed', 'dropout removed', 'global average pool gap added before linear'],
    ],
    [vggCifar, 'classifier', { hidden: 64, dropout: 0.3 }, ['hidden: units 512 → 64', 'dropout: rate 0.5 → 0.3']],
    [
      miniGooglenet,
      'depth',
      2,
      ['inception module2-2, inception module2-3 added after module2', 'inception module3-2 added after module3'],
    ],
    // 3a goes for 3b, 4b and 4c (4a and 4d have auxiliary classifiers) of five for three, 5a for 5b.
    [googlenet, 'depth', 0.5, ['3a removed', '4b removed', '4c removed', '5a removed']],
    [vggCifar, 'depth', 0.5, ['conv1-1 removed', 'conv2-1 removed', 'conv3-2 removed']],
    [
      vggCifar,
      'width',
      0.5,
      ['conv1-1', 'conv1-2', 'conv2-1', 'conv2-2', 'conv3-1', 'conv3-2', 'conv3-3', 'hidden'].map((block, index) => {
        const width = [64, 64, 128, 128, 256, 256, 256, 512][index] ?? 0
        return `${block}: ${block === 'hidden' ? 'units' : 'filters'} ${width} → ${width / 2}`
      }),
    ],
    [lenet5, 'connections', 'dense', ['c3: connection table table → none']],
  ])('of $0.name: $1 at $2', (architecture, factor, level, expected) => {
    expect(sentences(architecture, factor, level)).toEqual(expected)
    graphOf(at(architecture, factor, level).architecture)
  })

  it('by the weight that it gives the auxiliary classifiers', () => {
    expect(auxiliaryWeightAfter(at(miniGooglenet, 'auxiliary', { weight: 0.1 }).edits)).toBe(0.1)
    expect(auxiliaryWeightAfter(at(miniGooglenet, 'auxiliary', 'lower').edits)).toBeUndefined()
  })
})

describe('every factor', () => {
  it.each(SMALL_ARCHITECTURES)('makes of $name networks that build, wherever it has something to vary', (base) => {
    for (const [name, levels] of Object.entries(WRITTEN)) {
      const factor = FACTORS.find((candidate) => candidate.name === name)
      if (!factor || factor.missingIn(base) !== undefined) continue
      for (const level of levels) {
        const { factors } = studyFactors({ [name]: [level] })
        const arm = armOf(base, { levels: { [name]: levelName(level) }, factors })
        if (arm) graphOf(arm.architecture)
      }
    }
  })

  it('keeps groups that divide what they cut, at any width', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.02, max: 2, noNaN: true }), (width) => {
        graphOf(at(alexnet, 'width', width).architecture)
      }),
      { numRuns: 20 },
    )
  })

  it('finds the branches of Inception-v3 by what they see', () => {
    // Two 3x3 behind each other see 5; a 1x7 with a 7x1 sees 7, twice that 13.
    const without = sentences(inceptionV3, '5x5', 'off')
    expect(without.filter((sentence) => sentence.startsWith('mixed5b'))).toEqual([
      'mixed5b: branch 5x5 removed',
      'mixed5b: branch double-3x3 removed',
    ])
    expect(without.some((sentence) => sentence.startsWith('mixed6b'))).toBe(false)
  })
})

describe('a factor', () => {
  const plain = network([28, 28, 1], [{ kind: 'convolution', name: 'conv', kernel: 3, filters: 4 }])

  it.each<[string, string | undefined, string | undefined]>([
    ['1x1', 'a-network has no Inception module', undefined],
    ['3x3', 'a-network has no Inception module', undefined],
    ['5x5', 'a-network has no Inception module', undefined],
    ['branches', 'a-network has no Inception module', undefined],
    ['pooling', 'a-network has no Inception module', undefined],
    ['kernels', 'a-network has no Inception module', undefined],
    ['reduction', 'a-network has no 1x1 reduction', undefined],
    ['factorisation', undefined, undefined],
    ['non-linearity', 'a-network has no 1x1 reduction or projection with an activation', undefined],
    ['connections', 'a-network has no connection table', 'mini-googlenet has no connection table'],
    ['depth', undefined, undefined],
    ['batch-norm', undefined, undefined],
    ['lrn', 'a-network has no local response normalisation', 'mini-googlenet has no local response normalisation'],
    ['dropout', 'a-network has no dropout', undefined],
    ['classifier', undefined, undefined],
    ['auxiliary', 'a-network has no auxiliary classifier', undefined],
    ['width', undefined, undefined],
  ])('%s says why a network has nothing to vary', (name, ofPlain, ofMini) => {
    const factor = FACTORS.find((candidate) => candidate.name === name)
    expect(factor?.missingIn(plain)).toBe(ofPlain)
    expect(factor?.missingIn(miniGooglenet)).toBe(ofMini)
  })

  it('of widths does not touch a network whose connection table names its maps', () => {
    const width = FACTORS.find(({ name }) => name === 'width')
    expect(width?.missingIn(lenet5)).toBe('lenet5 has a connection table, at c3, which names its maps one by one')
  })

  it('is in the list above', () => {
    expect(FACTORS.map(({ name }) => name)).toHaveLength(17)
    expect(new Set(FACTORS.map(({ name }) => name)).size).toBe(17)
  })
})

describe('a level that does not fit', () => {
  it.each([
    ['kernels', [1, 3, 5, 7], 'module1 has branches of 1, 3, 5: kernels of 1, 3, 5, 7 would take 1 more than it has'],
    ['branches', { without: '7x7' }, 'mini-googlenet has no branch 7x7; it has 1x1, 3x3, 5x5, pool'],
  ])('%s at %j says why', (factor, level, reason) => {
    expect(() => at(miniGooglenet, factor, level)).toThrow(new LevelMisfit(factor, levelName(level), reason))
  })
})

describe('an edit that does not fit', () => {
  it.each([
    [{ kind: 'set-module-field', module: '9z', field: 'conv1x1', from: 1, to: 'none' }, 'has no Inception module 9z'],
    [
      { kind: 'set-module-field', module: 'module1', field: 'conv1x1', from: 7, to: 'none' },
      'module1.conv1x1 is 16, not 7',
    ],
    [{ kind: 'set-field', block: 'stem', field: 'filters', from: 16, to: 8 }, 'stem.filters is 32, not 16'],
    [{ kind: 'remove-block', block: 'module1/7x7' }, 'mini-googlenet has no block module1/7x7'],
    [{ kind: 'remove-branch', module: 'stem', branch: '1x1' }, 'stem is no module: it has no branches'],
    [{ kind: 'remove-branch', module: 'module1', branch: '7x7' }, 'module1 has no branch 7x7'],
    [
      { kind: 'set-normalisation', of: 'trunk', from: 'none', to: 'batch' },
      'the normalisation of trunk is batch, not none',
    ],
    [{ kind: 'remove-auxiliary', name: 'nobody' }, 'has no auxiliary classifier nobody'],
  ] as const)('%j throws', (edit, message) => {
    expect(() => applyEdits(miniGooglenet, [edit])).toThrow(EditMisfit)
    expect(() => applyEdits(miniGooglenet, [edit])).toThrow(message)
  })

  it('as an unknown level throws', () => {
    expect(() => ablate(miniGooglenet, { pooling: 'half' })).toThrow('factor pooling has no level half')
    expect(() => ablate(miniGooglenet, { depths: 'off' })).toThrow('unknown factor depths')
  })
})
