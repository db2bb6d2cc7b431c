import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { miniGooglenet } from '../../../shared/architecture/mini-googlenet'
import { ARCHITECTURES } from '../../../shared/architecture/registry'
import { readArchitecture } from '../../../shared/study/architecture-file'
import { InlineArchitecture } from '../../../shared/study/architecture-schema'
import { planStudy } from '../../../shared/study/plan-study'
import { formatProblem } from '../../../shared/study/problem'
import { inStudy, NETWORK } from './inline-network'
import { planContext, studySource } from './sample-study'

const plan = (source: string) => planStudy(source, planContext())

describe('an architecture written in a study', () => {
  it('is planned like a built-in one', () => {
    const { planned, problems } = plan(inStudy(NETWORK))
    expect(problems).toEqual([])
    expect(planned?.plan.architecture).toBe('mine')
    expect(planned?.plan.arms.map(({ id }) => id)).toEqual(['base', 'auxiliary=off'])
    // stem 72 + 16; mixed: 1x1 32 + 8, 1x5 of two groups 5·4·4 + 8, 5x1 5·4·4 + 8, table 9·3 + 4; linear 18·10 + 10.
    expect(planned?.plan.arms[0]?.parameters).toBe(88 + 40 + 88 + 88 + 31 + 190)
    expect(planned?.trials[0]?.architecture.auxiliary.map(({ after }) => after)).toEqual(['mixed/factorised/row'])
  })

  it('has the trials of the built-in one that it repeats', () => {
    const { name: _, title, source, input, classes, ...rest } = miniGooglenet
    const written = JSON.stringify({ name: 'another-name', title, source, input, classes, ...rest })
    const ids = (architecture: string) => plan(studySource({ architecture })).planned?.trials.map(({ id }) => id)
    expect(ids(written)).toEqual(ids('mini-googlenet'))
  })

  it('has the same trials however it says what is so anyway', () => {
    const said = NETWORK.replace(
      'name: stem, kernel: 3, filters: 8',
      'name: stem, kernel: [3, 3], filters: 8, stride: 1, padding: same, dilation: 1, groups: 1, activation: relu',
    )
    const ids = (network: string) => plan(inStudy(network)).planned?.trials.map(({ id }) => id)
    expect(said).not.toBe(NETWORK)
    expect(ids(said)).toEqual(ids(NETWORK))
    expect(ids(NETWORK.replace('filters: 8', 'filters: 9, bias: true'))).not.toEqual(ids(NETWORK))
  })
})

describe('a file that holds an architecture', () => {
  it('gives it', () => {
    const read = readArchitecture(NETWORK)
    expect(read).toMatchObject({ ok: true, value: { name: 'mine', input: [28, 28, 1], classes: 10 } })
  })

  it('is no study: that has an architecture, and is not one', () => {
    expect(problemsOf(inStudy(NETWORK))).toEqual([
      'a.yaml:1:1: This is a study: the file of an architecture holds it alone, without the study around it. Allowed: name, title, source, input, classes, normalisation, blocks, auxiliary.',
    ])
  })

  it.each(ARCHITECTURES)('may repeat $name to the last setting', (architecture) => {
    const { printed: _, printedTotal: __, ...data } = architecture
    expect(readArchitecture(JSON.stringify(data))).toEqual({ ok: true, value: data })
  })
})

describe('the schema of an architecture', () => {
  it('can be given to an editor, with every key described or named', () => {
    const json = z.toJSONSchema(InlineArchitecture, { io: 'input' })
    expect(json.required).toEqual(['name', 'blocks'])
    const text = JSON.stringify(json)
    for (const kind of ['convolution', 'module', 'inception', 'adaptive-average-pool', 'dense'])
      expect(text).toContain(`"${kind}"`)
  })
})

const changed = (from: string | RegExp, to: string): string => {
  const text = NETWORK.replace(from, to)
  if (text === NETWORK) throw new Error(`${from} is not in the text`)
  return text
}

const problemsOf = (source: string): readonly string[] => {
  const read = readArchitecture(source)
  return read.ok ? [] : read.error.map((problem) => formatProblem('a.yaml', problem))
}

const KINDS =
  'convolution, depthwise-convolution, inception, module, max-pool, average-pool, adaptive-average-pool, local-response-norm, batch-norm, activation, dropout, global-average-pool, flatten, dense'

