import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { installedRuntime } from '../../../scripts/setup/electron/electron-package.mjs'
import { scratchFolders } from '../scratch-folder'

const scratch = scratchFolders()

/** A checkout whose package.json asks for Electron 45.4.1, with a runtime of the given version. */
async function checkout({ version = '45.4.1', origin }: { version?: string; origin?: object } = {}) {
  const root = await scratch()
  const folder = join(root, 'node_modules', 'electron')
  await mkdir(join(folder, 'dist'), { recursive: true })
  await writeFile(join(folder, 'package.json'), '{ "version": "45.4.1" }')
  await writeFile(join(folder, 'dist', 'electron'), '')
  await writeFile(join(folder, 'dist', 'version'), version)
  if (origin !== undefined) {
    await writeFile(join(folder, 'dist', 'ablation-workbench-origin.json'), JSON.stringify(origin))
  }
  await writeFile(join(folder, 'path.txt'), 'electron')
  return { root, folder }
}

const CARRIER = { source: 'carrier', version: '33.2.1', package: 'carrier@1.0.0' }

describe('installedRuntime', () => {
  it.each([
    { what: "its own installer's", settings: {}, version: '45.4.1', carrier: undefined },
    { what: "its own installer's, with a v", settings: { version: 'v45.4.1' }, version: '45.4.1', carrier: undefined },
    {
      what: "the carrier's",
      settings: { version: '33.2.1', origin: CARRIER },
      version: '33.2.1',
      carrier: 'carrier@1.0.0',
    },
  ])('knows $what', async ({ settings, version, carrier }) => {
    const { root, folder } = await checkout(settings)
    expect(await installedRuntime(root)).toEqual({ version, carrier, executable: join(folder, 'dist', 'electron') })
  })

  it('takes an older Electron that nobody marked for missing', async () => {
    const { root } = await checkout({ version: '33.2.1' })
    expect(await installedRuntime(root)).toBeUndefined()
  })

  it.each(['path.txt', join('dist', 'electron'), join('dist', 'version'), 'dist', ''])(
    'takes an installation without %s for missing',
    async (path) => {
      const { root, folder } = await checkout()
      await rm(join(folder, path), { recursive: true })
      expect(await installedRuntime(root)).toBeUndefined()
    },
  )
})
