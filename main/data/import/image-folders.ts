import { open } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { SplitName } from '../../../shared/training/dataset'
import { amount } from '../amount'
import { MOST_ENCODED } from './fit-image'
import { foreignKind, type ImageHeader, imageHeader } from './image-header'
import { type FolderContent, plainFiles } from './plain-files'
import {
  type Reading,
  type Skip,
  type Source,
  type SourceOptions,
  type SourcePart,
  type SourceRecord,
  splitOfName,
} from './source'
import { refuse } from './unusable'

const IMAGE = /\.(png|jpe?g|jpe|jfif)$/i
/** Folders within class folders are read too, down to this many levels. */
const DEEPEST = 8
const HEAD_BYTES = 2 ** 16
const MOST_CLASSES = 65_536

/**
 * A folder with a folder of images for each class, or with such folders for each split above them. The classes are the folders'
 * names, sorted. Undefined where there are no such folders.
 */
export async function openImageFolders(root: string, { signal }: SourceOptions): Promise<Source | undefined> {
  const top = await plainFiles(root)
  if (top.folders.length === 0) return undefined
  if (await isWrapping(root, top)) return undefined
  const { splitFolders, passedOver } = await splitsOf(root, top)
  const bySplit = splitFolders.length > 0
  const tops = bySplit
    ? splitFolders.map((name) => ({ split: splitOfName(name), folder: join(root, name) }))
    : [{ split: undefined, folder: root }]
  const splits = tops.map(({ split }) => split)
  const twice = splits.find((split, index) => split !== undefined && splits.indexOf(split) < index)
  if (twice !== undefined)
    refuse(`${root}: two of its folders, ${splitFolders.join(', ')}, stand for the ${twice} split; join them`)
  const contents = await Promise.all(
    tops.map(async ({ split, folder }) => ({ split, folder, content: await plainFiles(folder) })),
  )
  const classes = [...new Set(contents.flatMap(({ content }) => content.folders))].sort()
  if (classes.length > MOST_CLASSES)
    refuse(`${root}: has ${classes.length} folders of classes; at most ${MOST_CLASSES} are read`)
  if (!(await anyImage(contents))) return undefined
  const labelled = [...(bySplit ? [{ folder: root, content: top }] : []), ...contents]
  return {
    format: 'folders',
    classes,
    parts: contents.map(({ split, folder, content }) => partOf(root, split, folder, content, classes, signal)),
    skipped: [
      ...labelled.flatMap(({ folder, content }) => strays(root, folder, content)),
      ...passedOver.map((name): Skip => ({ reason: 'not-an-image', place: name, what: 'a folder without images' })),
    ],
  }
}

/** Whether the only folder holds the folders of classes: archives have such a one around them. */
async function isWrapping(root: string, { folders: [only, ...others] }: FolderContent): Promise<boolean> {
  if (only === undefined || others.length > 0 || splitOfName(only) !== undefined) return false
  const { files, folders } = await plainFiles(join(root, only))
  return folders.length > 0 && !files.some(isImageName)
}

/**
 * The folders that stand for splits: where all do by their names, or some that hold folders alone, as a class hardly does. Beside
 * them, folders without images (annotations, scripts) are passed over; one with images would be lost, or make the splits classes.
 */
async function splitsOf(
  root: string,
  { folders }: FolderContent,
): Promise<{ readonly splitFolders: readonly string[]; readonly passedOver: readonly string[] }> {
  const named = folders.filter((name) => splitOfName(name) !== undefined)
  if (named.length === 0 || named.length === folders.length) return { splitFolders: named, passedOver: [] }
  const contents = await Promise.all(named.map((name) => plainFiles(join(root, name))))
  const isSplit = contents.some((content) => content.folders.length > 0 && !content.files.some(isImageName))
  if (!isSplit) return { splitFolders: [], passedOver: [] }
  const others = folders.filter((name) => !named.includes(name))
  for (const name of others)
    if (await holdsImage(join(root, name)))
      refuse(
        `${root}: ${named.join(', ')} by ${named.length === 1 ? 'its name is a split' : 'their names are splits'}, and ${name} beside is none but has images; put it into a split, move it elsewhere, or name ${named.length === 1 ? 'the former' : 'the former ones'} otherwise where all of them are classes`,
      )
  return { splitFolders: named, passedOver: others }
}

