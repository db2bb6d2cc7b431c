import { describe, expect, it } from 'vitest'
import { err, ok } from '../../../shared/result'
import type { ReadArchitectureFile } from '../../../shared/study/architecture-named'
import { architecturePath, namesFile } from '../../../shared/study/architecture-path'
import { planStudy } from '../../../shared/study/plan-study'
import { formatProblem, problemSentence } from '../../../shared/study/problem'
import { inStudy, NETWORK } from './inline-network'
import { planContext, studySource } from './sample-study'

const FACTORS = '{ auxiliary: [on, off] }'
const naming = (path: string, parts: Readonly<Record<string, string>> = {}): string =>
  studySource({ architecture: path, factors: FACTORS, ...parts })

/** A folder with one file, nets/mine.yaml. */
const holding =
  (content: string): ReadArchitectureFile =>
  (path) =>
    path === 'nets/mine.yaml' ? ok(content) : err(`There is no file ${path}.`)

const plan = (source: string, content = NETWORK) =>
  planStudy(source, planContext({ readArchitectureFile: holding(content) }))

const messages = (source: string, content = NETWORK): readonly string[] =>
  plan(source, content).problems.map((problem) => formatProblem('home/study.yaml', problem))

const changed = (from: string, to: string): string => {
  expect(NETWORK).toContain(from)
  return NETWORK.replace(from, to)
}

describe('an architecture file that a study names', () => {
  it('is planned as if it were written in the study, to the hash', () => {
    const named = plan(naming('nets/mine.yaml'))
    const written = plan(inStudy(NETWORK))
    expect(named.problems).toEqual([])
    expect(named.planned?.trials).toEqual(written.planned?.trials)
    expect(named.planned?.plan).toEqual(written.planned?.plan)
    expect(named.planned?.plan.architecture).toBe('mine')
    expect(named.planned?.architectureFile).toEqual({ path: 'nets/mine.yaml', source: NETWORK })
    expect(written.planned).not.toHaveProperty('architectureFile')
  })

  it('belongs to the study to the word: its title too, its comments not', () => {
    const of = (content: string) => plan(naming('nets/mine.yaml'), content).planned?.plan
    const own = of(NETWORK)
    const titled = of(`${NETWORK}title: Another one\n`)
    expect(titled?.trials).toEqual(own?.trials)
    expect(titled?.hash).not.toBe(own?.hash)
    expect(of(`# as drawn on the board\n${NETWORK}`)?.hash).toBe(own?.hash)
    expect(of(changed('filters: 8', 'filters: 10'))?.trials[0]?.id).not.toBe(own?.trials[0]?.id)
  })

  it('may be named in more ways than one, which make no other study', () => {
    const hash = plan(naming('nets/mine.yaml')).planned?.plan.hash
    const other = plan(naming('./nets//old/../mine.yaml')).planned
    expect(other?.plan.hash).toBe(hash)
    expect(other?.architectureFile?.path).toBe('nets/mine.yaml')
  })

  it.each([
    ['mini-googlenet', false],
    ['mine', false],
    ['mine.yaml', true],
    ['mine.YML', true],
    ['nets/mine', true],
    ['nets\\mine', true],
    ['yaml', false],
  ])('is told from a registered name: %s', (word, isFile) => {
    expect(namesFile(word)).toBe(isFile)
  })

  it.each([
    ['/etc/mine.yaml', 'is an absolute path: the file of an architecture is named from the study’s folder'],
    ['C:/nets/mine.yaml', 'is an absolute path'],
    ['nets\\mine.yaml', 'folders are parted by /, on every system.'],
    ['../mine.yaml', 'leads out of the study’s folder'],
    ['nets/../../home/mine.yaml', 'leads out of the study’s folder'],
    ['nets/mine', 'is no architecture file: its name ends in .yaml or .yml.'],
    ['nets/', 'is no architecture file'],
    ['./study.yaml', 'lies where the folder of a run has its own'],
    ['trials/mine.yaml', 'lies where the folder of a run has its own'],
    ['plan.json/mine.yaml', 'lies where the folder of a run has its own'],
  ])('cannot lie at %s', (word, sentence) => {
    expect(architecturePath(word)).toMatchObject({ ok: false, error: expect.stringContaining(sentence) })
    const [message = ''] = messages(naming(JSON.stringify(word)))
    expect(message).toMatch(/^home\/study\.yaml:3:15: "/)
    expect(message).toContain(sentence)
  })

  it('that is not there is told where the study names it, beside what else is wrong', () => {
    expect(messages(naming('nets/none.yaml', { dataset: '{ name: cifar }' }))).toEqual([
      'home/study.yaml:3:15: There is no file nets/none.yaml.',
      expect.stringMatching(/^home\/study\.yaml:4:18: "cifar" is not a data set known here\./),
    ])
  })

  it.each([
    ['no YAML', 'name: [', /^home\/nets\/mine\.yaml:1:8: Not YAML: /],
    ['nothing', '', /^home\/nets\/mine\.yaml:1:1: The file is empty: an architecture is expected\.$/],
    ['another study', naming('mini-googlenet'), /^home\/nets\/mine\.yaml:1:1: This is a study: the file of an/],
    [
      'a typing error',
      changed('kind: dropout', 'kind: dropot'),
      /^home\/nets\/mine\.yaml:18:13: "dropot" is not allowed for blocks\[4\]\.kind\. .* Did you mean dropout\?$/,
    ],
    [
      'a head on nothing',
      changed('after: mixed/factorised/row', 'after: mixd'),
      /^home\/nets\/mine\.yaml:23:12: head reads "mixd", which is not a block of mine\./,
    ],
    [
      'what does not fit together',
      changed('groups: 2', 'groups: 3'),
      /^home\/nets\/mine\.yaml:13:13: mine cannot take images of 28×28×1: .* 8 = 2 · 3 \+ 2\.$/,
    ],
  ])('with %s in it is told at the place in that file', (_what, content, message) => {
    const found = messages(naming('nets/mine.yaml'), content)
    expect(found[0]).toMatch(message)
  })

  it('is marked where the study names it, with its place in the sentence, for an editor of the study alone', () => {
    const [problem] = plan(naming('nets/mine.yaml'), changed('groups: 2', 'groups: 3')).problems
    if (!problem) throw new Error('no problem')
    expect(problem.range).toEqual({ line: 3, column: 15, endLine: 3, endColumn: 29 })
    expect(problemSentence(problem)).toMatch(/^nets\/mine\.yaml:13:13: mine cannot take images of 28×28×1: /)
    // As the terminal says it for a study in the folder that it runs in.
    expect(formatProblem('study.yaml', problem)).toBe(problemSentence(problem))
  })
})
