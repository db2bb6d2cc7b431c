/**
 * Makes the files of resources/data/fashion-mnist-8k from the four files of Fashion-MNIST:
 *
 *   node scripts/data/make-fashion-mnist-8k.mjs [FOLDER]
 *
 * FOLDER holds the four files, gzipped; Debian's package dataset-fashion-mnist puts them where it is looked for by
 * default. Of each split of the full set, as resources/data/fashion-mnist/dataset.json cuts it, the first images of
 * every class are taken and kept in stored order: what loading `fashion-mnist` with these sizes gives.
 */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'

const SIZES = { train: 5000, validation: 2000, test: 1000 }

const resources = join(import.meta.dirname, '../../resources/data')
const target = join(resources, 'fashion-mnist-8k')
const folder = process.argv[2] ?? '/usr/share/datasets/fashion-mnist'

const full = JSON.parse(readFileSync(join(resources, 'fashion-mnist/dataset.json'), 'utf8'))
const classes = full.classes.length

/** @type {Record<string, object>} */
const splits = {}
/** @type {Record<string, string>} */
const checksums = {}

for (const [name, size] of Object.entries(SIZES)) {
  const source = full.splits[name]
  const images = original(source.images)
  const labels = original(source.labels)
  // The headers, 16 and 8 bytes, are known: the checksums were right.
  const positions = firstOfEach(partOf(labels.subarray(8), source.size, source.take), labels.subarray(8), size)
  const pixels = positions.map((position) => images.subarray(16 + position * 784, 16 + (position + 1) * 784))
  const digits = Uint8Array.from(positions, (position) => labels[8 + position] ?? 0)
  splits[name] = {
    images: store(`${name}-images-idx3-ubyte`, [size, 28, 28], Buffer.concat(pixels)),
    labels: store(`${name}-labels-idx1-ubyte`, [size], digits),
    size,
    take: 'first',
  }
}

const { package: _, ...shared } = full
const description = {
  ...shared,
  name: 'fashion-mnist-8k',
  title: 'Fashion-MNIST, 8,000 images',
  made:
    `A class-balanced part of Fashion-MNIST, in stored order, made by scripts/data/make-fashion-mnist-8k.mjs. ` +
    `Of each class, images 1 to 500 of the training file are the training split, images 5,001 to 5,200 of the training ` +
    `file the validation split, images 1 to 100 of the t10k file the test split.`,
  splits,
  sha256: checksums,
}
const text = JSON.stringify(description, null, 2).replace(/\[[^[\]{}]*\]/g, (list) =>
  list.replace(/\s+/g, ' ').replace('[ ', '[').replace(' ]', ']'),
)
writeFileSync(join(target, 'dataset.json'), `${text}\n`)

/**
 * An original file, unpacked, once its checksum is right.
 * @param {string} name
 */
function original(name) {
  const file = join(folder, `${name}.gz`)
  const content = gunzipSync(readFileSync(file))
  if (sha256(content) !== full.sha256[name]) throw new Error(`${file} is not the published file`)
  return content
}

/**
 * Positions of the first or last images of every class, together `size`, ascending.
 * @param {Uint8Array} labels
 * @param {number} size
 * @param {'first' | 'last'} take
 */
function partOf(labels, size, take) {
  const positions = Array.from(labels.keys())
  if (take === 'first') return firstOfEach(positions, labels, size)
  return firstOfEach(positions.reverse(), labels, size).reverse()
}

/**
 * Of these positions the first of every class, together `size`, in the order given.
 * @param {readonly number[]} positions
 * @param {Uint8Array} labels
 * @param {number} size
 */
function firstOfEach(positions, labels, size) {
  const taken = new Array(classes).fill(0)
  return positions.filter((position) => taken[labels[position] ?? 0]++ < size / classes)
}

/**
 * Writes an IDX file of unsigned bytes, gzipped without a time stamp, and notes its checksum.
 * @param {string} name
 * @param {readonly number[]} dimensions
 * @param {Uint8Array} values
 */
function store(name, dimensions, values) {
  const header = Buffer.alloc(4 + 4 * dimensions.length)
  header[2] = 0x08
  header[3] = dimensions.length
  dimensions.forEach((dimension, i) => {
    header.writeUInt32BE(dimension, 4 + 4 * i)
  })
  const content = Buffer.concat([header, values])
  const zipped = gzipSync(content, { level: 9 })
  // The packer's operating system: unknown, on all of them.
  zipped[9] = 255
  writeFileSync(join(target, `${name}.gz`), zipped)
  checksums[name] = sha256(content)
  return name
}

/** @param {Uint8Array} bytes */
function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex')
}
