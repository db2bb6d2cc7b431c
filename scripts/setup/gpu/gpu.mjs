import { statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { placeFiles, removeAbandoned, swapFolder } from '../cache.mjs'
import { SetupFailure } from '../failure.mjs'
import { runCommand } from '../run-command.mjs'
import { loadBinding } from '../tensorflow/load-check.mjs'
import { BINDING_FILE, LIBRARY_FOLDER, packageFolder } from '../tensorflow/package-folder.mjs'
import { readStamp, writeStamp } from '../tensorflow/stamp.mjs'
import { requireTools } from '../tensorflow/tools.mjs'
import { cachedBinding, LIBRARIES, placeOfTensorflowEntry } from '../tensorflow/wheel.mjs'
import { cachedWheel } from './cached-wheel.mjs'
import { NVIDIA, placeOfNvidiaEntry, TENSORFLOW } from './wheels.mjs'

/** @import { Context, Part } from '../part.mjs' */
/** @import { CachedFile } from '../cache.mjs' */

/** `ablate doctor` knows a CUDA build by these words. */
const LIBRARY = `${TENSORFLOW.package} ${TENSORFLOW.version}, CUDA build`

/** Unpacked libraries and the largest download beside them. */
const NEEDED_BYTES = 8e9

/**
 * TensorFlow's CUDA build with NVIDIA's libraries beside it, in the place of the CPU library. It trains on the CPU too.
 * @type {Part}
 */
export const gpu = {
  title: 'GPU',

  inPlace: async ({ root }) => {
    const stamp = await readStamp(packageFolder(root))
    return stamp?.library === LIBRARY ? LIBRARY : undefined
  },

  establish: async (context) => {
    if (process.platform !== 'linux' || process.arch !== 'x64') {
      throw new SetupFailure(
        'the CUDA build cannot be installed',
        `it is there for Linux on x86-64, and this is ${process.platform} on ${process.arch}`,
        'Train on the CPU here: npm run setup.',
      )
    }
    await requireTools(context, ['pip', 'compiler'])
    await requireRoom(context.cache)
    const folder = packageFolder(context.root)
    const library = await cachedWheel(context, TENSORFLOW, placeOfTensorflowEntry)
    const nvidia = []
    for (const wheel of NVIDIA) nvidia.push(await cachedWheel(context, wheel, placeOfNvidiaEntry))
    const binding = await cachedBinding(context, folder, {
      key: `${TENSORFLOW.package}-${TENSORFLOW.version}-${TENSORFLOW.sha256.slice(0, 12)}`,
      library: library.folder,
    })
    await placeGpuLibraries(folder, { library, nvidia, binding })

    const loaded = await loadBinding(folder)
    if ('failure' in loaded) {
      throw new SetupFailure(
        'the CUDA build of TensorFlow does not load',
        loaded.failure,
        'It needs a processor with AVX and glibc 2.28 or newer; "npm run setup" puts the CPU library back.',
      )
    }
    await writeStamp(folder, 'wheel', LIBRARY, [...LIBRARIES.map((name) => join(LIBRARY_FOLDER, name)), BINDING_FILE])
    return (await usesGpu(folder))
      ? { state: `${LIBRARY}; it finds the GPU` }
      : { state: LIBRARY, lacking: `${LIBRARY} is there and finds no GPU: npm run ablate -- doctor says why` }
  },
}

/**
 * Puts library, NVIDIA's libraries and binding where the engine loads them: `deps/lib` and `deps/nvidia/<name>/lib`
 * beside it, as the library's own search path has it.
 * @param {string} folder  The npm package's.
 * @param {object} parts
 * @param {{ folder: string, files: readonly CachedFile[] }} parts.library
 * @param {readonly { folder: string, files: readonly CachedFile[] }[]} parts.nvidia
 * @param {{ folder: string }} parts.binding
 */
export async function placeGpuLibraries(folder, { library, nvidia, binding }) {
  await removeAbandoned(folder)
  const deps = join(folder, `deps.partial-${process.pid}`)
  for (const part of [library, ...nvidia]) {
    const placed = part.files.map(({ path }) => path).filter((path) => !path.startsWith('include/'))
    await placeFiles(part.folder, placed, deps)
  }
  const lib = join(folder, `lib.partial-${process.pid}`)
  await placeFiles(join(binding.folder, 'lib'), [BINDING_FILE.slice('lib/'.length)], lib)
  await swapFolder(deps, join(folder, 'deps'))
  await swapFolder(lib, join(folder, 'lib'))
}

/** @param {string} cache */
async function requireRoom(cache) {
  const { bavail, bsize } = await statfs(cache).catch(() => statfs(dirname(cache)))
  const free = bavail * bsize
  if (free >= NEEDED_BYTES) return
  throw new SetupFailure(
    'the CUDA build cannot be installed',
    `${cache} has ${(free / 1e9).toFixed(1)} GB of room, and ${NEEDED_BYTES / 1e9} GB are needed`,
    'Make room, or set XDG_CACHE_HOME to a folder on another disk.',
  )
}

/**
 * In a process of its own: a driver that does not fit may end it.
 * @param {string} folder
 */
async function usesGpu(folder) {
  const ask = 'process.stdout.write(String(require(process.argv[1]).isUsingGpuDevice()))'
  const result = await runCommand(process.execPath, ['-e', ask, join(folder, BINDING_FILE)], { timeoutMs: 120_000 })
  return result.failure === undefined && result.stdout.endsWith('true')
}
