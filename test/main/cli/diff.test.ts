import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { diffCommand } from '../../../main/cli/commands/diff'
import type { Page } from '../../../main/cli/page'
import type { Terminal } from '../../../main/cli/terminal'
import { DiffDocument } from '../../../shared/diff/diff-document'
import { stillInstallation } from '../study/still-installation'
import { ablate, scratch } from './ablate'

let folder: ReturnType<typeof scratch>
beforeEach(() => {
  folder = scratch()
})
afterEach(() => folder.remove())

const NO_SCREEN: Page = { columns: Number.POSITIVE_INFINITY, colour: false }

function diff(
  names: readonly [a: string, b?: string | undefined],
  options: Parameters<typeof diffCommand>[3] = {},
  page = NO_SCREEN,
) {
  const [said, printed]: [string[], string[]] = [[], []]
  const terminal: Terminal = {
    out: (text) => printed.push(text),
    say: (text) => said.push(text),
    screen: undefined,
    page,
  }
  const code = diffCommand(terminal, stillInstallation, [names[0], names[1]], options)
  return { code, out: printed.join('\n'), err: said.join('\n') }
}

function study(design = 'full-factorial'): string {
  const file = join(folder.path, 'parts.yaml')
  writeFileSync(
    file,
    `study: parts
question: Which part earns its cost?
architecture: mini-googlenet
dataset: { name: fashion-mnist-8k }
factors:
  reduction: [on, off]
  pooling: [on, off]
design: ${design}
replicates: 1
training: { epochs: 1, optimizer: { kind: momentum, learningRate: 0.1 } }
`,
  )
  return file
}

describe('ablate diff of two architectures', () => {
  it('tells each difference once, then what it costs, then module by module', () => {
    const { code, out } = diff(['mini-googlenet', 'mini-googlenet-plain'])
    expect(code).toBe(0)
    const lines = out.split('\n')
    expect(lines.slice(0, 4)).toEqual([
      'mini-googlenet → mini-googlenet-plain',
      '',
      '− batch norm     behind all 19 convolutions of the trunk',
      '~ bias no → yes  all 19 convolutions of the trunk',
    ])
    expect(out).toMatch(/^parameters +53,490 +53,070 +−420 +−0\.8 %$/m)
    // 88 maps: as many biases more, twice as many scales and shifts less.
    expect(out).toMatch(/^~ module1 +−88 +·$/m)
    expect(out).toMatch(/^ {4}~ 3x3-reduce +bias no → yes +\+16 +·$/m)
    expect(out).toMatch(/^~ module2 +as module1 /m)
  })

  it('says that two are the same', () => {
    const { code, out } = diff(['googlenet', 'googlenet'])
    expect({ code, out }).toEqual({
      code: 0,
      out: 'googlenet → googlenet\nThe same network: 158 layers, none different.',
    })
  })

  it('prints one JSON document', () => {
    const { code, out } = diff(['googlenet', 'googlenet-torchvision'], { json: true })
    const document = DiffDocument.parse(JSON.parse(out))
    expect(code).toBe(0)
    expect(document.delta.parameters).toBe(6_624_904 - 6_998_552)
    expect(document.added.map(({ kind }) => kind)).toEqual(Array.from({ length: 59 }, () => 'batch-norm'))
    expect(document.rewired.every(({ follows }) => follows)).toBe(true)
    expect(document.removed.map(({ name }) => name)).toEqual(['norm1', 'norm2'])
  })

  it('builds both for the images and classes that are asked for', () => {
    const { out } = diff(['mini-googlenet', 'vgg-cifar'], { input: '32x32x3', classes: '100', json: true })
    const { a, b } = DiffDocument.parse(JSON.parse(out))
    expect([a, b]).toMatchObject([
      { input: [32, 32, 3], classes: 100 },
      { input: [32, 32, 3], classes: 100 },
    ])
  })

  it('draws it into a file', () => {
    const file = join(folder.path, 'drawn.svg')
    const { code, err } = diff(['mini-googlenet', 'mini-googlenet-plain'], { svg: file })
    expect({ code, err }).toEqual({ code: 0, err: `The drawing: ${file}` })
    expect(readFileSync(file, 'utf8')).toMatch(/^<\?xml[^>]*>\n<svg .*<\/svg>\n$/s)
  })

  it('colours lines on a screen alone, and cuts them to its width', () => {
    const page = { columns: 100, colour: true }
    const { out } = diff(['googlenet', 'googlenet-torchvision'], {}, page)
    const bare = out.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g'), '')
    expect(bare).not.toBe(out)
    // The last line, of notes, is a sentence.
    expect(
      Math.max(
        ...bare
          .split('\n')
          .slice(0, -1)
          .map((line) => [...line].length),
      ),
    ).toBeLessThanOrEqual(100)
  })
})

