import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Description } from '../../../shared/cost/describe'
import { NETWORK } from '../../shared/study/inline-network'
import { studySource } from '../../shared/study/sample-study'
import { ablate, scratch } from './ablate'

let folder: ReturnType<typeof scratch>
beforeEach(() => {
  folder = scratch()
})
afterEach(() => folder.remove())

const run = (...args: string[]) => ablate(args, { cwd: folder.path })

describe('ablate export', () => {
  it('writes a bare architecture as a folder of its own, and says what is in it', async () => {
    const { code, out } = await run('export', 'mini-googlenet', '--as', 'pytorch', '--seed', '5', '--json')
    expect(code).toBe(0)
    const own = join(folder.path, 'mini-googlenet-pytorch')
    expect(JSON.parse(out)).toEqual({
      schema: 'ablation-workbench/export/1',
      architecture: 'mini-googlenet',
      format: 'pytorch',
      input: [28, 28, 1],
      classes: 10,
      weights: 'untrained, with the initial weights of seed 5',
      files: [join(own, 'model.py'), join(own, 'model.safetensors')],
    })
    expect(readFileSync(join(own, 'model.py'), 'utf8')).toContain('class MiniGooglenet(nn.Module):')
  })

  it.each([
    [
      ['export', 'mini-googlenet', '--as', 'pytroch'],
      'Allowed: pytorch, keras, onnx, savedmodel. Did you mean pytorch?',
    ],
    [['export', 'mini-googlenet'], "required option '--as <format>' not specified"],
    [['export', 'mini-gogglenet', '--as', 'onnx'], 'Did you mean mini-googlenet?'],
    [['export', 'nowhere', 'base', '--as', 'onnx'], 'is not a study’s folder: it has no plan.json.'],
    [['export', 'nowhere#base', '--as', 'onnx'], 'is not a study’s folder: it has no plan.json.'],
    [['export', 'none.yaml#base', '--as', 'onnx'], 'none.yaml:1:1: There is no such file.'],
    [
      ['export', 'none.yaml', 'base', '--as', 'onnx', '--replicate', '2'],
      '--replicate is for an arm in the folder of a run',
    ],
    [['export', 'other.onnx', '--as', 'keras'], 'There is no file other.onnx.'],
    [
      ['export', 'mini-googlenet', '--as', 'onnx', '--replicate', '2'],
      '--replicate is for an arm in the folder of a run',
    ],
    [
      ['export', 'nowhere', 'base', '--as', 'onnx', '--seed', '2'],
      '--seed is for a network without training, and an arm in the folder of a run has its own. Without that it is named by the study',
    ],
    [['export', 'mini-googlenet', '--as', 'onnx', '--seed', '0'], '--seed 0: a whole number from 1'],
    [['export', 'mini-googlenet', '--as', 'onnx', '--weights', 'none.npz'], 'There is no file none.npz.'],
    [['import-weights', 'none.pt', '--into', 'mini-googlenet'], 'There is no file none.pt.'],
    [['import-weights', 'none.pt', '--into', 'nowhere#base'], '"nowhere#base" is not an architecture known here'],
  ])('%j ends with 2 and says what is allowed; nothing is written', async (args, message) => {
    const { code, out, err } = await run(...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
    expect(readdirSync(folder.path).filter((name) => name !== '.cache')).toEqual([])
  })
})

describe('a network of one’s own', () => {
  /** A study whose arms differ in the auxiliary classifier alone, or in its connection table. */
  const study = (architecture: string): void =>
    writeFileSync(
      join(folder.path, 'study.yaml'),
      studySource({
        architecture,
        factors: '{ auxiliary: [on, off], connections: [table, dense] }',
        training: '{ epochs: 1, optimizer: { kind: momentum, learningRate: 0.1 }, initialisation: xavier }',
      }),
    )
  const bytes = (name: string): Buffer => readFileSync(join(folder.path, name, 'model.safetensors'))

  it('is exported by its file, by its study’s file and as the arm of a study that it is written in: one network', async () => {
    writeFileSync(join(folder.path, 'mine.yaml'), NETWORK)
    study('mine.yaml')
    const file = await run('export', 'mine.yaml', '--as', 'pytorch', '--json')
    expect(JSON.parse(file.out)).toMatchObject({ architecture: 'mine', input: [28, 28, 1], classes: 10 })
    expect(existsSync(join(folder.path, 'mine-pytorch', 'model.py'))).toBe(true)
    expect((await run('export', 'study.yaml#base', '--as', 'pytorch', '--out', 'named')).code).toBe(0)
    study(`\n${NETWORK}`.trimEnd().replaceAll('\n', '\n  '))
    expect((await run('export', 'study.yaml', 'base', '--as', 'pytorch', '--out', 'inline')).code).toBe(0)
    const sources = ['mine-pytorch', 'named', 'inline'].map((own) => readFileSync(join(folder.path, own, 'model.py')))
    expect(sources[1]?.equals(sources[0] ?? Buffer.of())).toBe(true)
    expect(sources[2]?.equals(sources[0] ?? Buffer.of())).toBe(true)
    expect(bytes('inline').equals(bytes('named'))).toBe(true)
    await run('export', 'study.yaml#-auxiliary', '--as', 'onnx')
    expect(existsSync(join(folder.path, 'without-auxiliary-onnx', 'model.onnx'))).toBe(true)
    // The study draws its weights in another way than a network by itself has them.
    expect(bytes('named').equals(bytes('mine-pytorch'))).toBe(false)
  })

  it('takes the weights of an arm, and refuses those of another', async () => {
    writeFileSync(join(folder.path, 'mine.yaml'), NETWORK)
    study('mine.yaml')
    const dense = 'study.yaml#connections=dense'
    expect((await run('export', dense, '--as', 'keras', '--seed', '5')).code).toBe(0)
    const weights = join('connections=dense-keras', 'model.npz')
    const { code, err } = await run('import-weights', weights, '--into', dense, '--out', 'mine.safetensors')
    expect({ code, err }).toEqual({
      code: 0,
      err: `${weights} holds the weights of study.yaml#connections dense, by the names of keras.\n`,
    })
    expect((await run('export', dense, '--as', 'pytorch', '--weights', 'mine.safetensors', '--out', 'a')).code).toBe(0)
    await run('export', dense, '--as', 'pytorch', '--seed', '5', '--out', 'b')
    const numbers = (name: string): Buffer => bytes(name).subarray(8 + Number(bytes(name).readBigUInt64LE()))
    expect(numbers('a').equals(numbers('b'))).toBe(true)
    const other = await run('import-weights', weights, '--into', 'mini-googlenet')
    expect(other.code).toBe(2)
    expect(other.err).toContain('does not hold the weights of mini-googlenet')
  })

  it('is built here: one of another program has no weights to give', async () => {
    await run('export', 'mini-googlenet', '--as', 'onnx', '--out', 'o')
    const { code, err } = await run('export', 'o/model.onnx', '--as', 'keras')
    expect(code).toBe(2)
    expect(err).toContain('o/model.onnx is a network of other origin: describe and diff read it.')
  })
})

it('brings weights back, and takes them on into another format', async () => {
  await run('export', 'mini-googlenet', '--as', 'keras', '--seed', '5', '--out', 'k')
  const { code, err } = await run(
    'import-weights',
    'k/model.npz',
    '--into',
    'mini-googlenet',
    '--out',
    'mine.safetensors',
  )
  expect({ code, err }).toEqual({
    code: 0,
    err: 'k/model.npz holds the weights of mini-googlenet, by the names of keras.\n',
  })
  await run('export', 'mini-googlenet', '--as', 'pytorch', '--weights', 'mine.safetensors', '--out', 'a')
  await run('export', 'mini-googlenet', '--as', 'pytorch', '--seed', '5', '--out', 'b')
  const numbers = (name: string): Buffer => {
    const bytes = readFileSync(join(folder.path, name, 'model.safetensors'))
    return bytes.subarray(8 + Number(bytes.readBigUInt64LE()))
  }
  expect(numbers('a').equals(numbers('b'))).toBe(true)
})

it('describes and compares an ONNX file as it does an architecture', async () => {
  await run('export', 'mini-googlenet', '--as', 'onnx', '--out', 'o')
  expect(existsSync(join(folder.path, 'o', 'model.onnx'))).toBe(true)
  const own = Description.parse(JSON.parse((await run('describe', 'mini-googlenet', '--json')).out))
  const read = Description.parse(JSON.parse((await run('describe', 'o/model.onnx', '--json')).out))
  expect(read.inference).toEqual(own.inference)
  const { code, out } = await run('diff', 'mini-googlenet', 'o/model.onnx', '--json')
  expect(code).toBe(0)
  const { added, changed, rewired, removed } = JSON.parse(out)
  expect({ added, changed, rewired }).toEqual({ added: [], changed: [], rewired: [] })
  // Auxiliary classifiers are for training alone.
  expect(removed.every(({ name }: { name: string }) => name.startsWith('auxiliary'))).toBe(true)
})
