import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sourcesChecksum } from '../../../scripts/build/sources.mjs'
import { scratchFolders } from '../scratch-folder'

const scratch = scratchFolders()

async function checkout() {
  const root = await scratch()
  await mkdir(join(root, 'shared', 'cost'), { recursive: true })
  await mkdir(join(root, 'docs'))
  for (const file of ['electron.vite.config.ts', 'package.json', 'package-lock.json'])
    await writeFile(join(root, file), '')
  await writeFile(join(root, 'shared', 'cost', 'macs.ts'), 'export const a = 1')
  return root
}

describe('sourcesChecksum', () => {
  it('stays where nothing changes, or something that is not built', async () => {
    const root = await checkout()
    const before = await sourcesChecksum(root)
    await writeFile(join(root, 'docs', 'note.md'), 'new')
    await writeFile(join(root, 'shared', 'cost', 'macs.ts'), 'export const a = 1')
    expect(await sourcesChecksum(root)).toBe(before)
  })

  it.each([
    {
      what: 'a file changes',
      change: (root: string) => writeFile(join(root, 'shared/cost/macs.ts'), 'export const a = 2'),
    },
    { what: 'a file is new', change: (root: string) => writeFile(join(root, 'shared/new.ts'), '') },
    { what: 'a file is gone', change: (root: string) => rm(join(root, 'shared/cost/macs.ts')) },
    {
      what: 'a file has another name',
      change: (root: string) => rename(join(root, 'shared/cost/macs.ts'), join(root, 'shared/cost/macz.ts')),
    },
    { what: 'the configuration changes', change: (root: string) => writeFile(join(root, 'package.json'), '{}') },
  ])('changes where $what', async ({ change }) => {
    const root = await checkout()
    const before = await sourcesChecksum(root)
    await change(root)
    expect(await sourcesChecksum(root)).not.toBe(before)
  })
})
