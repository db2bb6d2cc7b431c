import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ResultRecord } from '../../../shared/study/result-record'
import { RunEvent } from '../../../shared/study/run-event'
import { ablate, type Circumstances, scratch } from './ablate'
import { canMakeDisk, makeDisk, type SmallDisk } from './small-disk'
import { writeStudy } from './study-file'

/** A state of the study's trials takes 1.0 MB: one has room, a second one beside it has not. */
const ROOM_FOR_ONE = 1_700

let folder: ReturnType<typeof scratch>
let disk: SmallDisk
beforeEach(() => {
  folder = scratch()
  disk = makeDisk(join(folder.path, 'disk'), ROOM_FOR_ONE)
  writeStudy(folder.path, { epochs: 3 })
})
afterEach(() => {
  disk.remove()
  folder.remove()
})

const run = (out: string, circumstances: Partial<Circumstances> = {}) =>
  ablate(['run', 'tiny.yaml', '--workers', '1', '--json', '--out', out], { cwd: folder.path, ...circumstances })

const events = (out: string): readonly RunEvent[] =>
  out
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => RunEvent.parse(JSON.parse(line)))

const onDisk = () => readdirSync(disk.path, { recursive: true, encoding: 'utf8' }).toSorted()

/** Takes all the room that is left. @returns what gives it back */
function fill(): () => void {
  const file = join(disk.path, 'filling')
  for (const size of [65_536, 4_096, 1]) {
    try {
      for (;;) appendFileSync(file, Buffer.alloc(size))
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
    }
  }
  return () => rmSync(file)
}

/** What was trained, without what depends on the clock. */
const trained = (out: string) =>
  readdirSync(join(folder.path, out, 'trials')).map((trial) => {
    const own = join(folder.path, out, 'trials', trial)
    const { attempt, curve } = ResultRecord.parse(JSON.parse(readFileSync(join(own, 'result.json'), 'utf8')))
    const weights = readFileSync(join(own, `attempt-${attempt}`, 'checkpoint', 'final.safetensors'))
    const timeless = curve.map((point) => ({ ...point, seconds: 0, imagesPerSecond: 0 }))
    return { trial, curve: timeless, weights: createHash('sha256').update(weights).digest('hex') }
  })

describe.skipIf(!canMakeDisk())('ablate run on a disk that becomes full', () => {
  it('under a checkpoint ends with 4 and says so; with room it goes on to the bits of an undisturbed run', async () => {
    const full = await run('disk/study')
    expect(full.code).toBe(4)
    const failed = events(full.out).flatMap((event) => (event.event === 'trial.failed' ? [event] : []))
    // Each trial was tried: the first one's checkpoint leaves no room for a second, nor for one of the second trial.
    expect(failed.map(({ cause, failure }) => [cause, failure])).toEqual([
      ['refused', 'environment'],
      ['refused', 'environment'],
    ])
    expect(failed.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(
        /^The disk is full: \S+epoch-2\.safetensors cannot be written \(ENOSPC\)\. Make room on it/,
      ),
      expect.stringMatching(
        /^The disk is full: \S+epoch-1\.safetensors cannot be written \(ENOSPC\)\. Make room on it/,
      ),
    ])
    expect(onDisk().filter((name) => /draft|lock|result|final|epoch-/.test(name))).toEqual([
      expect.stringMatching(/attempt-1\/checkpoint\/epoch-1\.safetensors$/),
    ])

    disk.resize(20_000)
    const resumed = await run('disk/study')
    expect(resumed.code).toBe(0)
    expect(events(resumed.out).at(-1)).toMatchObject({ state: 'complete', finished: 2 })
    await run('whole')
    expect(trained('disk/study')).toEqual(trained('whole'))
  })

  it('before it begins ends with 4, and leaves nothing there', async () => {
    fill()
    const { code, out, err } = await run('disk/study')
    expect({ code, out }).toEqual({ code: 4, out: '' })
    expect(err).toMatch(/^The disk is full: \S+ cannot be written \(ENOSPC\)\. Make room on it and run the study again/)
    expect(onDisk()).toEqual(['filling'])
  })

  it('to the last byte, within a trial, ends with 4, says so, and is free for the next run', async () => {
    let empty: (() => void) | undefined
    const { code, out, err } = await run('disk/study', {
      onLine: (line) => {
        if (line.includes('"event":"epoch"')) empty ??= fill()
      },
    })
    expect(code).toBe(4)
    // In the journal, where it has room in its last block; else it is what ends the run.
    expect(`${out}${err}`).toContain('The disk is full: ')
    expect(existsSync(join(disk.path, 'study', 'runner.lock'))).toBe(false)
    empty?.()
    disk.resize(20_000)
    expect((await run('disk/study')).code).toBe(0)
    const journal = readFileSync(join(disk.path, 'study', 'journal.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
    for (const line of journal) RunEvent.parse(JSON.parse(line))
  })
})
