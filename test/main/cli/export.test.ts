import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Description } from '../../../shared/cost/describe'
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
    [['export', 'mini-googlenet', '--as', 'onnx', '--replicate', '2'], '--replicate is for an arm of a study'],
    [['export', 'nowhere', 'base', '--as', 'onnx', '--seed', '2'], '--seed is for a bare architecture'],
    [['export', 'mini-googlenet', '--as', 'onnx', '--seed', '0'], '--seed 0: a whole number from 1'],
    [['export', 'mini-googlenet', '--as', 'onnx', '--weights', 'none.npz'], 'There is no file none.npz.'],
    [['import-weights', 'none.pt', '--into', 'mini-googlenet'], 'There is no file none.pt.'],
  ])('%j ends with 2 and says what is allowed; nothing is written', async (args, message) => {
    const { code, out, err } = await run(...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
    expect(readdirSync(folder.path).filter((name) => name !== '.cache')).toEqual([])
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
