import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { cachedFolder, placeFiles, readCached, swapFolder } from '../../../scripts/setup/cache.mjs'
import { endedProcess } from '../ended-process'
import { scratchFolders } from '../scratch-folder'

const scratch = scratchFolders()

const fillTwo = async (folder: string) => {
  await mkdir(join(folder, 'lib'))
  await writeFile(join(folder, 'lib', 'a.so'), 'library')
  await writeFile(join(folder, 'LICENSE'), 'free')
}

describe('cachedFolder', () => {
  it('is filled once and says what it holds', async () => {
    const cache = await scratch()
    const fill = vi.fn(fillTwo)
    const first = await cachedFolder(cache, 'key', fill)
    const second = await cachedFolder(cache, 'key', fill)
    expect(fill).toHaveBeenCalledTimes(1)
    expect(second).toEqual(first)
    expect(first.files).toMatchObject([
      { path: 'LICENSE', size: 4, sha256: 'ad95d5fa651ba86d8923fe1238d24a4f1988a752acfe426ac72ac7c04471bc17' },
      { path: 'lib/a.so', size: 7 },
    ])
  })

  it.each([
    { what: 'of another length', damage: (path: string) => writeFile(path, 'libr') },
    { what: 'of the same length and other content', damage: (path: string) => writeFile(path, 'LIBRARY') },
    { what: 'missing', damage: (path: string) => rm(path) },
  ])('is made anew where a file is $what', async ({ damage }) => {
    const cache = await scratch()
    const { folder } = await cachedFolder(cache, 'key', fillTwo)
    await damage(join(folder, 'lib', 'a.so'))
    expect(await readCached(cache, 'key')).toBeUndefined()
    await cachedFolder(cache, 'key', fillTwo)
    expect(await readFile(join(folder, 'lib', 'a.so'), 'utf8')).toBe('library')
  })

  it('keeps nothing of an attempt that fails, and the next one succeeds', async () => {
    const cache = await scratch()
    const failing = cachedFolder(cache, 'key', async (folder, scratchFolder) => {
      await writeFile(join(folder, 'half'), 'of it')
      await writeFile(join(scratchFolder, 'download'), 'half')
      throw new Error('connection lost')
    })
    await expect(failing).rejects.toThrow('connection lost')
    expect(await readdir(cache)).toEqual([])
    expect((await cachedFolder(cache, 'key', fillTwo)).files).toHaveLength(2)
  })

  it('clears away what a killed process left, and nothing of a running one', async () => {
    const cache = await scratch()
    const abandoned = `partial-${await endedProcess()}-abc`
    const running = `partial-${process.ppid}-def`
    const replaced = `electron.old-${await endedProcess()}`
    await mkdir(join(cache, abandoned, 'made'), { recursive: true })
    await mkdir(join(cache, running))
    await mkdir(join(cache, replaced))
    await writeFile(join(cache, 'key.lock'), String(await endedProcess()))
    await cachedFolder(cache, 'key', fillTwo)
    expect((await readdir(cache)).sort()).toEqual(['key', running].sort())
  })

  it('says what to do where the cache cannot be made', async () => {
    const file = join(await scratch(), 'file')
    await writeFile(file, '')
    await expect(cachedFolder(join(file, 'cache'), 'key', fillTwo)).rejects.toThrow('Set XDG_CACHE_HOME')
  })
})

describe('placeFiles and swapFolder', () => {
  it('put files in place of what was there', async () => {
    const cache = await scratch()
    const target = join(await scratch(), 'deps')
    await mkdir(target)
    await writeFile(join(target, 'old'), '')
    const { folder } = await cachedFolder(cache, 'key', fillTwo)
    await placeFiles(folder, ['lib/a.so'], `${target}.partial`)
    await swapFolder(`${target}.partial`, target)
    expect(await readdir(target, { recursive: true })).toEqual(['lib', join('lib', 'a.so')])
    expect(existsSync(`${target}.partial`)).toBe(false)
  })
})
