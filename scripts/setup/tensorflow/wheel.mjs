import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { cachedFolder, placeFiles, removeAbandoned, swapFolder } from '../cache.mjs'
import { checksum } from '../checksum.mjs'
import { SetupFailure } from '../failure.mjs'
import { runCommand, tellingLine } from '../run-command.mjs'
import { watchGrowth } from '../watch-growth.mjs'
import { readZipEntries, unzipEntry } from '../zip.mjs'
import { compileBinding } from './compile-binding.mjs'
import { BINDING_FILE, bindingSourcesChecksum, LIBRARY_FOLDER } from './package-folder.mjs'
import { findTool, requireTools } from './tools.mjs'

/** @import { Context } from '../part.mjs' */

/**
 * The Python package whose library the workbench's engine was built and measured on. Any Python fetches it: the files
 * taken out of it are C++.
 */
const WHEEL = {
  package: 'tensorflow-cpu',
  version: '2.15.1',
  sha256: '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26',
  bytes: 207_208_420,
  select: [
    '--python-version',
    '3.11',
    '--implementation',
    'cp',
    '--abi',
    'cp311',
    '--platform',
    'manylinux2014_x86_64',
  ],
}
const KEY = `${WHEEL.package}-${WHEEL.version}-${WHEEL.sha256.slice(0, 12)}`

export const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']

/** The headers that the binding includes, directly or by another: 14 of the 8,210 in the wheel. */
const HEADERS = [
  'tensorflow/c/c_api.h',
  'tensorflow/c/c_api_macros.h',
  'tensorflow/c/eager/c_api.h',
  'tensorflow/c/tf_attrtype.h',
  'tensorflow/c/tf_buffer.h',
  'tensorflow/c/tf_datatype.h',
  'tensorflow/c/tf_status.h',
  'tensorflow/c/tf_tensor.h',
  'tensorflow/c/tf_tstring.h',
  'tensorflow/core/platform/ctstring.h',
  'tensorflow/core/platform/ctstring_internal.h',
  'tsl/c/tsl_status.h',
  'tsl/platform/ctstring.h',
  'tsl/platform/ctstring_internal.h',
]

/** What is taken out of the wheel, and where it goes; its licences travel with it. */
const CONTENTS = [
  ...LIBRARIES.map((name) => ({ from: `tensorflow/${name}`, to: `lib/${name}` })),
  ...HEADERS.map((name) => ({ from: `tensorflow/include/${name}`, to: `include/${name}` })),
  { from: `tensorflow_cpu-${WHEEL.version}.dist-info/LICENSE`, to: 'LICENSE' },
  { from: 'tensorflow/THIRD_PARTY_NOTICES.txt', to: 'THIRD_PARTY_NOTICES.txt' },
]

/**
 * The same of a wheel of TensorFlow of another name.
 * @param {string} entry  Path inside the wheel.
 * @returns {string | undefined} Where it goes, or undefined where it is not needed.
 */
export function placeOfTensorflowEntry(entry) {
  const place = CONTENTS.find(({ from }) => from === entry)?.to
  return place ?? (/^tensorflow-[^/]+\.dist-info\/LICENSE$/.test(entry) ? 'LICENSE' : undefined)
}

/**
 * The way through the package registries: the library out of TensorFlow's Python package, the binding compiled here.
 * Downloaded, unpacked and compiled once for all checkouts of this user.
 * @param {Context} context
 * @param {string} folder  The npm package's.
 * @returns {Promise<{ library: string }>}
 */
export async function installFromWheel(context, folder) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupFailure(
      'the TensorFlow library cannot be installed',
      `the way through the package registries is for Linux on x86-64, and this is ${process.platform} on ${process.arch}`,
      'Run the command again on a network that reaches storage.googleapis.com.',
    )
  }
  const bindingKey = await bindingKeyOf(KEY, folder)
  const unmade = (/** @type {string} */ key) => !existsSync(join(context.cache, key))
  await requireTools(context, [
    ...(unmade(KEY) ? [/** @type {const} */ ('pip')] : []),
    ...(unmade(bindingKey) ? [/** @type {const} */ ('compiler')] : []),
  ])
  const library = await cachedFolder(context.cache, KEY, (target, scratch) => unpackWheel(context, target, scratch))
  const binding = await cachedBinding(context, folder, { key: KEY, library: library.folder })
  await removeAbandoned(folder)
  const deps = join(folder, `deps.partial-${process.pid}`)
  const placed = library.files.map(({ path }) => path).filter((path) => !path.startsWith('include/'))
  await placeFiles(library.folder, placed, deps)
  const lib = join(folder, `lib.partial-${process.pid}`)
  await placeFiles(join(binding.folder, 'lib'), [BINDING_FILE.slice('lib/'.length)], lib)
  await swapFolder(deps, join(folder, 'deps'))
  await swapFolder(lib, join(folder, 'lib'))
  return { library: `${WHEEL.package} ${WHEEL.version}` }
}

