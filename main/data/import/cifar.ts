import { readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { amount, grouping } from '../amount'
import { openBytes } from './byte-stream'
import { plainFiles } from './plain-files'
import type { Reading, Skip, Source, SourceOptions, SourcePart, SourceRecord } from './source'
import { refuse } from './unusable'

const SIDE = 32
const PLANE = SIDE * SIDE
const PIXELS = 3 * PLANE

/** The two sets in their binary version: records of one or two label bytes and the three colour planes. */
interface Layout {
  readonly labels: 1 | 2
  readonly classes: number
  /** Of each label byte, its place and the file that names it. */
  readonly kinds: Readonly<Record<string, { readonly byte: number; readonly names: string; readonly classes: number }>>
  readonly files: RegExp
}

const CIFAR_10: Layout = {
  labels: 1,
  classes: 10,
  kinds: { fine: { byte: 0, names: 'batches.meta.txt', classes: 10 } },
  files: /^(data_batch_\d+|test_batch)\.bin$/,
}

const CIFAR_100: Layout = {
  labels: 2,
  classes: 100,
  kinds: {
    fine: { byte: 1, names: 'fine_label_names.txt', classes: 100 },
    coarse: { byte: 0, names: 'coarse_label_names.txt', classes: 20 },
  },
  files: /^(train|test)\.bin$/,
}

/**
 * CIFAR-10 or CIFAR-100 in a folder; undefined where the folder holds neither.
 * @see https://www.cs.toronto.edu/~kriz/cifar.html "Binary version"
 */
export async function openCifar(
  folder: string,
  { label = 'fine', signal }: SourceOptions,
): Promise<Source | undefined> {
  const { files } = await plainFiles(folder)
  const layout = [CIFAR_10, CIFAR_100].find((candidate) => files.some((name) => candidate.files.test(name)))
  if (layout === undefined) return undefined
  const kind = layout.kinds[label]
  if (kind === undefined)
    refuse(
      `${folder}: there are no ${JSON.stringify(label)} labels; ${Object.keys(layout.kinds).join(' and ')} are there.`,
    )
  const record = layout.labels + PIXELS
  const batches = files.filter((name) => layout.files.test(name)).sort()
  for (const name of batches) {
    const { size } = await stat(join(folder, name))
    if (size === 0 || size % record !== 0)
      refuse(
        `${join(folder, name)}: has ${amount(size, 'byte')}, which is no multiple of the ${grouping(record)} that an image takes; ` +
          'it is truncated, or no file of CIFAR: copy it again',
      )
  }
  const part = (split: 'train' | 'test', names: readonly string[]): SourcePart[] =>
    names.length === 0
      ? []
      : [
          {
            split,
            records: (reading) =>
              recordsOf(
                names.map((name) => join(folder, name)),
                layout,
                kind,
                reading,
                signal,
              ),
          },
        ]
  const isTest = (name: string): boolean => name.startsWith('test')
  return {
    format: 'cifar',
    classes: await namesIn(folder, files.includes(kind.names) ? kind.names : undefined, kind.classes),
    parts: [
      ...part(
        'train',
        batches.filter((name) => !isTest(name)),
      ),
      ...part('test', batches.filter(isTest)),
    ],
    skipped: [],
  }
}

async function* recordsOf(
  files: readonly string[],
  { labels }: Layout,
  { byte, classes }: { readonly byte: number; readonly classes: number },
  reading: Reading,
  signal: AbortSignal,
): AsyncIterable<SourceRecord | Skip> {
  for (const file of files) {
    const stream = openBytes(file)
    try {
      for (let number = 1; ; number++) {
        signal.throwIfAborted()
        const record = await stream.read(labels + PIXELS)
        if (record.length === 0) break
        const place = (): string => `${basename(file)}, image ${number}`
        const label = record[byte] ?? 0
        if (record.length < labels + PIXELS)
          yield { reason: 'unreadable', place: place(), what: 'the file ends within it' }
        else if (label >= classes)
          yield { reason: 'no-label', place: place(), what: `its label is ${label}; 0 to ${classes - 1} are allowed` }
        else {
          const pixels = reading === 'heads' ? new Uint8Array(0) : interleaved(record.subarray(labels))
          yield { place, label, image: { kind: 'pixels', size: { height: SIDE, width: SIDE, channels: 3 }, pixels } }
        }
      }
    } finally {
      stream.close()
    }
  }
}

/** [3, 32, 32] → [32, 32, 3] */
function interleaved(planes: Uint8Array): Uint8Array {
  const pixels = new Uint8Array(PIXELS)
  for (let channel = 0; channel < 3; channel++)
    for (let pixel = 0; pixel < PLANE; pixel++) pixels[3 * pixel + channel] = planes[channel * PLANE + pixel] ?? 0
  return pixels
}

/** One name a line; numbers where there are not as many as classes. */
async function namesIn(folder: string, name: string | undefined, classes: number): Promise<readonly string[]> {
  const numbers = Array.from({ length: classes }, (_, label) => String(label))
  if (name === undefined) return numbers
  const file = join(folder, name)
  if ((await stat(file)).size > 2 ** 16) return numbers
  const names = (await readFile(file, 'utf8'))
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return names.length === classes ? names : numbers
}
