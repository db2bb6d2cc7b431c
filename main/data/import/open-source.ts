import { lstat, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { headOf } from './byte-stream'
import { openCifar } from './cifar'
import { openIdxFiles } from './idx-files'
import { isImageName, openImageFolders } from './image-folders'
import { isNpz, openNpz } from './npz'
import { plainFiles } from './plain-files'
import { FORMAT_TITLES, FORMATS, type Format, type Source, type SourceOptions } from './source'
import { archiveKind, unpack } from './unpack'
import { refuse } from './unusable'

export interface OpenOptions extends SourceOptions {
  /** The format, where a person says so; else it is found by content. */
  readonly format: Format | undefined
  /** Makes the empty folder that an archive is unpacked into. */
  readonly unpackFolder: () => Promise<string>
}

/** Archives lie in folders of their own name: looked into, down to this many levels. */
const DEEPEST = 3

/** Opens what lies at a path: a file, a folder, or an archive of either. */
export async function openSource(path: string, options: OpenOptions): Promise<Source> {
  if (!(await stat(path)).isFile()) return inFolder(path, path, options, 0)
  const magic = Buffer.from(await headOf(path, 4)).toString('latin1')
  if (magic === 'PAR1' && allows(options, 'parquet')) {
    const { openParquet } = await import('./parquet')
    const source = await openParquet(path, true, options)
    if (source !== undefined) return source
  }
  const kind = await archiveKind(path)
  if (kind === 'zip' && allows(options, 'npz') && (await isNpz(path))) return openNpz(path, options)
  if (kind === undefined)
    refuse(
      `${path}: is none of the formats that are read: ${formatList()}, or a tar, tar.gz or zip of them. ` +
        `Of IDX, give the folder that holds images and labels.${whatToDo([basename(path)])}`,
    )
  const folder = await options.unpackFolder()
  const skipped = await unpack(path, kind, folder, options.signal)
  const source = await inFolder(folder, path, options, 0)
  return { ...source, skipped: [...skipped, ...source.skipped] }
}

function allows({ format }: OpenOptions, candidate: Format): boolean {
  return format === undefined || format === candidate
}

/** @param told the path that the person gave, for what is said */
async function inFolder(folder: string, told: string, options: OpenOptions, level: number): Promise<Source> {
  for (const format of FORMATS) {
    if (!allows(options, format)) continue
    const source = await openFormat(format, folder, options)
    if (source !== undefined) return source
  }
  const { files, folders } = await plainFiles(folder)
  const [only] = folders
  const inner = only === undefined ? undefined : join(folder, only)
  if (folders.length === 1 && inner !== undefined && level < DEEPEST && (await lstat(inner)).isDirectory())
    return inFolder(inner, told, options, level + 1)
  const wanted =
    options.format === undefined
      ? `none of the formats that are read (${formatList()})`
      : `no ${FORMAT_TITLES[options.format]}`
  const [first] = files
  return refuse(
    `${told}: holds ${wanted}. It has ${count(files.length, 'file')}${first === undefined ? '' : `, such as ${first},`} and ` +
      `${count(folders.length, 'folder')}${only === undefined ? '' : `, such as ${only}`}.${whatToDo(files)}`,
  )
}

/** Of files that are none of the formats, but near to one: what brings them there. */
function whatToDo(files: readonly string[]): string {
  if (files.some((name) => /^(data_batch_\d+|test_batch|batches\.meta)$/.test(name)))
    return ' This is CIFAR’s version for Python, which runs as code where it is read; get the binary version.'
  if (files.some((name) => name.endsWith('.npy')))
    return ' Put images and labels into one file: numpy.savez("set.npz", images=…, labels=…).'
  if (files.some(isImageName)) return ' Put the images of each class into a folder of its own, named as the class.'
  return ''
}

async function openFormat(format: Format, folder: string, options: OpenOptions): Promise<Source | undefined> {
  switch (format) {
    case 'cifar':
      return openCifar(folder, options)
    case 'idx':
      return openIdxFiles(folder, options)
    case 'npz': {
      const arrays = (await plainFiles(folder)).files.filter((name) => name.toLowerCase().endsWith('.npz'))
      const [only] = arrays
      if (arrays.length > 1)
        refuse(`${folder}: holds ${arrays.length} npz files, ${arrays.join(', ')}; give the path of one`)
      return only === undefined ? undefined : openNpz(join(folder, only), options)
    }
    case 'parquet': {
      // Its decompressors take a while to load.
      const { openParquet } = await import('./parquet')
      return openParquet(folder, false, options)
    }
    case 'folders':
      return openImageFolders(folder, options)
  }
}

function formatList(): string {
  return Object.values(FORMAT_TITLES).join(', ')
}

function count(found: number, unit: string): string {
  return `${found} ${unit}${found === 1 ? '' : 's'}`
}
