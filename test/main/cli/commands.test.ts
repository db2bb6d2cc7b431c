import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Description } from '../../../shared/cost/describe'
import { StudyPlan } from '../../../shared/study/plan'
import { NETWORK } from '../../shared/study/inline-network'
import { ablate, scratch } from './ablate'
import { writeStudy } from './study-file'

let folder: ReturnType<typeof scratch>
beforeEach(() => {
  folder = scratch()
})
afterEach(() => folder.remove())

const run = (...args: string[]) => ablate(args, { cwd: folder.path })

describe('ablate describe', () => {
  it('prints GoogLeNet’s costs as one JSON document', async () => {
    const { code, out } = await run('describe', 'googlenet', '--json')
    const description = Description.parse(JSON.parse(out))
    expect(code).toBe(0)
    expect(description.inference.parameters).toBe(6_998_552)
    expect(description.totals.parameters).toBe(13_378_280)
    expect(description.modules.find(({ name }) => name === '3a')).toMatchObject({ weights: 163_328, macs: 128_049_152 })
  })

  it('takes another size of images and number of classes', async () => {
    const { out } = await run('describe', 'mini-googlenet', '--input', '32x32x3', '--classes', '100', '--json')
    expect(JSON.parse(out)).toMatchObject({ input: [32, 32, 3], classes: 100 })
  })

  it('prints a table for people, the paper’s figures beside', async () => {
    const { out } = await run('describe', 'googlenet')
    // Maps: 28·28·(64 + 96 + 128 + 16 + 32 + 192 + 32 + 256) numbers of 4 bytes.
    expect(out).toMatch(/^3a +28×28×256 +163,696 +163,328 +128\.05 M +2\.6 MB +159K +128M$/m)
    // 192·16 + 16, and 25·16·32 + 32
    expect(out).toMatch(/^ {2}5x5 +15,920 +15,872 +12\.44 M +151 kB *$/m)
    expect(out).toMatch(/^auxiliary1 \(training only\) +1×1×1000 +3,188,840 /m)
    expect(out).not.toContain('untrained  ')
  })

  it('tells numbers that are not trained apart', async () => {
    const { out } = await run('describe', 'mini-googlenet')
    expect(out).toMatch(/^inference +53,490 parameters and 840 untrained numbers, /m)
    expect(out).toMatch(/^module1 +14×14×64 +7,024 +6,848 +176 +1\.34 M /m)
  })

  it('prints what the paper says of the whole network, and why the rows of its table differ', async () => {
    const { out } = await run('describe', 'googlenet')
    expect(out).toMatch(/^paper +1\.50 G MACs; .*1\.502 billion as printed, to 1\.583 as computed/m)
    expect((await run('describe', 'lenet5')).out).toMatch(/^c3 +10×10×16 +1,516 +1,500 +150,000 +6\.4 kB +1,516$/m)
  })

  it('reads an architecture from a file, or tells what is wrong with it at its place', async () => {
    const mine = (groups: number): string =>
      [
        'name: mine',
        'blocks:',
        `  - { kind: convolution, name: conv, kernel: 3, filters: 8, groups: ${groups} }`,
        '  - { kind: dense, name: linear, units: classes, activation: none }',
      ].join('\n')
    writeFileSync(join(folder.path, 'mine.yaml'), mine(1))
    const { code, out } = await run('describe', 'mine.yaml', '--json')
    expect(code).toBe(0)
    // 9·8 + 8, and 28·28·8·10 + 10
    expect(Description.parse(JSON.parse(out)).totals.parameters).toBe(80 + 62_730)
    writeFileSync(join(folder.path, 'mine.yaml'), mine(2))
    const wrong = await run('describe', 'mine.yaml')
    expect(wrong.code).toBe(2)
    expect(wrong.err).toContain(
      'mine.yaml:3:5: mine cannot take images of 28×28×1: conv has 2 groups, which do not divide the 1 maps it reads: 1 = 0 · 2 + 1.',
    )
  })

  it('describes an arm of a study, at the size of the study’s images', async () => {
    const study = writeStudy(folder.path)
    const { out } = await run('describe', `${study}#−pooling`, '--json')
    const described = Description.parse(JSON.parse(out))
    expect(described.title).toContain(`; ${study}#−pooling`)
    expect(described.input).toEqual([28, 28, 1])
    const base = Description.parse(JSON.parse((await run('describe', study, '--json')).out))
    // module1's projection of 16 to 8 maps, and what the modules behind it no longer read: see diff.test.ts.
    expect(described.inference.parameters - base.inference.parameters).toBe(-8304)
  })

  it.each([
    [
      ['describe', 'googelnet'],
      'lenet5-dense, mini-lenet5-dense, a .yaml file that holds one, an arm of a study, such as study.yaml#base, or an .onnx or .keras file. Did you mean googlenet?',
    ],
    [['describe', 'none.yaml'], 'none.yaml:1:1: There is no such file.'],
    [['describe', 'none.yaml#base'], 'none.yaml:1:1: There is no such file.'],
    [['describe', 'googlenet', '--input', '28'], '--input 28: HEIGHTxWIDTHxCHANNELS is expected, such as 28x28x1.'],
    [
      ['describe', 'googlenet', '--input', '28x28x1'],
      'googlenet cannot take images of 28×28×1: auxiliary1/pool needs a map of at least 5, and gets one of 2.',
    ],
    [['describe', 'googlenet', '--classes', '0'], '--classes 0: a whole number from 1 to 1,000,000 is expected.'],
    [['descrbe', 'googlenet'], "error: unknown command 'descrbe'"],
    [['describe'], "error: missing required argument 'architecture'"],
  ])('%j ends with 2 and says what is allowed', async (args, message) => {
    const { code, out, err } = await run(...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
  })
})

describe('ablate plan', () => {
  it('prints the plan as one JSON document and writes nothing', async () => {
    const { code, out } = await run('plan', writeStudy(folder.path), '--json')
    expect(code).toBe(0)
    expect(StudyPlan.parse(JSON.parse(out)).trials).toHaveLength(2)
    expect(readdirSync(folder.path)).toEqual(['tiny.yaml'])
  })

  it('says what its time stands on', async () => {
    const { out } = await run('plan', writeStudy(folder.path))
    expect(out).toMatch(/^about .* at a time \(assumed machine: nothing was measured on this one yet\), /m)
  })
})

describe('ablate plan of what a design can find', () => {
  const write = (...lines: readonly string[]): string => {
    const file = join(folder.path, 'design.yaml')
    const study = [
      'study: design',
      'question: What can it find?',
      'architecture: mini-googlenet',
      'dataset: { name: fashion-mnist-8k }',
      'factors: { reduction: [on, off], pooling: [on, off], auxiliary: [on, off] }',
      'replicates: 5',
      'training: { epochs: 1, optimizer: { kind: sgd, learningRate: 0.1 } }',
    ]
    writeFileSync(file, [...study, ...lines, ''].join('\n'))
    return file
  }

  it('says how a fraction was made, what it cannot tell apart and what effect it finds', async () => {
    const { code, out } = await run('plan', write('design: fractional'))
    expect(code).toBe(0)
    expect(out).toContain(
      [
        'A fraction of resolution III by auxiliary = reduction * pooling (+ is the first level), so that',
        '  I = reduction:pooling:auxiliary',
        'The design cannot tell apart, up to interactions of three:',
        '  reduction = pooling:auxiliary',
        '  pooling = reduction:auxiliary',
        '  auxiliary = reduction:pooling',
      ].join('\n'),
    )
    // Two arms against two: 0.49 points ÷ √2.
    expect(out).toMatch(
      /^finds an effect of \d\.\d\d pp with power \.800, of \d\.\d\d pp in each of 3 contrasts after Holm’s adjustment \(paired t, 5 replicates; a contrast spreads by 0\.35 pp, assumed, from the sample study/m,
    )
  })

  it('answers how many replicates an effect needs, by a spread of one’s own', async () => {
    const { out } = await run('plan', write(), '--replicates-for', '0.01', '--sd', '0.01', '--json')
    const { replicatesFor, ...plan } = JSON.parse(out)
    expect(StudyPlan.parse(plan).detectable).toMatchObject({
      n: 5,
      family: 3,
      power: 0.8,
      level: 0.05,
      test: 'paired-t',
    })
    // Effect and spread alike: 10 by the tables of the noncentral t (Cohen, 1988, d = 1 paired), and 14 at .05 / 3.
    expect(replicatesFor).toMatchObject({
      effect: 0.01,
      sd: 0.01,
      sdFrom: 'as given',
      alone: 10,
      inFamily: 14,
      family: 3,
    })
    const text = await run('plan', write(), '--replicates-for', '0.01', '--sd', '0.01')
    expect(text.out).toMatch(
      /\nAn effect of 1\.00 pp needs 10 replicates to be found with power \.800 by the test of one contrast, 14 by that of any of 3 after Holm’s adjustment /,
    )
  })

  it.each([
    [['--replicates-for', '0'], /--replicates-for 0: a number above 0 is expected/],
    [['--replicates-for', '1'], /accuracy is a share, and differs by less than 1: 0\.01 is one point/],
    [['--replicates-for', '0.01', '--sd', 'NaN'], /--sd NaN: a number above 0 is expected/],
    [['--sd', '0.01'], /--sd is the spread that --replicates-for goes by: give that too/],
  ])('refuses %j', async (options, message) => {
    expect(await run('plan', write(), ...options)).toMatchObject({ code: 2, err: expect.stringMatching(message) })
  })

  it('says that of an outcome of which nothing is known a spread has to be given', async () => {
    const file = write('outcome: { metric: loss }')
    const refused = await run('plan', file, '--replicates-for', '0.01')
    expect(refused).toMatchObject({ code: 2, err: expect.stringMatching(/how loss spreads.*give its spread by --sd/) })
    expect((await run('plan', file, '--replicates-for', '0.01', '--sd', '0.01')).out).toMatch(/needs 10 replicates/)
  })
})

describe('ablate freeze', () => {
  it('registers a study before its first trial, in the folder that it will run in', async () => {
    const { code, out } = await run('freeze', writeStudy(folder.path), '--json')
    expect(code).toBe(0)
    const frozen = JSON.parse(out)
    expect(frozen).toMatchObject({ isNew: true, schema: 'ablation-workbench/registration/1' })
    expect(frozen.written).toMatchObject({ study: 'tiny', factors: { pooling: ['on', 'off'] } })
    expect(readdirSync(join(folder.path, 'tiny')).sort()).toEqual([
      'plan.json',
      'registration.json',
      'study.yaml',
      'trials',
    ])
    const again = await run('freeze', 'tiny.yaml')
    expect(again).toMatchObject({ code: 0, out: expect.stringMatching(/^Registered before, /) })
  })

  it('analyses what is there, which is nothing yet', async () => {
    await run('freeze', writeStudy(folder.path))
    const { code, out } = await run('analyze', 'tiny')
    expect(code).toBe(0)
    expect(out).toContain('Too few trials have finished to answer: an effect needs two complete replicates.')
    expect(out).toContain('Nothing was changed since.')
  })
})

describe.each(['plan', 'run'])('ablate %s of a study that names an architecture file', (command) => {
  const study = (path: string): void => {
    mkdirSync(join(folder.path, 'home', 'nets'), { recursive: true })
    const text = readFileSync(writeStudy(folder.path), 'utf8')
      .replace('mini-googlenet', path)
      .replace('pooling: [on, off]', 'auxiliary: [on, off]')
    writeFileSync(join(folder.path, 'home', 'study.yaml'), text)
  }

  it.each([
    [
      'lost',
      'nets/mine.yaml',
      undefined,
      /^home\/study\.yaml:3:15: There is no file nets\/mine\.yaml in the study’s folder/,
    ],
    [
      'elsewhere',
      '../tiny.yaml',
      undefined,
      /^home\/study\.yaml:3:15: "\.\.\/tiny\.yaml" leads out of the study’s folder/,
    ],
    [
      'wrong',
      'nets/mine.yaml',
      NETWORK.replace('groups: 2', 'groups: 3'),
      /^home\/nets\/mine\.yaml:13:13: mine cannot take images of 28×28×1: .* 8 = 2 · 3 \+ 2\.$/m,
    ],
  ])('that is %s: ends with 2, tells the place, writes nothing', async (_what, path, content, message) => {
    study(path)
    if (content !== undefined) writeFileSync(join(folder.path, 'home', path), content)
    const { code, out, err } = await run(command, 'home/study.yaml')
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(message)
    expect(readdirSync(join(folder.path, 'home')).sort()).toEqual(['nets', 'study.yaml'])
  })
})

it('plans a study by the architecture file beside it', async () => {
  mkdirSync(join(folder.path, 'home'))
  const text = readFileSync(writeStudy(folder.path), 'utf8').replace('pooling: [on, off]', 'auxiliary: [on, off]')
  writeFileSync(join(folder.path, 'home', 'study.yaml'), text.replace('mini-googlenet', 'mine.yml'))
  writeFileSync(join(folder.path, 'home', 'mine.yml'), NETWORK)
  const { code, out } = await run('plan', 'home/study.yaml', '--json')
  expect(code).toBe(0)
  expect(StudyPlan.parse(JSON.parse(out))).toMatchObject({
    architecture: 'mine',
    arms: [{ id: 'base' }, { id: 'auxiliary=off' }],
  })
})

describe.each(['plan', 'run'])('ablate %s of a wrong file', (command) => {
  it.each([
    [
      'a typing error',
      'study: t\nquestin: q\n',
      /^bad\.yaml:2:1: "questin" is not a key of a study\. Allowed: .* Did you mean question\?$/m,
    ],
    ['an empty file', '', /^bad\.yaml:1:1: The file is empty/m],
    ['binary data', '\u0000\u0001\u0002', /^bad\.yaml:1:1: The file is not text/m],
    ['50 MB', 'x'.repeat(50_000_000), /^bad\.yaml:1:1: The file has 50,000,000 bytes; a study has at most 256 KiB\.$/m],
  ])('%s: ends with 2, tells the place, writes nothing', async (_what, content, message) => {
    writeFileSync(join(folder.path, 'bad.yaml'), content)
    const { code, out, err } = await run(command, 'bad.yaml')
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(message)
    expect(readdirSync(folder.path)).toEqual(['bad.yaml'])
  })

  it.each([
    ['nothing', 'none.yaml', /^none\.yaml:1:1: There is no such file\.$/m],
    ['a folder', '.', /^\.:1:1: This is a folder; a study is a file/m],
  ])('%s: ends with 2', async (_what, file, message) => {
    const { code, err } = await run(command, file)
    expect(code).toBe(2)
    expect(err).toMatch(message)
  })
})

describe('ablate', () => {
  it.each([['--help'], ['run', '--help'], ['--version']])('%s ends with 0', async (...args) => {
    const { code, out } = await run(...args)
    expect(code).toBe(0)
    expect(out).not.toBe('')
  })

  it.each([
    [['run', 'tiny.yaml', '--on', 'slurm'], '--on slurm is not built yet. Allowed: local.'],
    [['run', 'tiny.yaml', '--workers', '0'], '--workers 0: a whole number from 1 to 256 is expected.'],
    [
      ['report', '.', '--format', 'docx'],
      '--format docx: “docx” is no format of a report. Allowed: html, pdf, md, tex,',
    ],
    [['report', '.', '--paper', 'a3'], '--paper a3 is not known. Allowed: a4, letter.'],
    [['report', 'nowhere'], 'nowhere is not a study’s folder: it has no plan.json. Run a study to make one.'],
  ])('%j ends with 2', async (args, message) => {
    writeStudy(folder.path)
    const { code, err } = await run(...args)
    expect(code).toBe(2)
    expect(err).toContain(message)
    expect(existsSync(join(folder.path, 'tiny'))).toBe(false)
  })
})
