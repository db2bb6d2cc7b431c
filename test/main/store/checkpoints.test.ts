import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  bestStateFiles,
  clearCheckpoints,
  listCheckpoints,
  writeBestState,
  writeCheckpoint,
  writeFinalState,
} from '../../../main/store/checkpoints'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ablation-workbench-checkpoints-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (attempt: number, epoch: number) =>
  writeCheckpoint(folder, 'trial-1', attempt, epoch, Uint8Array.of(attempt, epoch))
const listed = () => listCheckpoints(folder, 'trial-1').map(({ attempt, epoch }) => `${attempt}/${epoch}`)
const trialPath = (...names: string[]) => join(folder, 'trials', 'trial-1', ...names)

describe('checkpoints', () => {
  it('are none of a trial that was never begun', () => {
    expect(listed()).toEqual([])
    clearCheckpoints(folder, 'trial-1')
    expect(readdirSync(folder)).toEqual([])
  })

  it('are the last two of an attempt, the latest first, by number', () => {
    for (const epoch of [8, 9, 10, 11]) write(1, epoch)
    expect(listed()).toEqual(['1/11', '1/10'])
    const [latest] = listCheckpoints(folder, 'trial-1')
    expect([...readFileSync(latest?.file ?? '')]).toEqual([1, 11])
  })

  it('of earlier attempts stay until the attempt has two of its own', () => {
    write(1, 4)
    write(1, 5)
    // The fifth may have been unreadable: attempt 2 begins before it.
    write(2, 1)
    expect(listed()).toEqual(['1/5', '1/4', '2/1'])
    write(2, 2)
    expect(listed()).toEqual(['2/2', '2/1'])
  })

  it('leave final weights and events alone when they are cleared, and drafts that a kill left go with them', () => {
    write(1, 1)
    writeFileSync(trialPath('attempt-1', 'events.jsonl'), '{}\n')
    write(2, 2)
    writeFileSync(trialPath('attempt-2', 'checkpoint', 'epoch-3.safetensors.4711.draft'), 'half')
    writeFinalState(folder, 'trial-1', 2, Uint8Array.of(9))
    clearCheckpoints(folder, 'trial-1')
    expect(readdirSync(trialPath(), { recursive: true, encoding: 'utf8' }).toSorted()).toEqual([
      'attempt-1',
      'attempt-1/events.jsonl',
      'attempt-2',
      'attempt-2/checkpoint',
      'attempt-2/checkpoint/final.safetensors',
    ])
  })

  it('are not taken for files of other names', () => {
    mkdirSync(trialPath('attempt-1', 'checkpoint'), { recursive: true })
    for (const name of ['final.safetensors', 'epoch-x.safetensors', 'epoch-3.safetensors.1.draft', 'epoch-3'])
      writeFileSync(trialPath('attempt-1', 'checkpoint', name), '')
    expect(listed()).toEqual([])
  })
})

describe('best states', () => {
  /** The epochs that are the best so far. */
  const RISING = [1, 3, 4, 7]
  const bestUpTo = (epoch: number) => RISING.findLast((rising) => rising <= epoch)
  const keep = (attempt: number, epoch: number) =>
    writeBestState(folder, 'trial-1', attempt, epoch, Uint8Array.of(attempt, epoch))
  const checkpoint = (attempt: number, epoch: number) =>
    writeCheckpoint(folder, 'trial-1', attempt, epoch, Uint8Array.of(attempt, epoch), bestUpTo)
  const train = (attempt: number, from: number, to: number) => {
    for (let epoch = from; epoch <= to; epoch += 1) {
      if (RISING.includes(epoch)) keep(attempt, epoch)
      checkpoint(attempt, epoch)
    }
  }
  const kept = () =>
    [1, 2, 3, 4, 5, 6, 7, 8].flatMap((epoch) =>
      bestStateFiles(folder, 'trial-1', epoch).map((file) => [...readFileSync(file)].join('/')),
    )

  it.each([
    { until: 2, expected: ['1/1'] },
    { until: 3, expected: ['1/1', '1/3'] },
    { until: 4, expected: ['1/3', '1/4'] },
    { until: 5, expected: ['1/4'] },
    { until: 8, expected: ['1/7'] },
  ])('are those that the two checkpoints need: after epoch $until', ({ until, expected }) => {
    train(1, 1, until)
    expect(kept()).toEqual(expected)
  })

  it('stay for the checkpoints that are there, however many attempts end before the next one is written', () => {
    train(1, 1, 3)
    for (const attempt of [1, 2, 3]) keep(attempt, 4)
    expect(listed()).toEqual(['1/3', '1/2'])
    // Of one epoch that of the latest attempt comes first.
    expect(kept()).toEqual(['1/1', '1/3', '3/4', '2/4', '1/4'])
    train(4, 4, 5)
    expect(listed()).toEqual(['4/5', '4/4'])
    expect(kept()).toEqual(['4/4', '3/4', '2/4', '1/4'])
    train(4, 6, 8)
    expect(kept()).toEqual(['4/7'])
  })
})
