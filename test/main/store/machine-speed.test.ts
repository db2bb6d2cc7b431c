import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSpeedRecord } from '../../../main/store/machine-speed'

let cache: string
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'speed-'))
})
afterEach(() => rmSync(cache, { recursive: true, force: true }))

describe('the speed record', () => {
  it('begins unknown, and tells the median of what was added, also to the next program', () => {
    const record = openSpeedRecord(cache, 'cpu')
    expect(record.slowness).toBeUndefined()
    for (const ratio of [2, 8, 3]) record.add(ratio)
    expect(record).toMatchObject({ slowness: 3, trials: 3 })
    expect(openSpeedRecord(cache, 'cpu').slowness).toBe(3)
  })

  it('keeps the latest 48', () => {
    const record = openSpeedRecord(cache, 'cpu')
    for (let index = 0; index < 100; index += 1) record.add(1)
    for (let index = 0; index < 48; index += 1) record.add(5)
    expect(record).toMatchObject({ slowness: 5, trials: 48 })
    expect(openSpeedRecord(cache, 'cpu')).toMatchObject({ slowness: 5, trials: 48 })
  })

  it('begins anew on another processor, and where the file is damaged', () => {
    openSpeedRecord(cache, 'cpu').add(2)
    expect(openSpeedRecord(cache, 'other').slowness).toBeUndefined()
    writeFileSync(join(cache, 'speed.json'), '{')
    expect(openSpeedRecord(cache, 'cpu').slowness).toBeUndefined()
  })

  it('goes on where the cache cannot be written', () => {
    writeFileSync(join(cache, 'file'), '')
    const record = openSpeedRecord(join(cache, 'file', 'below'), 'cpu')
    expect(() => record.add(2)).not.toThrow()
    expect(record.slowness).toBe(2)
  })
})
