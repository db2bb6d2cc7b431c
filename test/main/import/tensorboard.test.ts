import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { crc32c, maskedCrc32c } from '../../../main/import/crc32c'
import { readEvent } from '../../../main/import/event'
import { readTensorboard } from '../../../main/import/tensorboard'
import { readTfRecords } from '../../../main/import/tf-records'
import { parsePattern } from '../../../shared/import/run-pattern'

/** Written by tensorboardX and tensorboard: see make_event_files.py. */
const EVENTS = new URL('events', import.meta.url).pathname

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'events-'))
  cpSync(EVENTS, folder, { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function read(root: string, pattern?: string) {
  const parsed = pattern === undefined ? undefined : parsePattern(pattern)
  const found = await readTensorboard([root], { pattern: parsed?.ok ? parsed.value : undefined })
  if (!found.ok) throw new Error(found.error)
  return found.value
}

// RFC 3720, B.4; and TensorFlow’s tests, which have the mask of no bytes.
it.each([
  { bytes: new Uint8Array(32), crc: 0x8a9136aa },
  { bytes: new Uint8Array(32).fill(0xff), crc: 0x62a8ab43 },
  { bytes: Uint8Array.from({ length: 32 }, (_, index) => index), crc: 0x46dd794e },
  { bytes: new TextEncoder().encode('123456789'), crc: 0xe3069283 },
])('CRC-32C is $crc', ({ bytes, crc }) => {
  expect(crc32c(bytes)).toBe(crc)
  expect(maskedCrc32c(new Uint8Array())).toBe(0xa282ead8)
})

describe('event files', () => {
  it('of SummaryWriter give arms, seeds and numbers', async () => {
    const { runs, notes } = await read(join(folder, 'torch'))
    expect(runs).toMatchObject({
      factors: [{ name: 'arm', levels: ['full', 'no-pooling'] }],
      metrics: ['acc/val', 'loss/train'],
      stepName: 'step',
    })
    expect(runs.runs.map(({ levels, seed }) => `${levels.arm} ${seed}`)).toEqual([
      'full 1',
      'full 2',
      'no-pooling 1',
      'no-pooling 2',
    ])
    expect(runs.runs[1]?.series).toEqual([
      // Single precision is what was stored.
      { metric: 'acc/val', steps: [1, 2, 3], values: [0.812, 0.822, 0.832].map(Math.fround) },
      { metric: 'loss/train', steps: [1, 2, 3], values: [1, 0.5, Number.NaN] },
    ])
    expect(notes.unusable).toEqual([
      {
        why: 'no number: an image, a histogram, a text',
        count: 4,
        examples: expect.arrayContaining([expect.stringContaining('full/seed1: notes')]),
      },
    ])
    expect(notes.understood[0]).toBe('runs: taken for {arm}/seed{seed}')
  })

  it('with tensors, a folder a split, give metrics led by the split', async () => {
    const { runs } = await read(join(folder, 'keras'))
    expect(runs.factors).toEqual([{ name: 'reduction', levels: ['off', 'on'] }])
    expect(runs.metrics).toEqual(['train/epoch_accuracy', 'validation/epoch_accuracy'])
    expect(runs.runs[3]).toMatchObject({ levels: { reduction: 'on' }, seed: '2' })
    expect(runs.runs[3]?.series[1]).toEqual({
      metric: 'validation/epoch_accuracy',
      steps: [0, 1],
      values: [0.54, 0.64].map(Math.fround),
    })
  })

  it('are read by a pattern, runs of another form told', async () => {
    cpSync(join(folder, 'torch', 'full', 'seed1'), join(folder, 'torch', 'old'), { recursive: true })
    const { runs, notes } = await read(join(folder, 'torch'), '{net}/seed{seed}')
    expect(runs.factors[0]?.name).toBe('net')
    expect(notes.unusable).toContainEqual({
      why: 'the run’s name is not of the form {net}/seed{seed}',
      count: 1,
      examples: ['old'],
    })
  })

  it('that were taken up again are one run, what was written later counting', async () => {
    const run = join(folder, 'torch', 'full', 'seed1')
    cpSync(join(folder, 'torch', 'full', 'seed2', 'events.out.tfevents.0'), join(run, 'events.out.tfevents.1'))
    const { runs, notes } = await read(join(folder, 'torch'))
    expect(runs.runs[0]?.series[0]?.values).toEqual([0.812, 0.822, 0.832].map(Math.fround))
    expect(notes.repeated).toEqual({ same: 2, replaced: 4 })
  })

  it('that end within a record are still written to, and all before is taken', async () => {
    const file = join(folder, 'torch', 'full', 'seed1', 'events.out.tfevents.0')
    const bytes = readFileSync(file)
    for (const cut of [1, 5, 20]) {
      writeFileSync(file, bytes.subarray(0, bytes.length - cut))
      const { runs, notes } = await read(join(folder, 'torch'))
      expect(runs.runs[0]?.series[0]?.steps).toEqual([1, 2, 3])
      expect(notes.understood.at(-1)).toContain('1 of 4 files end within a record')
    }
  })

  it('with a damaged record are read without it, and it is told', async () => {
    const file = join(folder, 'torch', 'full', 'seed1', 'events.out.tfevents.0')
    const bytes = readFileSync(file)
    // The second record's content: the first is 24 bytes of file_version between 12 and 4.
    const place = 12 + Number(bytes.readBigUInt64LE(0)) + 4
    bytes[place + 14] = (bytes[place + 14] ?? 0) ^ 1
    writeFileSync(file, bytes)
    const { runs, notes } = await read(join(folder, 'torch'))
    expect(runs.runs[0]?.series.map(({ steps }) => steps.length)).toEqual([3, 2])
    expect(notes.unusable).toContainEqual({
      why: 'damaged: its checksum is not that of its content',
      count: 1,
      examples: [`full/seed1/events.out.tfevents.0, byte ${place}`],
    })
  })

  it('with a damaged length are read up to it, and it is told', async () => {
    const file = join(folder, 'torch', 'full', 'seed1', 'events.out.tfevents.0')
    appendFileSync(file, Buffer.alloc(40, 7))
    const { notes } = await read(join(folder, 'torch'))
    expect(notes.unusable).toContainEqual(
      expect.objectContaining({ why: expect.stringContaining('nothing after it can be found'), count: 1 }),
    )
  })

  it('that are none are told', async () => {
    writeFileSync(join(folder, 'torch', 'full', 'seed1', 'events.out.tfevents.0'), 'no')
    const { notes } = await read(join(folder, 'torch'))
    expect(notes.unusable).toContainEqual({
      why: 'no event file: it has no whole record',
      count: 1,
      examples: ['full/seed1/events.out.tfevents.0'],
    })
  })

  it.each([
    ['a folder without any', 'keras/none', /no such|no event file/],
    ['one in the folder itself', 'torch/full/seed1', /a folder of run folders is expected/],
  ])('%s: refused', async (_what, path, says) => {
    const root = join(folder, path)
    if (path === 'keras/none')
      cpSync(join(folder, 'torch', 'full'), root, { recursive: true, filter: (from) => !from.includes('tfevents') })
    const found = await readTensorboard([root], { pattern: undefined })
    expect(found.ok ? '' : found.error).toMatch(says)
  })

  it('give numbers of every type, and none of a vector', async () => {
    const plugins = new Map<string, string>()
    const found = new Map<string, number>()
    const others: string[] = []
    let steps = 0
    const ended = await readTfRecords(join(folder, 'kinds', 'events.out.tfevents.0'), (content) => {
      const event = readEvent(content, plugins)
      for (const { tag, step, value } of event.scalars) {
        found.set(tag, value)
        steps = step
      }
      others.push(...event.others)
    })
    expect(Object.fromEntries(found)).toEqual({
      float: 0.5,
      double: 0.1,
      int: -7,
      long: 2 ** 40,
      half: 1.5,
      inf: Number.NEGATIVE_INFINITY,
      content: 0.25,
    })
    expect(others).toEqual(['vector'])
    expect(steps).toBe(2 ** 33)
    expect(ended).toEqual({ records: 2, cutOff: 0, damaged: [], lostFrom: undefined, tooLarge: [] })
  })
})