async function holdsImage(folder: string): Promise<boolean> {
  for await (const file of filesOf(folder, 0)) if (!file.link && isImageName(file.path)) return true
  return false
}

async function anyImage(
  tops: readonly { readonly folder: string; readonly content: FolderContent }[],
): Promise<boolean> {
  for (const { folder, content } of tops)
    for (const name of content.folders) if (await holdsImage(join(folder, name))) return true
  return false
}

/** Whether a file is called as a PNG or JPEG is. */
export function isImageName(name: string): boolean {
  return IMAGE.test(name)
}

/** What lies beside the folders of classes. */
function strays(root: string, folder: string, { files, others }: FolderContent): Skip[] {
  const place = (name: string): string => relative(root, join(folder, name))
  return [
    ...files
      .filter(isImageName)
      .map((name): Skip => ({ reason: 'no-label', place: place(name), what: 'it lies in no folder of a class' })),
    ...others.map((name): Skip => ({ reason: 'link', place: place(name), what: '' })),
  ]
}

function partOf(
  root: string,
  split: SplitName | undefined,
  folder: string,
  { folders }: FolderContent,
  classes: readonly string[],
  signal: AbortSignal,
): SourcePart {
  return {
    split,
    records: async function* (reading) {
      for (const name of folders) {
        const label = classes.indexOf(name)
        for await (const { path, link } of filesOf(join(folder, name), 0)) {
          signal.throwIfAborted()
          const place = relative(root, path)
          if (link) yield { reason: 'link', place, what: '' }
          else if (!isImageName(path)) yield { reason: 'not-an-image', place, what: '' }
          else yield await readRecord(path, place, label, reading)
        }
      }
    },
  }
}

async function* filesOf(
  folder: string,
  level: number,
): AsyncIterable<{ readonly path: string; readonly link: boolean }> {
  const { files, folders, others } = await plainFiles(folder)
  for (const name of others) yield { path: join(folder, name), link: true }
  for (const name of files) yield { path: join(folder, name), link: false }
  if (level < DEEPEST) for (const name of folders) yield* filesOf(join(folder, name), level + 1)
}

async function readRecord(file: string, place: string, label: number, reading: Reading): Promise<SourceRecord | Skip> {
  const skip = (reason: Skip['reason'], what: string): Skip => ({ reason, place, what })
  try {
    const handle = await open(file, 'r')
    try {
      const { size } = await handle.stat()
      if (size === 0) return skip('unreadable', 'it is empty')
      if (size > MOST_ENCODED)
        return skip('too-large', `it has ${amount(size, 'byte')}; at most ${amount(MOST_ENCODED, 'byte')} are read`)
      const bytesOf = async (count: number): Promise<Uint8Array> => {
        const bytes = new Uint8Array(Math.min(size, count))
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0)
        return bytes.subarray(0, bytesRead)
      }
      let bytes = await bytesOf(reading === 'whole' ? size : HEAD_BYTES)
      let header: ImageHeader = imageHeader(bytes)
      if (header.kind === 'further' && bytes.length < size) {
        bytes = await bytesOf(size)
        header = imageHeader(bytes)
      }
      if (header.kind !== 'image') return skip('unreadable', foreignKind(bytes))
      return { place: () => place, label, image: { kind: 'encoded', size: header.size, turned: header.turned, bytes } }
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error && 'code' in error)) throw error
    return skip('unreadable', `it cannot be read (${error.code})`)
  }
}
