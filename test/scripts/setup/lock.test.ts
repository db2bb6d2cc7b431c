import { existsSync } from 'node:fs'
import { utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { withLock } from '../../../scripts/setup/lock.mjs'
import { endedProcess } from '../ended-process'
import { scratchFolders } from '../scratch-folder'

const scratch = scratchFolders()

describe('withLock', () => {
  it('lets one at a time work', async () => {
    const lock = join(await scratch(), 'lock')
    const order: string[] = []
    const work = (name: string) => async () => {
      order.push(`${name} begins`)
      await new Promise((resolve) => setImmediate(resolve))
      order.push(`${name} ends`)
    }
    const options = { waiting: () => {}, pollMs: 1 }
    await Promise.all([withLock(lock, options, work('a')), withLock(lock, options, work('b'))])
    expect([
      ['a begins', 'a ends', 'b begins', 'b ends'],
      ['b begins', 'b ends', 'a begins', 'a ends'],
    ]).toContainEqual(order)
  })

  it('says once who holds the lock', async () => {
    const lock = join(await scratch(), 'lock')
    const waiting = vi.fn()
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const first = withLock(lock, { waiting: () => {} }, () => held)
    await vi.waitFor(() => expect(existsSync(lock)).toBe(true))
    const second = withLock(lock, { waiting, pollMs: 1 }, async () => 'done')
    await vi.waitFor(() => expect(waiting).toHaveBeenCalled())
    release()
    await first
    expect(await second).toBe('done')
    expect(waiting.mock.calls).toEqual([[process.pid]])
  })

  it('gives the lock back when the work fails', async () => {
    const lock = join(await scratch(), 'lock')
    await expect(withLock(lock, { waiting: () => {} }, () => Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    )
    expect(existsSync(lock)).toBe(false)
  })

  it.each([
    { what: 'a killed process', content: async () => String(await endedProcess()), old: false },
    { what: 'a process id that another process got', content: async () => String(process.pid), old: true },
    { what: 'garbage', content: async () => 'not a number', old: false },
  ])('takes over the lock of $what', async ({ content, old }) => {
    const lock = join(await scratch(), 'lock')
    const waiting = vi.fn()
    await writeFile(lock, await content())
    const longAgo = new Date('2020-01-01')
    if (old) await utimes(lock, longAgo, longAgo)
    expect(await withLock(lock, { waiting, pollMs: 1 }, async () => 'done')).toBe('done')
    expect(waiting).not.toHaveBeenCalled()
    expect(existsSync(lock)).toBe(false)
  })
})
