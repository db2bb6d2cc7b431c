import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import util from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadBinding } from '../../../main/engine/binding'
import { openEngine } from '../../../main/engine/engine'
import { refusal, unwrap } from './builders'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ablation-workbench-test-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const addon = () => join(folder, 'lib', 'napi-v8', 'tfjs_binding.node')

function install({ addon: content, library }: { addon?: string; library?: string }): void {
  writeFileSync(join(folder, 'package.json'), '{ "version": "4.22.0" }')
  if (content !== undefined) {
    mkdirSync(join(folder, 'lib', 'napi-v8'), { recursive: true })
    writeFileSync(addon(), content)
  }
  if (library !== undefined) mkdirSync(join(folder, 'deps', 'lib'), { recursive: true })
}

describe('a TensorFlow that cannot be loaded is a failure of the environment', () => {
  it('names the addon where it is missing', () => {
    install({ library: '' })
    const result = loadBinding(2, folder)
    expect(result).toMatchObject({ ok: false, error: { kind: 'environment' } })
    expect(refusal(result)).toBe(
      `TensorFlow is not complete: ${addon()} is missing. Run \`npm run setup\` to put it in place.`,
    )
  })

  it('names the folder of the libraries where it is missing', () => {
    install({ addon: '' })
    expect(refusal(loadBinding(2, folder))).toBe(
      `TensorFlow is not complete: ${join(folder, 'deps', 'lib')} is missing. Run \`npm run setup\` to put it in place.`,
    )
  })

  it("gives the loader's own words where the addon is damaged", () => {
    install({ addon: 'not a library', library: '' })
    const message = refusal(loadBinding(2, folder))
    const where = `${addon()}, whose libraries are looked for in ${join(folder, 'deps', 'lib')}`
    expect(message).toContain(`TensorFlow cannot be loaded from ${where}: `)
    expect(message).toMatch(/file too short|invalid ELF header|not a mach-o|not a valid Win32/i)
    expect(message).toMatch(/Run `npm run setup` to put it in place\.$/)
  })

  const installed = new URL('../../../node_modules/@tensorflow/tfjs-node-gpu/', import.meta.url).pathname

  it("gives the loader's own words where the library beneath the addon is gone", () => {
    install({ library: '' })
    cpSync(join(installed, 'lib'), join(folder, 'lib'), { recursive: true })
    expect(refusal(loadBinding(2, folder))).toMatch(/libtensorflow\S*: .*\. Run `npm run setup` to put it in place\.$/)
  })

  it('names the library beneath the addon, and where it lies, where it is none', () => {
    install({ library: '' })
    cpSync(join(installed, 'lib'), join(folder, 'lib'), { recursive: true })
    const names = readdirSync(join(installed, 'deps', 'lib')).filter((name) => name.includes('tensorflow'))
    for (const name of names) writeFileSync(join(folder, 'deps', 'lib', name), 'not a library')
    const message = refusal(loadBinding(2, folder))
    expect(names.some((name) => message.includes(join('deps', 'lib', name)))).toBe(true)
    expect(message).toMatch(
      /(file too short|invalid ELF header|not a mach-o).*\. Run `npm run setup` to put it in place\.$/i,
    )
  })
})

describe('the engine', () => {
  it('says what it runs, and keeps its number of threads', () => {
    const engine = unwrap(openEngine({ threads: 2 }))
    expect(engine.versions.tensorflow).toMatch(/^\d+\.\d+\.\d+/)
    expect(engine.versions.binding).toBe('4.22.0')
    expect(engine.threads).toBe(2)
    expect(engine.device.name).toBe(engine.device.kind === 'gpu' ? 'GPU' : 'CPU, 2 threads')
    expect(() => openEngine({ threads: 1 })).toThrow('TensorFlow runs with 2 threads in this process')
    engine.close()
  })

  it('is set up before the library reads its settings', () => {
    unwrap(openEngine({ threads: 2 })).close()
    expect(process.env).toMatchObject({
      TF_NUM_INTRAOP_THREADS: '1',
      TF_NUM_INTEROP_THREADS: '2',
      TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    })
    const { isNullOrUndefined, isArray } = util as Record<string, unknown>
    expect([typeof isNullOrUndefined, typeof isArray]).toEqual(['function', 'function'])
  })

  it('says so when it is closed with something open', () => {
    const engine = unwrap(openEngine({ threads: 2 }))
    const tensor = engine.binding.createTensor([1], 1, Float32Array.of(1))
    expect(() => engine.close()).toThrow('the engine was closed with 0 sessions and 1 tensors open')
    engine.binding.deleteTensor(tensor)
    engine.close()
  })

  it.each([0, 1.5, -1])('takes no %d threads', (threads) => {
    expect(() => openEngine({ threads })).toThrow(`threads must be 1, 2, 3 …: ${threads}`)
  })
})
