import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readStamp, STAMP_FILE, writeStamp } from '../../../scripts/setup/tensorflow/stamp.mjs'
import { scratchFolders } from '../scratch-folder'

const scratch = scratchFolders()

const LIBRARY = join('deps', 'lib', 'libtensorflow_cc.so.2')

async function stampedFolder() {
  const folder = await scratch()
  await mkdir(join(folder, 'deps', 'lib'), { recursive: true })
  await writeFile(join(folder, LIBRARY), 'library')
  await writeStamp(folder, 'wheel', 'tensorflow-cpu 2.15.1', [LIBRARY])
  return folder
}

describe('readStamp', () => {
  it('tells what is installed', async () => {
    expect(await readStamp(await stampedFolder())).toEqual({
      source: 'wheel',
      library: 'tensorflow-cpu 2.15.1',
      files: [{ path: LIBRARY, size: 7 }],
    })
  })

  it.each([
    { what: 'the stamp was not written yet', damage: (folder: string) => rm(join(folder, STAMP_FILE)) },
    { what: 'the stamp is cut off', damage: (folder: string) => writeFile(join(folder, STAMP_FILE), '{"source": "wh') },
    {
      what: 'the stamp names no file',
      damage: (folder: string) => writeFile(join(folder, STAMP_FILE), '{"files": []}'),
    },
    { what: 'a file is gone', damage: (folder: string) => rm(join(folder, LIBRARY)) },
    { what: 'a file is cut off', damage: (folder: string) => writeFile(join(folder, LIBRARY), 'lib') },
  ])('takes the installation for broken where $what', async ({ damage }) => {
    const folder = await stampedFolder()
    await damage(folder)
    expect(await readStamp(folder)).toBeUndefined()
  })
})
