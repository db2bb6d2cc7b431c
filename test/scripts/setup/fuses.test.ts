import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FUSE_SENTINEL, setFuses } from '../../../scripts/setup/electron/fuses.mjs'
import { scratchFolders } from '../scratch-folder'

const scratch = scratchFolders()

/** A file with fuses as Electron has them: format, number, and a character each. */
async function executable({ before = 'machine code ', format = 1, fuses = '0110r10', after = ' more code' } = {}) {
  const path = join(await scratch(), 'electron')
  const wire = Buffer.concat([Buffer.from(FUSE_SENTINEL), Buffer.from([format, fuses.length]), Buffer.from(fuses)])
  await writeFile(path, Buffer.concat([Buffer.from(before), wire, Buffer.from(after)]))
  return path
}

describe('setFuses', () => {
  it('sets the fuses asked for and touches nothing else', async () => {
    const path = await executable()
    await setFuses(path, [
      { fuse: 3, on: true },
      { fuse: 5, on: false },
    ])
    expect(await readFile(path, 'latin1')).toBe(`machine code ${FUSE_SENTINEL}\u0001\u00070111r00 more code`)
  })

  it.each([
    { what: 'an unknown format', path: () => executable({ format: 2 }), expected: 'unknown format 2' },
    { what: 'a fuse that is not there', path: () => executable({ fuses: '010' }), expected: 'has 3 fuses, number 3' },
    { what: 'two sets of fuses', path: () => executable({ after: FUSE_SENTINEL }), expected: 'several sets' },
  ])('refuses $what', async ({ path, expected }) => {
    await expect(setFuses(await path(), [{ fuse: 3, on: true }])).rejects.toThrow(expected)
  })

  it('refuses a file without fuses', async () => {
    const path = join(await scratch(), 'other')
    await writeFile(path, 'some other program')
    await expect(setFuses(path, [])).rejects.toThrow('it is no Electron')
  })
})
