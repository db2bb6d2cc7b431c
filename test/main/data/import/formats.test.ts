import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { idxBytes, pattern, temporaryFolder } from '../stand-in'
import {
  emptyPlaces,
  FIXTURES,
  imported,
  importFrom,
  refusal,
  storedPixels,
  tarBytes,
  unwrap,
  writeTree,
} from './importing'

const folder = temporaryFolder()
const fixture = (name: string) => join(FIXTURES, name)
const expected: { images: number[][][][]; test: number[][][][] } = JSON.parse(
  readFileSync(fixture('expected.json'), 'utf8'),
)
const IMAGES = expected.images.flat(3)
const TEST = expected.test.flat(3)

interface PlainArray {
  readonly shape: readonly number[]
  readonly descr: string
  readonly bytes: Uint8Array
}

/** An npz file of these arrays. */
function npzBytes(arrays: Readonly<Record<string, PlainArray>>): Uint8Array {
  const files = Object.entries(arrays).map(([name, { shape, descr, bytes }]) => {
    const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }\n`
    const length = Buffer.alloc(2)
    length.writeUInt16LE(header.length)
    const magic = Buffer.from('\x93NUMPY\x01\x00', 'latin1')
    return [`${name}.npy`, Buffer.concat([magic, length, Buffer.from(header), bytes])]
  })
  return zipSync(Object.fromEntries(files))
}

/** Images of 2×2 in grey, each of its own, and labels 0, 1, 2, 0 … */
function grey(count: number, from: number): PlainArray {
  const bytes = Uint8Array.from({ length: 4 * count }, (_, at) => (at % 4 === 0 ? from + at / 4 : 0))
  return { shape: [count, 2, 2], descr: '|u1', bytes }
}

function thirds(count: number): PlainArray {
  return { shape: [count], descr: '|u1', bytes: Uint8Array.from({ length: count }, (_, at) => at % 3) }
}

const [IMAGES_OF_30, LABELS_OF_30, IMAGES_OF_3, LABELS_OF_3] = [grey(30, 1), thirds(30), grey(3, 101), thirds(3)]

describe('npz', () => {
  it.each([
    { file: 'keras.npz', what: 'train and test as Keras names them', classes: ['0', '1', '2'] },
    { file: 'floats.npz', what: 'packed floats from 0 to 1, one-hot labels', classes: ['0', '1', '2'] },
  ])('keeps splits that are given: $what', async ({ file, classes }) => {
    const places = emptyPlaces(folder())
    const { report, dataset } = await imported(places, fixture(file), {
      shares: { train: 50, validation: 25, test: 25 },
    })
    expect(report).toMatchObject({
      format: 'npz',
      image: [4, 5, 3],
      sizes: { train: 9, validation: 3, test: 6 },
      skipped: [],
    })
    expect(dataset.description.classes).toEqual(classes)
    expect(storedPixels(places, 'train-images-idx4-ubyte')).toEqual(IMAGES)
    expect(storedPixels(places, 'test-images-idx4-ubyte')).toEqual(TEST)
    expect([...dataset.splits.test.labels]).toEqual([0, 1, 2, 0, 1, 2])
    expect([...dataset.splits.test.images]).toEqual(TEST)
  })

  it.each([
    { file: 'fortran.npz', what: 'Fortran order', classes: ['0', '1', '2'] },
    {
      file: 'planes.npz',
      what: 'channels first, big-endian doubles from −1 to 1, words as labels',
      classes: ['cat', 'dog', 'emu'],
    },
    {
      file: 'half.npz',
      what: '16-bit floats from 0 to 255, names of the classes beside',
      classes: ['cat', 'dog', 'emu'],
    },
  ])('splits what is given whole, each class alike: $what', async ({ file, classes }) => {
    const places = emptyPlaces(folder())
    const { report, dataset } = await imported(places, fixture(file), {
      shares: { train: 50, validation: 25, test: 25 },
    })
    expect(storedPixels(places, 'all-images-idx4-ubyte')).toEqual(IMAGES)
    expect(report.classes).toEqual(classes.map((name) => ({ name, train: 2, validation: 1, test: 1 })))
    // Every image with its own label, wherever it went: images[i] has label i % 3.
    for (const split of Object.values(dataset.splits))
      for (let image = 0; image < split.count; image++) {
        const pixels = [...split.images.subarray(60 * image, 60 * (image + 1))]
        const at = expected.images.findIndex((one) => one.flat(2).join() === pixels.join())
        expect(split.labels[image]).toBe(at % 3)
      }
  })

  it('reads grey images of whole numbers', async () => {
    const places = emptyPlaces(folder())
    const { report } = await imported(places, fixture('grey.npz'))
    expect(report.image).toEqual([4, 5, 1])
    expect(storedPixels(places, 'all-images-idx4-ubyte')).toEqual(IMAGES.filter((_, at) => at % 3 === 0))
  })

  it.each([
    { names: ['trainX', 'trainY', 'testX', 'testY'] },
    { names: ['Xtrain', 'ytrain', 'Xtest', 'ytest'] },
    { names: ['train_images', 'train_labels', 'test_images', 'test_labels'] },
  ])('pairs arrays by their names, however spelt: $names', async ({ names }) => {
    const [images = '', labels = '', testImages = '', testLabels = ''] = names
    const path = join(folder(), 'spelt.npz')
    writeFileSync(
      path,
      npzBytes({
        [images]: IMAGES_OF_30,
        [labels]: LABELS_OF_30,
        [testImages]: IMAGES_OF_3,
        [testLabels]: LABELS_OF_3,
      }),
    )
    const { report } = await imported(emptyPlaces(folder()), path)
    expect(report.sizes).toEqual({ train: 27, validation: 3, test: 3 })
  })

  it('takes the names of the classes as scikit-learn calls them', async () => {
    const path = join(folder(), 'named.npz')
    const names = { shape: [3], descr: '|S3', bytes: Buffer.from('catdogemu') }
    writeFileSync(path, npzBytes({ data: IMAGES_OF_30, target: LABELS_OF_30, target_names: names }))
    expect((await imported(emptyPlaces(folder()), path)).dataset.description.classes).toEqual(['cat', 'dog', 'emu'])
  })

  it('says which arrays are there where none is of images', async () => {
    const path = join(folder(), 'unnamed.npz')
    writeFileSync(path, npzBytes({ arr_0: IMAGES_OF_30, arr_1: LABELS_OF_30 }))
    expect((await refusal(emptyPlaces(folder()), path)).message).toBe(
      `${path}: holds no images: arrays such as x_train and y_train, or images and labels, are expected; it has arr_0, arr_1`,
    )
  })

  it('skips what is not a number and what has no label, and says which', async () => {
    const report = unwrap(
      await importFrom(emptyPlaces(folder()), fixture('faulty.npz'), {
        dryRun: true,
        shares: { train: 34, validation: 33, test: 33 },
      }),
    )
    expect(report.skipped).toEqual([
      {
        reason: 'no-label',
        count: 3,
        examples: [
          'images, image 4: its label is NaN; whole numbers from 0 are allowed',
          'images, image 5: its label is 1.5; whole numbers from 0 are allowed',
          'images, image 6: its label is -1; whole numbers from 0 are allowed',
        ],
      },
      {
        reason: 'not-a-number',
        count: 2,
        examples: [
          'images, image 2: it has values that are not finite',
          'images, image 3: it has values that are not finite',
        ],
      },
    ])
  })

  it.each([
    {
      file: 'range.npz',
      message: 'images: its values go from 0 to 510; 0 to 255, 0 to 1 and −1 to 1 are read as pixels',
    },
    {
      file: 'objects.npz',
      message: 'labels: holds Python objects, which are code and are never run; save it as numbers',
    },
  ])('refuses $file', async ({ file, message }) => {
    const failure = await refusal(emptyPlaces(folder()), fixture(file))
    expect(failure).toEqual({ kind: 'input', message: `${fixture(file)}, ${message}` })
  })
})

describe('Parquet', () => {
  it('reads the shards of Hugging Face’s data sets, with the names of the classes', async () => {
    const places = emptyPlaces(folder())
    const { report, dataset } = await imported(places, fixture('hf'), {
      shares: { train: 50, validation: 25, test: 25 },
    })
    expect(report).toMatchObject({ format: 'parquet', image: [4, 5, 3], sizes: { train: 9, validation: 3, test: 6 } })
    expect(dataset.description.classes).toEqual(['cat', 'dog', 'emu'])
    expect(storedPixels(places, 'train-images-idx4-ubyte')).toEqual(IMAGES)
    expect([...dataset.splits.test.images]).toEqual(TEST)
  })

  it('reads a column of words as labels', async () => {
    const places = emptyPlaces(folder())
    const { dataset } = await imported(places, fixture('words.parquet'))
    expect(dataset.description.classes).toEqual(['cat', 'dog', 'emu'])
    expect(storedPixels(places, 'all-images-idx4-ubyte')).toEqual(IMAGES)
  })

  it('reads a column of truth values as two classes', async () => {
    const { report } = await imported(emptyPlaces(folder()), fixture('true-or-false.parquet'))
    // labels > 0 of 0 1 2 0 1 2 …: four of twelve are false.
    expect(report.classes).toEqual([
      { name: 'false', train: 2, validation: 1, test: 1 },
      { name: 'true', train: 6, validation: 1, test: 1 },
    ])
  })

  it('takes the column of labels that is asked for', async () => {
    const options = { label: 'coarse', dryRun: true } as const
    const report = unwrap(await importFrom(emptyPlaces(folder()), fixture('two-labels.parquet'), options))
    // labels // 2 of 0 1 2 0 1 2 …: two of three are 0.
    expect(report.classes.map(({ train, validation, test }) => train + validation + test)).toEqual([8, 4])
    const failure = await refusal(emptyPlaces(folder()), fixture('two-labels.parquet'))
    expect(failure.message).toContain(
      'has no column of labels among image, fine, coarse; one named label is expected, or choose one with --label',
    )
  })

  it('skips rows without label or image, and says which', async () => {
    const options = { dryRun: true, shares: { train: 34, validation: 33, test: 33 } } as const
    const report = unwrap(await importFrom(emptyPlaces(folder()), fixture('faulty.parquet'), options))
    expect(report.skipped).toEqual([
      {
        reason: 'unreadable',
        count: 3,
        examples: [
          'faulty.parquet, row 13: its bytes are not in the file',
          'faulty.parquet, row 14: its first bytes are neither those of a PNG nor of a JPEG',
          'faulty.parquet, row 15: its first bytes are neither those of a PNG nor of a JPEG',
        ],
      },
      {
        reason: 'no-label',
        count: 2,
        examples: ['faulty.parquet, row 7: its label is missing', 'faulty.parquet, row 8: its label is 7'],
      },
    ])
  })

  it('refuses a file that was cut off, and one whose content is damaged', async () => {
    const whole = readFileSync(fixture('words.parquet'))
    const cut = writeTree(join(folder(), 'cut'), { 'a.parquet': whole.subarray(0, whole.length - 9) })
    expect((await refusal(emptyPlaces(folder()), cut)).message).toContain(
      'is no whole Parquet file: PAR1 is missing at its end',
    )
    const footer = Buffer.from(whole)
    footer.fill(0xff, whole.length - 60, whole.length - 8)
    const damaged = writeTree(join(folder(), 'damaged'), { 'a.parquet': footer })
    expect(await refusal(emptyPlaces(folder()), damaged)).toMatchObject({
      kind: 'input',
      message: expect.stringContaining('a.parquet'),
    })
  })
})

/** Records of CIFAR: label bytes, then planes; image n has the bytes of a pattern that begins elsewhere. */
function cifarBatch(labels: readonly (readonly number[])[], from: number): Buffer {
  return Buffer.concat(
    labels.map((bytes, n) => Buffer.concat([Buffer.from(bytes), pattern(3072 + from + n).subarray(from + n)])),
  )
}

const CIFAR_10 = {
  'data_batch_1.bin': cifarBatch([[0], [1], [2], [0], [1], [2], [0], [1], [2]], 0),
  'data_batch_2.bin': cifarBatch([[0], [1], [2], [0], [1], [2], [0], [1], [2]], 10),
  'test_batch.bin': cifarBatch([[0], [1], [2]], 20),
  'batches.meta.txt': 'airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n',
}

describe('CIFAR', () => {
  it('reads CIFAR-10 from its folder: planes become pixels, a tenth of training becomes validation', async () => {
    const places = emptyPlaces(folder())
    const { report, dataset } = await imported(places, writeTree(join(folder(), 'cifar'), CIFAR_10))
    expect(report).toMatchObject({ format: 'cifar', image: [32, 32, 3], sizes: { train: 15, validation: 3, test: 3 } })
    expect(dataset.description.classes.slice(0, 3)).toEqual(['airplane', 'automobile', 'bird'])
    expect(report.warnings).toContain(
      'There is no image of cat, deer, dog, frog, horse and 2 more, a class all the same.',
    )
    const first = CIFAR_10['data_batch_1.bin'].subarray(1, 3073)
    const stored = storedPixels(places, 'train-images-idx4-ubyte')
    // The first pixel's red, green and blue, and the last one's.
    expect(stored.slice(0, 3)).toEqual([first[0], first[1024], first[2048]])
    expect(stored.slice(3069, 3072)).toEqual([first[1023], first[2047], first[3071]])
    expect(report.splits).toBe('train, test as given; validation 10 % of train, balanced over classes, by the seed 1')
  })

  it('reads it from its tar.gz', async () => {
    const entries = Object.entries(CIFAR_10).map(([name, content]) => ({
      name: `cifar-10-batches-bin/${name}`,
      content: Buffer.from(content),
    }))
    const archive = join(writeTree(folder(), { 'cifar.tar.gz': gzipSync(tarBytes(entries)) }), 'cifar.tar.gz')
    const whole = await imported(emptyPlaces(join(folder(), 'a')), writeTree(join(folder(), 'cifar'), CIFAR_10))
    const packed = await imported(emptyPlaces(join(folder(), 'b')), archive)
    expect(packed.dataset.description.sha256).toBe(whole.dataset.description.sha256)
  })

  it.each([
    { label: undefined, classes: 100, labels: [5, 60] },
    { label: 'coarse', classes: 20, labels: [1, 2] },
  ])('reads the $label labels of CIFAR-100', async ({ label, classes, labels }) => {
    const two = [
      [1, 5],
      [2, 60],
    ] as const
    const train = cifarBatch([...two, ...two, ...two, ...two], 0)
    const path = writeTree(join(folder(), 'cifar100'), { 'train.bin': train, 'test.bin': cifarBatch(two, 90) })
    const { dataset } = await imported(emptyPlaces(folder()), path, { label })
    expect(dataset.description.classes).toHaveLength(classes)
    expect([...dataset.splits.test.labels]).toEqual(labels)
  })

  it('refuses a batch that was cut off, with the sizes', async () => {
    const path = writeTree(join(folder(), 'cifar'), {
      ...CIFAR_10,
      'data_batch_2.bin': CIFAR_10['data_batch_2.bin'].subarray(0, 5000),
    })
    expect(await refusal(emptyPlaces(folder()), path)).toEqual({
      kind: 'input',
      message: `${join(path, 'data_batch_2.bin')}: has 5,000 bytes, which is no multiple of the 3,073 that an image takes; it is truncated, or no file of CIFAR: copy it again`,
    })
  })

  it('skips a label that there is no class for', async () => {
    const path = writeTree(join(folder(), 'cifar'), {
      ...CIFAR_10,
      'test_batch.bin': cifarBatch([[0], [200], [1]], 20),
    })
    const { report } = await imported(emptyPlaces(folder()), path)
    expect(report.skipped).toEqual([
      { reason: 'no-label', count: 1, examples: ['test_batch.bin, image 2: its label is 200; 0 to 9 are allowed'] },
    ])
  })
})

describe('IDX', () => {
  const images = (count: number, from: number) => idxBytes([count, 2, 2], pattern(4 * count + from).subarray(from))
  const labels = (count: number) =>
    idxBytes(
      [count],
      Array.from({ length: count }, (_, n) => n % 2),
    )

  it('reads pairs of files, gzipped or not, whose split their names tell', async () => {
    const path = writeTree(join(folder(), 'idx'), {
      'train-images-idx3-ubyte.gz': gzipSync(images(20, 0)),
      'train-labels-idx1-ubyte': labels(20),
      't10k-images-idx3-ubyte': images(4, 100),
      't10k-labels-idx1-ubyte.gz': gzipSync(labels(4)),
    })
    const places = emptyPlaces(folder())
    const { report, dataset } = await imported(places, path)
    expect(report).toMatchObject({ format: 'idx', image: [2, 2, 1], sizes: { train: 18, validation: 2, test: 4 } })
    expect(storedPixels(places, 'train-images-idx4-ubyte')).toEqual([...images(20, 0).subarray(16)])
    expect([...dataset.splits.test.images]).toEqual([...images(4, 100).subarray(16)])
    expect([...dataset.splits.test.labels]).toEqual([0, 1, 0, 1])
  })

  it.each([
    {
      fault: 'labels are missing',
      files: { 'train-images-idx3-ubyte': images(20, 0) },
      message:
        'train-images-idx3-ubyte: the file of its labels is not beside it; a name such as train-labels-idx1-ubyte is expected.',
    },
    {
      fault: 'counts differ',
      files: { 'train-images-idx3-ubyte': images(20, 0), 'train-labels-idx1-ubyte': labels(19) },
      message: 'train-labels-idx1-ubyte: holds 19 labels, but PATH/train-images-idx3-ubyte has 20 images',
    },
    {
      fault: 'images were cut off',
      files: { 'train-images-idx3-ubyte': images(20, 0).subarray(0, 60), 'train-labels-idx1-ubyte': labels(20) },
      message:
        'train-images-idx3-ubyte: has 44 bytes of images, but its header needs 80; the file is truncated: copy it again',
    },
    {
      fault: 'packed images were cut off',
      files: {
        'train-images-idx3-ubyte.gz': gzipSync(images(20, 0)).subarray(0, 60),
        'train-labels-idx1-ubyte': labels(20),
      },
      message:
        'train-images-idx3-ubyte.gz: its packed content stops in the middle; the file is truncated: copy it again',
    },
    {
      fault: 'it is none',
      files: { 'train-images-idx3-ubyte': Buffer.from('not an image'), 'train-labels-idx1-ubyte': labels(20) },
      message:
        'train-images-idx3-ubyte: is no IDX file: it begins with the bytes 6e6f7420; 0000, a type and 1 to 4 dimensions are expected',
    },
  ])('refuses files where $fault', async ({ files, message }) => {
    const path = writeTree(join(folder(), 'idx'), files)
    expect(await refusal(emptyPlaces(folder()), path)).toEqual({
      kind: 'input',
      message: join(path, message.replace('PATH', path)),
    })
  })
})
