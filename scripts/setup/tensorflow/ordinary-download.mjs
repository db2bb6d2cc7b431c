import { existsSync } from 'node:fs'
import { link, readdir, realpath, rename, rm } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { cachedFolder, placeFiles, removeAbandoned, swapFolder } from '../cache.mjs'
import { unreachable } from '../reachable.mjs'
import { runCommand, tellingLine } from '../run-command.mjs'
import { compileBinding } from './compile-binding.mjs'
import { downloadVerified } from './download-library.mjs'
import { BINDING_FILE } from './package-folder.mjs'
import { findTool } from './tools.mjs'

/** @import { Context } from '../part.mjs' */

/** Where TensorFlow's project publishes its C library; tfjs-node's install script takes it from there, and lets these name a mirror. */
const BASE = process.env.TFJS_NODE_CDN_STORAGE || process.env.CDN_STORAGE || 'https://storage.googleapis.com/'

/**
 * The archives that tfjs-node 4.22 uses. Their publisher gives no checksums; these are the ones that the build recipes
 * of nixpkgs (recognize) and of graft pin.
 * @type {Record<string, { path: string, sha256: string } | undefined>}
 */
const ARCHIVES = {
  'linux-x64': {
    path: 'tensorflow/libtensorflow/libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz',
    sha256: '7f510d2546e3db5e10b1d119463689003d587842892ad3c95bca51cf82820173',
  },
  'linux-x64-nvidia': {
    path: 'tensorflow/libtensorflow/libtensorflow-gpu-linux-x86_64-2.9.1.tar.gz',
    sha256: '20c46f761d5905f592c4eac0812e8e50d9cb439f9440a9391912cf4c02ed8be8',
  },
  'linux-arm64': {
    path: 'tf-builds/libtensorflow_r2_7_linux_arm64.tar.gz',
    sha256: '9395d1ff39f5b6847f5121e679ff4e599dc7061a2a7f87ceac061c78e908e6e3',
  },
  'darwin-x64': {
    path: 'tensorflow/libtensorflow/libtensorflow-cpu-darwin-x86_64-2.9.1.tar.gz',
    sha256: '56f83d3320ba0f69aaafd6c058645e1b7fbc75fb9a3fc36d6be98de1291ca226',
  },
  'darwin-arm64': {
    path: 'tf-builds/libtensorflow_r2_7_darwin_arm64_cpu.tar.gz',
    sha256: '13ab22b97e2af06e431aaeb7b42fb89981965dd01aa16da035d8210aa4183d79',
  },
}

function archiveForThisMachine() {
  const platform = `${process.platform}-${process.arch}`
  const nvidia = existsSync('/proc/driver/nvidia/version') ? ARCHIVES[`${platform}-nvidia`] : undefined
  return nvidia ?? ARCHIVES[platform]
}

/**
 * The ordinary way: TensorFlow's C library as its project publishes it, and the binding compiled here, or where there is
 * no compiler, fetched by tfjs-node's own install script.
 * @param {Context} context
 * @param {string} folder  The npm package's.
 * @returns {Promise<string | undefined>} Why it failed.
 */
export async function ordinaryDownload(context, folder) {
  const { cache, report } = context
  const { hostname, port } = new URL(BASE)
  const reason = await unreachable(hostname, port === '' ? {} : { port: Number(port) })
  if (reason !== undefined) return reason
  const archive = archiveForThisMachine()
  try {
    if (archive === undefined) return await runInstallScript(folder, ['cpu', 'download'])
    const name = archive.path.split('/').at(-1) ?? ''
    report.step('TensorFlow', `downloading ${name}`)
    const cached = await cachedFolder(cache, `${name}-${archive.sha256.slice(0, 12)}`, async (target, scratch) => {
      const packed = join(scratch, name)
      await downloadVerified(`${BASE}${archive.path}`, {
        sha256: archive.sha256,
        target: packed,
        progress: report.progress,
      })
      await unpack(packed, target)
    })
    await removeAbandoned(folder)
    const deps = join(folder, `deps.partial-${process.pid}`)
    await placeFiles(
      cached.folder,
      cached.files.map(({ path }) => path),
      deps,
    )
    await swapFolder(deps, join(folder, 'deps'))
    return await addBinding(context, folder)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/**
 * Unpacks the archive. Its symbolic links become hard links: the cache knows files alone.
 * @param {string} archive
 * @param {string} target
 */
async function unpack(archive, target) {
  const result = await runCommand('tar', ['-xzf', archive, '-C', target])
  if (result.failure !== undefined) throw new Error(`${archive} cannot be unpacked: ${tellingLine(result)}`)
  for (const entry of await readdir(target, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) continue
    const path = join(entry.parentPath, entry.name)
    const file = await realpath(path)
    await rm(path)
    await link(file, path)
  }
}

/**
 * @param {Context} context
 * @param {string} folder
 * @returns {Promise<string | undefined>} Why it failed.
 */
async function addBinding({ root, report }, folder) {
  const compiler = process.platform === 'linux' ? await findTool('compiler') : undefined
  if (compiler === undefined) return runInstallScript(folder, ['cpu'])
  report.step('TensorFlow', `compiling the binding with ${compiler[0]}`)
  const target = join(folder, BINDING_FILE)
  await compileBinding({
    compiler,
    root,
    sources: folder,
    headers: join(folder, 'deps', 'include'),
    libraries: join(folder, 'deps', 'lib'),
    names: ['libtensorflow.so.2', 'libtensorflow_framework.so.2'],
    target: `${target}.partial`,
  })
  await rename(`${target}.partial`, target)
  return undefined
}

/**
 * tfjs-node's own install script: fetches the compiled binding and, asked to, the library.
 * @param {string} folder
 * @param {readonly string[]} args
 * @returns {Promise<string | undefined>} Why it failed.
 */
async function runInstallScript(folder, args) {
  const bin = join(folder, '..', '..', '.bin')
  const result = await runCommand(process.execPath, [join('scripts', 'install.js'), ...args], {
    cwd: folder,
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` },
    timeoutMs: 20 * 60_000,
  })
  return result.failure === undefined ? undefined : tellingLine(result)
}
