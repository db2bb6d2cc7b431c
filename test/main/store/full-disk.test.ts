import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { writeAtomically } from '../../../main/store/atomic-write'
import { listCheckpoints, writeCheckpoint } from '../../../main/store/checkpoints'
import { appendLine, openLines, readLines } from '../../../main/store/json-lines'
import { hasResult, publishResult } from '../../../main/store/results'
import { lockStudy } from '../../../main/store/runner-lock'
import { openStudyFolder } from '../../../main/store/study-folder'
import { makeFolder, unwritten } from '../../../main/store/unwritten'
import { finishedResult, plannedSample } from '../../shared/study/results'

const disk = vi.hoisted(() => ({ room: Number.POSITIVE_INFINITY }))
vi.mock('node:fs', async (original) => {
  const { diskOf } = await import('./disk')
  return diskOf(await original(), disk)
})

let folder: string
beforeEach(() => {
  disk.room = Number.POSITIVE_INFINITY
  folder = mkdtempSync(join(tmpdir(), 'ablation-workbench-disk-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const files = () => readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()

/** What a person is told of what this throws. */
function told(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    const failure = unwritten(error)
    expect(failure.kind).toBe('environment')
    return failure.message
  }
  throw new Error('this was to fail')
}

const full = (file: string) =>
  `The disk is full: ${file} cannot be written (ENOSPC). Make room on it and run the study again: it goes on from what is there.`

describe('on a disk that becomes full', () => {
  it.each([0, 1, 5])(
    'a file that is written whole stays as it was, with nothing beside it (%i of 6 bytes fit)',
    (room) => {
      const file = join(folder, 'plan.json')
      writeAtomically(file, 'before')
      disk.room = room
      expect(told(() => writeAtomically(file, 'after!'))).toBe(full(file))
      expect(readFileSync(file, 'utf8')).toBe('before')
      expect(files()).toEqual(['plan.json'])
    },
  )

  it('a checkpoint leaves those before it alone', () => {
    writeCheckpoint(folder, 'trial-1', 1, 1, new Uint8Array(100))
    writeCheckpoint(folder, 'trial-1', 1, 2, new Uint8Array(100))
    disk.room = 50
    const file = join(folder, 'trials', 'trial-1', 'attempt-1', 'checkpoint', 'epoch-3.safetensors')
    expect(told(() => writeCheckpoint(folder, 'trial-1', 1, 3, new Uint8Array(100)))).toBe(full(file))
    expect(listCheckpoints(folder, 'trial-1').map(({ epoch }) => epoch)).toEqual([2, 1])
    expect(files().filter((name) => name.includes('draft'))).toEqual([])
  })

  it('a line is written whole or not at all, and later ones are read', () => {
    const file = join(folder, 'events.jsonl')
    const lines = openLines(file)
    lines.write({ epoch: 1 })
    disk.room = 4
    expect(told(() => lines.write({ epoch: 2 }))).toBe(full(file))
    expect(told(() => appendLine(file, { epoch: 3 }))).toBe(full(file))
    disk.room = Number.POSITIVE_INFINITY
    lines.write({ epoch: 4 })
    lines.close()
    expect(readLines(file)).toEqual([{ epoch: 1 }, { epoch: 4 }])
    expect(readFileSync(file, 'utf8')).toBe('{"epoch":1}\n{"epoch":4}\n')
  })

  it('a result is not published', () => {
    const { plan } = plannedSample()
    const [trial] = plan.trials
    if (!trial) throw new Error('no trial')
    mkdirSync(join(folder, 'trials', trial.id, 'attempt-1'), { recursive: true })
    disk.room = 20
    expect(told(() => publishResult(folder, finishedResult(trial, 0.5)))).toMatch(/attempt-1.result\.json cannot be/)
    expect(hasResult(folder, trial.id)).toBe(false)
    expect(files().filter((name) => name.endsWith('.json') || name.includes('draft'))).toEqual([])
  })

  it.each(['study', '.'])('a study’s folder (%s) is not begun, and can be later', (name) => {
    const path = join(folder, name)
    const { plan } = plannedSample()
    disk.room = 100
    expect(openStudyFolder(path, 'study: s', plan)).toEqual({
      ok: false,
      error: { kind: 'environment', message: full(join(path, 'plan.json')) },
    })
    expect(files()).toEqual([])
    disk.room = Number.POSITIVE_INFINITY
    expect(openStudyFolder(path, 'study: s', plan)).toMatchObject({ ok: true })
  })

  it('no runner holds a study whose lock cannot be written', () => {
    disk.room = 3
    const file = join(folder, 'runner.lock')
    expect(lockStudy(folder)).toEqual({ ok: false, error: { kind: 'environment', message: full(file) } })
    expect(existsSync(file)).toBe(false)
  })
})

describe('what cannot be written for another reason', () => {
  it('is told with the system’s own code', () => {
    const file = join(folder, 'in-the-way')
    writeFileSync(file, '')
    expect(told(() => makeFolder(join(file, 'below')))).toBe(
      `${join(file, 'below')} cannot be written (ENOTDIR). See to it that its folder is there and can be written to, and run the study again: it goes on from what is there.`,
    )
    expect(told(() => openLines(join(folder, 'nowhere', 'events.jsonl')))).toMatch(
      /events\.jsonl cannot be written \(ENOENT\)/,
    )
  })

  it('is no failure but a bug where the system refused nothing', () => {
    expect(() => unwritten(new Error('a bug'))).toThrow('a bug')
    const file = join(folder, 'plan.json\0')
    expect(() => writeAtomically(file, '')).toThrow('without null bytes')
    expect(files()).toEqual([])
  })
})
