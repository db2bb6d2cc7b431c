import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cachedFolder } from '../cache.mjs'
import { SetupFailure } from '../failure.mjs'
import { runCommand, tellingLine } from '../run-command.mjs'
import { findTool } from '../tensorflow/tools.mjs'
import { insideFolder, readZipEntries, unzipEntry } from '../zip.mjs'

/** @import { Context } from '../part.mjs' */
/** @import { Wheel } from './wheels.mjs' */

/** The files taken out of a wheel are no Python, so any Python fetches those for this one. */
const SELECT = [
  ...['--python-version', '3.11', '--only-binary', ':all:'],
  ...['--platform', 'manylinux2014_x86_64', '--platform', 'manylinux1_x86_64'],
]

/**
 * What is wanted of a wheel, in this user's cache: downloaded and unpacked once. A set-up that is stopped goes on with
 * the wheel that it was at.
 * @param {Context} context
 * @param {Wheel} wheel
 * @param {(entry: string) => string | undefined} placeOf  Where an entry goes, undefined where it is left out.
 */
export function cachedWheel(context, wheel, placeOf) {
  const name = `${wheel.package} ${wheel.version}`
  const key = `${wheel.package}-${wheel.version}-${wheel.sha256.slice(0, 12)}-gpu`
  return cachedFolder(context.cache, key, async (target, scratch) => {
    context.report.step('GPU', `downloading ${name}`)
    const archive = await download(wheel, scratch)
    context.report.step('GPU', `unpacking ${name}`)
    await unpackWheel(archive, target, placeOf)
  })
}

/**
 * Lets pip fetch the one file that the checksum names.
 * @param {Wheel} wheel
 * @param {string} scratch
 * @returns {Promise<string>} Path of the wheel.
 */
async function download(wheel, scratch) {
  const pip = await findTool('pip')
  if (pip === undefined) throw new Error('pip was there a moment ago')
  const folder = join(scratch, 'wheel')
  const requirements = join(scratch, 'requirements.txt')
  await mkdir(folder)
  await writeFile(requirements, `${wheel.package}==${wheel.version} --hash=sha256:${wheel.sha256}\n`)
  const options = ['--no-deps', '--no-cache-dir', '--disable-pip-version-check', '--quiet', '--require-hashes']
  const result = await runCommand(
    pip[0],
    [...pip.slice(1), 'download', ...options, ...SELECT, '--dest', folder, '--requirement', requirements],
    { env: { ...process.env, TMPDIR: scratch }, timeoutMs: 60 * 60_000 },
  )
  const name = (await readdir(folder)).find((file) => file.endsWith('.whl'))
  if (result.failure !== undefined || name === undefined) {
    throw new SetupFailure(
      `${wheel.package} ${wheel.version} cannot be downloaded`,
      result.failure === undefined ? 'pip left no wheel' : tellingLine(result),
      'Look whether "pip download" reaches its package index, then run the command again: what is there already is kept.',
    )
  }
  return join(folder, name)
}

/**
 * @param {string} archive
 * @param {string} target
 * @param {(entry: string) => string | undefined} placeOf
 * @throws Where nothing in it is wanted, or it is damaged.
 */
export async function unpackWheel(archive, target, placeOf) {
  let unpacked = 0
  for (const entry of await readZipEntries(archive)) {
    const place = placeOf(entry.name)
    if (place === undefined) continue
    await unzipEntry(archive, entry, join(target, insideFolder(place)))
    unpacked += 1
  }
  if (unpacked === 0) throw new Error(`${archive} has nothing of what is looked for in it`)
}
