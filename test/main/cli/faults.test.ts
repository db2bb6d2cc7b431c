import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RunEvent, type RunEventOf } from '../../../shared/study/run-event'
import { idxBytes } from '../data/stand-in'
import { ablate, type Ended, scratch } from './ablate'
import { type CopiedInstallation, copyInstallation } from './copied-installation'
import { writeStudy } from './study-file'

let folder: ReturnType<typeof scratch>
beforeEach(() => {
  folder = scratch()
  writeStudy(folder.path)
})
afterEach(() => folder.remove())

const run = (cli?: string): Promise<Ended> =>
  ablate(['run', 'tiny.yaml', '--workers', '1', '--json'], { cwd: folder.path, ...(cli !== undefined && { cli }) })

const refusals = ({ out }: Ended): readonly RunEventOf<'trial.failed'>[] =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => RunEvent.parse(JSON.parse(line)))
    .flatMap((event) => (event.event === 'trial.failed' ? [event] : []))

const below = (name: string) => readdirSync(join(folder.path, name), { recursive: true, encoding: 'utf8' })

describe('ablate run without a usable TensorFlow ends with 4 before it writes anything, and says what to do', () => {
  const remedy = 'Run `npm run setup` to put it in place.'

  it('where a part of it is missing', async () => {
    const { cli, engine } = copyInstallation(join(folder.path, 'copy'), { library: false })
    const { code, out, err } = await run(cli)
    expect({ code, out }).toEqual({ code: 4, out: '' })
    expect(err).toBe(`TensorFlow is not complete: ${join(engine, 'deps', 'lib')} is missing. ${remedy}\n`)
    expect(existsSync(join(folder.path, 'tiny'))).toBe(false)
  })

  it('where its library is none', async () => {
    const { cli, engine } = copyInstallation(join(folder.path, 'copy'), { library: false })
    const libraries = join(engine, 'deps', 'lib')
    mkdirSync(libraries, { recursive: true })
    const installed = new URL('../../../node_modules/@tensorflow/tfjs-node-gpu/deps/lib', import.meta.url).pathname
    for (const name of readdirSync(installed)) writeFileSync(join(libraries, name), 'not a library')
    const { code, out, err } = await run(cli)
    expect({ code, out }).toEqual({ code: 4, out: '' })
    const addon = join(engine, 'lib', 'napi-v8', 'tfjs_binding.node')
    expect(err).toContain(`TensorFlow cannot be loaded from ${addon}, whose libraries are looked for in ${libraries}: `)
    expect(err).toMatch(/libtensorflow.*Run `npm run setup` to put it in place\.\n$/)
    expect(existsSync(join(folder.path, 'tiny'))).toBe(false)
  })
})

describe('ablate run of data that cannot be used ends with 2, names the file, and publishes nothing', () => {
  const labels = Array.from({ length: 5000 }, (_, index) => index % 10)

  it.each<{ fault: string; spoil: (copy: CopiedInstallation) => void; reason: RegExp }>([
    {
      fault: 'a label out of range',
      spoil: ({ spoilData }) =>
        spoilData({ 'train-labels-idx1-ubyte': idxBytes([5000], [...labels.slice(0, 4999), 12]) }),
      reason: /train-labels-idx1-ubyte\.gz: label 5,000 of 5,000 is 12; 0 to 9 are allowed$/,
    },
    {
      fault: 'numbers that could be NaN',
      // Four bytes of 0x7fc00000 each.
      spoil: ({ spoilData }) =>
        spoilData({
          'train-images-idx3-ubyte': idxBytes(
            [5000, 28, 28],
            Buffer.alloc(4 * 5000, Buffer.from('7fc00000', 'hex')),
            13,
          ),
        }),
      reason:
        /train-images-idx3-ubyte\.gz: its elements are of type 13 \(32-bit floats\); only 8 \(unsigned bytes\) is read$/,
    },
    {
      fault: 'a file that is cut off',
      spoil: ({ data }) => {
        const file = join(data, 'train-images-idx3-ubyte.gz')
        writeFileSync(file, readFileSync(file).subarray(0, 100_000))
      },
      reason:
        /train-images-idx3-ubyte\.gz: holds [\d,]+ bytes of images, but its header \(5,000 images of 28×28\) needs 3,920,000; the file is truncated: copy it again$/,
    },
    {
      fault: 'a file that is another one',
      spoil: ({ data }) => {
        const file = join(data, 'train-labels-idx1-ubyte.gz')
        writeFileSync(file, readFileSync(join(data, 'validation-labels-idx1-ubyte.gz')))
      },
      reason: /train-labels-idx1-ubyte\.gz: is not the file that fashion-mnist-8k consists of: .*; copy it again$/,
    },
  ])('$fault', async ({ spoil, reason }) => {
    const copy = copyInstallation(join(folder.path, 'copy'), { library: true })
    spoil(copy)
    const ended = await run(copy.cli)
    expect(ended.code).toBe(2)
    // The same process was asked for both trials.
    expect(refusals(ended)).toHaveLength(2)
    for (const { cause, failure, reason: told } of refusals(ended)) {
      expect({ cause, failure }).toEqual({ cause: 'refused', failure: 'input' })
      expect(told).toMatch(reason)
    }
    expect(below('tiny').filter((name) => /result|draft|lock|safetensors/.test(name))).toEqual([])
  })
})

describe('ablate run whose journal cannot be written', () => {
  it('ends with 4, names it, and is free for the next run', async () => {
    expect((await run()).code).toBe(0)
    const journal = join(folder.path, 'tiny', 'journal.jsonl')
    rmSync(journal)
    mkdirSync(journal)
    const { code, out, err } = await run()
    expect({ code, out }).toEqual({ code: 4, out: '' })
    expect(err).toBe(
      `${journal} cannot be written (EISDIR). See to it that its folder is there and can be written to, and run the study again: it goes on from what is there.\n`,
    )
    rmSync(journal, { recursive: true })
    expect((await run()).code).toBe(0)
  })
})

describe('ablate run of a batch that is larger than the data', () => {
  it('ends with 2, names the place, and writes nothing', async () => {
    const file = join(folder.path, 'tiny.yaml')
    writeFileSync(file, readFileSync(file, 'utf8').replace('  epochs: 1', '  epochs: 1\n  batch: 1001'))
    const { code, out, err } = await run()
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^tiny\.yaml:\d+:\d+: A batch of 1001 is larger than the 1,000 training images\.$/m)
    expect(existsSync(join(folder.path, 'tiny'))).toBe(false)
  })
})