describe('an architecture with a mistake', () => {
  it.each([
    [
      'branches of different sizes',
      changed('kernel: [5, 1], filters: 4, dilation: 2', 'kernel: [5, 1], filters: 4, padding: valid'),
      'a.yaml:6:5: mine cannot take images of 28×28×1: branch factorised of mixed gives 10×14, the others 14×14: what is concatenated must have equal heights and widths.',
    ],
    [
      'groups that do not divide',
      changed('groups: 2', 'groups: 3'),
      'a.yaml:13:13: mine cannot take images of 28×28×1: mixed/factorised/row has 3 groups, which do not divide the 8 maps it reads: 8 = 2 · 3 + 2.',
    ],
    [
      'a connection to no map',
      changed('[7]', '[8]'),
      "a.yaml:15:33: mine cannot take images of 28×28×1: row 1 of mixed/table/conv's connection table names map 8, and mixed/table/conv reads maps 0 to 7.",
    ],
    [
      'a window larger than its map',
      changed('size: 3, stride: 2', 'size: 30, stride: 2, padding: valid'),
      'a.yaml:5:5: mine cannot take images of 28×28×1: pool needs a map of at least 30, and gets one of 28.',
    ],
    [
      'a head on nothing',
      changed('after: mixed/factorised/row', 'after: mixd'),
      'a.yaml:23:12: head reads "mixd", which is not a block of mine. Allowed: stem, pool, mixed, lrn, drop, gap, linear. Did you mean mixed?',
    ],
    [
      'a kind that is not there',
      changed('kind: dropout', 'kind: dropot'),
      `a.yaml:18:13: "dropot" is not allowed for blocks[4].kind. Allowed: ${KINDS}. Did you mean dropout?`,
    ],
    ['no kind', changed('kind: dropout, ', ''), `a.yaml:18:5: "kind" is missing in blocks[4]. Allowed: ${KINDS}.`],
    [
      'a key of another kind',
      changed('rate: 0.2', 'rat: 0.2, rate: 0.2'),
      'a.yaml:18:34: "rat" is not a key of blocks[4]. Allowed: kind, name, rate. Did you mean rate?',
    ],
    [
      'a width of a thousand million',
      changed('filters: 8', 'filters: 1000000000'),
      'a.yaml:4:58: blocks[0].filters is 1000000000: at most 1,000,000 is allowed.',
    ],
    [
      'a width that is a word',
      changed('filters: 8', 'filters: many'),
      'a.yaml:4:58: "many" is not allowed for blocks[0].filters. Allowed: classes.',
    ],
    [
      'a kernel that is a word',
      changed('kernel: 3, filters: 8', 'kernel: 3x3, filters: 8'),
      'a.yaml:4:46: blocks[0].kernel is "3x3": a number or a list is expected.',
    ],
    [
      'a name twice',
      changed('name: drop,', 'name: lrn,'),
      'a.yaml:18:28: The name "lrn" stands twice in this list: each stands once.',
    ],
    [
      'two branches of one name',
      changed('name: direct', 'name: pool'),
      'a.yaml:16:17: The name "pool" stands twice in this list: each stands once.',
    ],
    [
      'a name that is a path',
      changed('name: drop,', 'name: ../drop,'),
      'a.yaml:18:28: "../drop" cannot be blocks[4].name: a name has letters, digits, dots, dashes and underscores, begins with a letter or digit, and has at most 64 of them.',
    ],
    [
      'a block that takes the name of the images',
      changed('name: drop,', 'name: input,'),
      'a.yaml:18:28: "input" is the name of the images: a block has another one.',
    ],
    ['an empty file', '', 'a.yaml:1:1: The file is empty: an architecture is expected.'],
    ['binary data', '\u0000', 'a.yaml:1:1: The file is not text: an architecture is YAML in UTF-8.'],
    [
      'two documents',
      `${NETWORK}---\nname: b\n`,
      'a.yaml:27:1: A second document begins here: a file holds one architecture.',
    ],
    ['nothing in it', '{}', 'a.yaml:1:1: "name" is missing.'],
    [
      'an unknown key',
      changed('normalisation: batch', 'normalization: batch'),
      'a.yaml:2:1: "normalization" is not a key of an architecture. Allowed: name, title, source, input, classes, normalisation, blocks, auxiliary. Did you mean normalisation?',
    ],
    [
      'ten thousand blocks',
      `name: a\nblocks: [${Array(10_000).fill('{kind: flatten,name: f}').join(',')}]\n`,
      'a.yaml:2:9: blocks has 10000 entries: at most 1,000 are allowed.',
    ],
  ])('%s is told with its place and the arithmetic', (_what, source, expected) => {
    expect(problemsOf(source)[0]).toBe(expected)
  })

  const module = (inner: string): string =>
    `{kind: module, name: m, join: add, branches: [{name: b, blocks: [${inner}]}]}`

  it('of modules within modules without end is refused, not followed', () => {
    const nested = (depth: number): readonly string[] => {
      const deep = Array.from({ length: depth }).reduce<string>((inner) => module(inner), '{kind: flatten, name: f}')
      return problemsOf(`name: a\nblocks: [${deep}]\n`)
    }
    expect(nested(30)).toEqual([expect.stringContaining('This stands too deep: modules hold modules at most 8 deep')])
    // Deeper than YAML itself can be read.
    expect(nested(3000)).toEqual([expect.stringContaining('The file nests too deeply to be read.')])
  })

  it('of eight modules within each other is taken', () => {
    const deep = Array.from({ length: 8 }).reduce<string>((inner) => module(inner), '{kind: flatten, name: f}')
    const source = `name: a\nblocks: [${deep}, {kind: dense, name: linear, units: classes, activation: none}]\n`
    expect(problemsOf(source)).toEqual([])
  })

  it('that holds itself by an alias is refused, not followed', () => {
    const source = `name: a\nblocks: &own [{kind: module, name: m, join: add, branches: [{name: b, blocks: *own}]}]\n`
    expect(problemsOf(source)).toHaveLength(1)
  })

  it('in a study is told at its place in the study', () => {
    const source = inStudy(changed('groups: 2', 'groups: 3'))
    const line = source.split('\n').findIndex((text) => text.includes('groups: 3')) + 1
    const [problem] = plan(source).problems
    expect(problem?.range.line).toBe(line)
    expect(problem?.found).toContain('8 = 2 · 3 + 2')
  })
})