describe('ablate diff of a model file', () => {
  it('finds the network that was exported into it', async () => {
    await ablate(['export', 'nin-cifar', '--as', 'onnx', '--out', 'exported'], { cwd: folder.path })
    const file = join(folder.path, 'exported', 'model.onnx')
    expect(diff(['nin-cifar', file]).out).toMatch(/\nThe same network: \d+ layers, none different\.$/)
    expect(diff(['nin-cifar', file], { input: '32x32x3' })).toMatchObject({
      code: 2,
      err: `--input and --classes cannot be asked of ${file}: it has its own size. Leave them out.`,
    })
  })
})

describe('ablate diff of a study', () => {
  it.each([
    ['pooling=off', 'its id'],
    ['−pooling', 'as it is printed'],
    ['-pooling', 'as it is printed, with a plain minus'],
  ])('finds an arm by %s, %s', (arm) => {
    const file = study()
    const { code, out } = diff([file, `${file}#${arm}`])
    expect(code).toBe(0)
    expect(out).toContain(`${file}#base → ${file}#−pooling\n`)
    expect(out).toMatch(/^− branch pool: 3×3 max pool, 1×1 convolution +module1, module2, module3$/m)
  })

  it('takes the folder that a run made', () => {
    const made = join(folder.path, 'parts')
    mkdirSync(made)
    writeFileSync(join(made, 'study.yaml'), readFileSync(study()))
    expect(diff([`${made}#base`, `${made}#reduction=off`]).out).toContain('convolution, batch norm, ReLU')
  })

  it('compares all arms with the base where it stands alone', () => {
    const { code, out } = diff([study()])
    expect(code).toBe(0)
    expect(out).toContain('3 arms against base')
    expect(out).toMatch(/^−pooling +module1 +− branch pool +−\d/m)
    expect(out).toMatch(
      /^ +module2 +− branch pool, · 3 layers read 64 → 48 channels +−2,480 +−16\.0 % +−0\.48 +−16\.0 %$/m,
    )
    expect(out).toMatch(/^ +in all +−8,304 +−15\.5 % +−0\.82 +−13\.7 %$/m)
  })

  it('does so as JSON', () => {
    const document = JSON.parse(diff([study('leave-one-out')], { json: true }).out)
    expect(document.arms.map(({ arm }: { arm: string }) => arm)).toEqual(['reduction=off', 'pooling=off'])
    expect(document.arms[1].modules[0]).toMatchObject({
      module: 'module1',
      sign: '~',
      changes: [{ sign: '-', what: 'branch pool' }],
    })
  })
})

describe('ablate diff', () => {
  it.each([
    {
      names: ['googlenet', 'googelnet'],
      message: /^"googelnet" is not an architecture known here, .* Did you mean googlenet\?$/,
    },
    { names: ['googlenet'], message: /^With googlenet alone there is nothing to compare/ },
    {
      names: ['mini-googlenet', 'vgg-cifar'],
      options: { input: '32' },
      message: /^--input 32: HEIGHTxWIDTHxCHANNELS is expected/,
    },
    {
      names: ['googlenet', 'googlenet'],
      options: { input: '8x8x3' },
      message: /^googlenet cannot take images of 8×8×3: /,
    },
    {
      names: ['googlenet', 'googlenet'],
      options: { svg: '/nowhere/x.svg' },
      message: /^\/nowhere\/x\.svg cannot be written \(ENOENT\)\. .*, and draw it again\.$/,
    },
  ])('$names $options ends with the cause and what is allowed', ({ names: [a = '', b], options, message }) => {
    const { code, err } = diff([a, b], options)
    expect(code).toBeGreaterThan(1)
    expect(err).toMatch(message)
  })

  it('names the arms of a study where one is unknown', () => {
    const file = study()
    const { code, err } = diff([file, `${file}#poling=off`])
    expect(code).toBe(2)
    expect(err).toBe(
      `${file} has no arm "poling=off". Allowed: base pooling=off reduction=off reduction=off,pooling=off. Did you mean pooling=off?`,
    )
  })

  it('draws no study as a whole', () => {
    const file = join(folder.path, 'x.svg')
    expect(diff([study()], { svg: file }).err).toMatch(/^--svg draws two networks/)
    expect(existsSync(file)).toBe(false)
  })

  it('is a command with help', async () => {
    const { code, out } = await ablate(['diff', '--help'], { cwd: folder.path })
    expect(code).toBe(0)
    expect(out).toContain('Examples: ablate diff googlenet googlenet-torchvision')
  })
})