/**
 * @param {string} key  The library's.
 * @param {string} folder  The npm package's.
 */
async function bindingKeyOf(key, folder) {
  return `${key}-binding-${(await bindingSourcesChecksum(folder)).slice(0, 12)}`
}

/**
 * The npm package's binding, compiled once against a library that lies in the cache.
 * @param {Context} context
 * @param {string} folder  The npm package's.
 * @param {{ key: string, library: string }} compiled  The library's key and folder, with `include` and `lib`.
 */
export async function cachedBinding(context, folder, { key, library }) {
  return cachedFolder(context.cache, await bindingKeyOf(key, folder), async (target) => {
    const compiler = await mustFind('compiler')
    context.report.step('TensorFlow', `compiling the binding with ${compiler[0]}`)
    await compileBinding({
      compiler,
      root: context.root,
      sources: folder,
      headers: join(library, 'include'),
      libraries: join(library, 'lib'),
      names: LIBRARIES,
      target: join(target, BINDING_FILE),
    })
  })
}

/** The files that {@link installFromWheel} puts into the npm package's folder and that the engine loads. */
export const WHEEL_FILES = [...LIBRARIES.map((name) => join(LIBRARY_FOLDER, name)), BINDING_FILE]

/**
 * @param {Context} context
 * @param {string} target
 * @param {string} scratch
 */
async function unpackWheel(context, target, scratch) {
  const { report } = context
  const wheel = await downloadWheel(context, scratch)
  report.step('TensorFlow', 'unpacking the library')
  const entries = new Map((await readZipEntries(wheel)).map((entry) => [entry.name, entry]))
  const wanted = CONTENTS.map(({ from, to }) => {
    const entry = entries.get(from)
    if (entry === undefined) throw new Error(`${WHEEL.package} ${WHEEL.version} has no ${from}`)
    return { entry, to }
  })
  const total = wanted.reduce((sum, { entry }) => sum + entry.size, 0)
  let done = 0
  for (const { entry, to } of wanted) {
    await unzipEntry(wheel, entry, join(target, to), (bytes) => {
      done += bytes
      report.progress(`${Math.round(done / 1e6)} of ${Math.round(total / 1e6)} MB`)
    })
  }
  // Without the symbols for debuggers the library takes a quarter less; where strip is missing it works as well with them.
  await runCommand(
    'strip',
    LIBRARIES.map((name) => join(target, 'lib', name)),
  )
}

/**
 * @param {Context} context
 * @param {string} scratch
 * @returns {Promise<string>} Path of the wheel.
 */
async function downloadWheel(context, scratch) {
  const { report } = context
  const pip = await mustFind('pip')
  report.step(
    'TensorFlow',
    `downloading ${WHEEL.package} ${WHEEL.version} from the Python package index (${Math.round(WHEEL.bytes / 1e6)} MB)`,
  )
  const folder = join(scratch, 'wheel')
  const options = ['--no-deps', '--only-binary', ':all:', '--no-cache-dir', '--disable-pip-version-check', '--quiet']
  const result = await watchGrowth(scratch, WHEEL.bytes, report.progress, () =>
    runCommand(
      pip[0],
      [
        ...pip.slice(1),
        'download',
        ...options,
        ...WHEEL.select,
        '--dest',
        folder,
        `${WHEEL.package}==${WHEEL.version}`,
      ],
      // pip downloads into its temporary folder first; inside the scratch folder it is watched, and goes with it.
      { env: { ...process.env, TMPDIR: scratch }, timeoutMs: 30 * 60_000 },
    ),
  )
  if (result.failure !== undefined) {
    throw new SetupFailure(
      'the TensorFlow library cannot be downloaded',
      tellingLine(result),
      'Look whether the disk has 3 GB of room and "pip download" reaches its package index, then run the command again.',
    )
  }
  const name = (await readdir(folder)).find((file) => file.endsWith('.whl'))
  if (name === undefined) throw new Error(`pip left no wheel in ${folder}`)
  const found = await checksum(join(folder, name), 'sha256')
  if (found !== WHEEL.sha256) {
    throw new SetupFailure(
      'the TensorFlow library is refused',
      `${name} has the sha256 ${found}, expected is ${WHEEL.sha256}`,
      'Run the command again; if it stays so, the package index hands out another file than the one that was tested.',
    )
  }
  return join(folder, name)
}

/** @param {import('./tools.mjs').ToolName} name */
async function mustFind(name) {
  const tool = await findTool(name)
  if (tool === undefined) throw new Error(`${name} was there a moment ago`)
  return tool
}
