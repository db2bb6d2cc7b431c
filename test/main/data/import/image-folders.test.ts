import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../stand-in'
import {
  emptyPlaces,
  FIXTURES,
  imported,
  importFrom,
  pngBytes,
  refusal,
  smallPng,
  storedPixels,
  unwrap,
  writeTree,
} from './importing'

const folder = temporaryFolder()

/** Grey images of 2×2, each of its own: class `a` begins with 1, 2, 3 …, class `b` with 101, 102, 103 … */
function twoClasses(count: number): Record<string, Uint8Array> {
  return Object.fromEntries(
    ['a', 'b'].flatMap((name, at) =>
      Array.from({ length: count }, (_, n) => [
        `${name}/${String(n).padStart(2, '0')}.png`,
        smallPng(100 * at + n + 1),
      ]),
    ),
  )
}

describe('image folders', () => {
  it('take the folders’ names as classes, and split each class alike', async () => {
    const places = emptyPlaces(folder())
    const { report, dataset } = await imported(places, writeTree(join(folder(), 'photos'), twoClasses(10)))
    expect(report).toMatchObject({
      format: 'folders',
      image: [2, 2, 1],
      sizes: { train: 16, validation: 2, test: 2 },
      skipped: [],
    })
    expect(report.classes).toEqual([
      { name: 'a', train: 8, validation: 1, test: 1 },
      { name: 'b', train: 8, validation: 1, test: 1 },
    ])
    for (const { images, labels, count } of Object.values(dataset.splits))
      for (let image = 0; image < count; image++) expect((images[4 * image] ?? 0) > 100 ? 1 : 0).toBe(labels[image])
  })

  it('split the same way for the same seed, another way for another', async () => {
    const path = writeTree(join(folder(), 'photos'), twoClasses(10))
    const shaOf = async (user: string, seed: number) =>
      (await imported(emptyPlaces(join(folder(), user)), path, { seed })).dataset.description.sha256
    expect(await shaOf('1', 1)).toBe(await shaOf('2', 1))
    expect(await shaOf('3', 2)).not.toBe(await shaOf('4', 1))
  })

  it('keep the splits of the level above', async () => {
    const path = writeTree(join(folder(), 'photos'), {
      'train/a/1.png': smallPng(1),
      'train/b/1.png': smallPng(2),
      'val/a/1.png': smallPng(3),
      'val/b/1.png': smallPng(4),
      'test/a/1.png': smallPng(5),
      'test/b/1.png': smallPng(6),
    })
    const { report, dataset } = await imported(emptyPlaces(folder()), path)
    expect(report).toMatchObject({
      sizes: { train: 2, validation: 2, test: 2 },
      splits: 'train, validation, test as given',
    })
    expect([...dataset.splits.validation.images].filter((_, at) => at % 4 === 0)).toEqual([3, 4])
  })

  it('resize by the shorter side and crop to the centre', async () => {
    // 4×2 pixels: the left and right quarter are cut off.
    const wide = (value: number) => pngBytes(4, 2, 1, [9, value, value, 9, 9, value, value, 9])
    const files = Object.fromEntries(Object.keys(twoClasses(10)).map((name, at) => [name, wide(20 + at)]))
    const { report, dataset } = await imported(emptyPlaces(folder()), writeTree(join(folder(), 'photos'), files), {
      size: [2, 2],
    })
    expect(report).toMatchObject({ resized: 20, enlarged: 0, image: [2, 2, 1] })
    const values = [...dataset.splits.train.images]
    expect(values).not.toContain(9)
    expect(new Set(values).size).toBe(16)
  })

  it('ask for a size where the images have many', async () => {
    const sizes = Object.fromEntries(
      Array.from({ length: 8 }, (_, n) => [`${n % 2}/${n}.png`, pngBytes(n + 1, 1, 1, Array(n + 1).fill(n))]),
    )
    const failure = await refusal(emptyPlaces(folder()), writeTree(join(folder(), 'photos'), sizes))
    expect(failure.message).toContain('its images have many sizes (width×height): 1×1 (1 image), 3×1 (1 image)')
    expect(failure.message).toContain('and 3 more; say which size the set is to have, such as --size 64x64')
  })

  it('skip the few of another size', async () => {
    const files = { ...twoClasses(10), 'a/large.png': pngBytes(3, 2, 1, [1, 2, 3, 4, 5, 6]) }
    const { report } = await imported(emptyPlaces(folder()), writeTree(join(folder(), 'photos'), files))
    expect(report.skipped).toEqual([
      { reason: 'wrong-size', count: 1, examples: ['a/large.png: it is 3×2; with --size it would be resized'] },
    ])
  })

  it('make colour grey by its luma, and grey colour', async () => {
    const files = Object.fromEntries(
      Object.keys(twoClasses(10)).map((name, at) => [name, pngBytes(1, 1, 3, [at, 200, 10])]),
    )
    const path = writeTree(join(folder(), 'photos'), files)
    const places = emptyPlaces(folder())
    await imported(places, path, { channels: 1, name: 'grey' })
    // 0.299·0 + 0.587·200 + 0.114·10 = 118.54
    expect(storedPixels(places, 'all-images-idx4-ubyte', 'grey')[0]).toBe(119)
    const grey = writeTree(join(folder(), 'grey'), twoClasses(10))
    await imported(places, grey, { channels: 3, name: 'colour' })
    expect(storedPixels(places, 'all-images-idx4-ubyte', 'colour').slice(0, 4)).toEqual([1, 1, 1, 0])
  })

  it.each(readdirSync(join(FIXTURES, 'pictures')))('decode %s as Pillow does', async (name) => {
    const picture = readFileSync(join(FIXTURES, 'pictures', name))
    const { pictures } = JSON.parse(readFileSync(join(FIXTURES, 'expected.json'), 'utf8'))
    const path = writeTree(
      join(folder(), 'photos'),
      Object.fromEntries(['a/1', 'a/2', 'a/3', 'b/1'].map((place) => [`${place}.png`, picture])),
    )
    const places = emptyPlaces(folder())
    unwrap(await importFrom(places, path, { channels: 3, duplicates: 'keep' }))
    const values: number[] = pictures[name].flat(2)
    const found = storedPixels(places, 'all-images-idx4-ubyte').slice(0, values.length)
    // Decoders of JPEG may round differently.
    const most = name.endsWith('.jpg') ? 3 : 0
    expect(Math.max(...found.map((value, at) => Math.abs(value - (values[at] ?? -1))))).toBeLessThanOrEqual(most)
  })
})

describe('a camera’s note of how it was held', () => {
  const grey = readFileSync(join(FIXTURES, 'pictures', 'grey.jpg'))

  it.each([
    { orientation: 1, littleEndian: true, turned: 0 },
    { orientation: 6, littleEndian: true, turned: 1 },
    { orientation: 3, littleEndian: false, turned: 1 },
    { orientation: 9, littleEndian: false, turned: 0 },
  ])('$orientation is counted, and turns no pixel', async ({ orientation, littleEndian, turned }) => {
    const noted = Buffer.concat([grey.subarray(0, 2), exif(orientation, littleEndian), grey.subarray(2)])
    const take = async (jpeg: Uint8Array) => {
      const places = emptyPlaces(folder())
      const path = writeTree(join(folder(), 'photos'), { ...twoClasses(10), 'a/00.jpg': jpeg })
      const { report } = await imported(places, path, { size: [2, 2], name: `set-${orientation}-${jpeg.length}` })
      return { turned: report.turned, pixels: storedPixels(places, 'all-images-idx4-ubyte', report.name) }
    }
    const [plain, held] = [await take(grey), await take(noted)]
    expect(plain.turned).toBe(0)
    expect(held).toEqual({ turned, pixels: plain.pixels })
  })

  /** A segment of Exif with one entry, the orientation, after another. */
  function exif(orientation: number, littleEndian: boolean): Buffer {
    const tiff = new DataView(new ArrayBuffer(34))
    tiff.setUint16(0, littleEndian ? 0x4949 : 0x4d4d)
    tiff.setUint16(2, 42, littleEndian)
    tiff.setUint32(4, 8, littleEndian)
    tiff.setUint16(8, 2, littleEndian)
    for (const [entry, tag, value] of [
      [10, 0x0100, 7],
      [22, 0x0112, orientation],
    ] as const) {
      tiff.setUint16(entry, tag, littleEndian)
      tiff.setUint16(entry + 2, 3, littleEndian)
      tiff.setUint32(entry + 4, 1, littleEndian)
      tiff.setUint16(entry + 8, value, littleEndian)
    }
    const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), Buffer.from(tiff.buffer)])
    return Buffer.concat([Buffer.of(0xff, 0xe1, 0, body.length + 2), body])
  }
})

describe('what is skipped', () => {
  it('is told with the reason and the place', async () => {
    const path = writeTree(join(folder(), 'photos'), {
      ...twoClasses(10),
      'a/empty.png': '',
      'a/text.png': 'not an image',
      'a/cut.png': smallPng(77).subarray(0, 50),
      'a/notes.txt': 'mine',
      'a/really-webp.jpg': Buffer.from('RIFF\x10\x00\x00\x00WEBPVP8 ', 'latin1'),
      'a/.hidden.png': 'not looked at',
      'b/twice.png': smallPng(101),
      'b/contradicts.png': smallPng(3),
      'stray.png': smallPng(5),
      'b/bomb.png': hugePng(60_000, 60_000),
    })
    symlinkSync('/etc/hostname', join(path, 'a', 'link.png'))
    const { report } = await imported(emptyPlaces(folder()), path)
    expect(report.sizes).toEqual({ train: 16, validation: 2, test: 2 })
    expect(Object.fromEntries(report.skipped.map(({ reason, count }) => [reason, count]))).toEqual({
      unreadable: 4,
      'too-large': 1,
      'no-label': 1,
      duplicate: 1,
      contradiction: 1,
      link: 1,
      'not-an-image': 1,
    })
    const examples = Object.fromEntries(report.skipped.map(({ reason, examples: [first] }) => [reason, first]))
    const [unreadable] = report.skipped
    expect(unreadable?.examples).toContain('a/really-webp.jpg: it is a WebP, whatever its name; PNG and JPEG are read')
    expect(examples['too-large']).toBe(
      'b/bomb.png: its header tells of 60,000×60,000 pixels; at most 64,000,000 are decoded',
    )
    expect(examples.duplicate).toBe('b/twice.png: the same image as b/00.png')
    expect(examples.contradiction).toBe('b/contradicts.png: the same image as a/02.png')
    expect(examples['no-label']).toBe('stray.png: it lies in no folder of a class')
    expect(examples.link).toBe('a/link.png')
  })

  it('is a JPEG that was cut off, in words of ours', async () => {
    const whole = readFileSync(join(FIXTURES, 'pictures', 'grey.jpg'))
    const files = { ...twoClasses(10), 'a/cut.jpg': whole.subarray(0, whole.length - 200) }
    const { report } = await imported(emptyPlaces(folder()), writeTree(join(folder(), 'photos'), files), {
      size: [2, 2],
    })
    expect(report.skipped).toMatchObject([{ reason: 'unreadable', count: 1 }])
    expect(report.skipped[0]?.examples[0]).toMatch(
      /^a\/cut\.jpg: it is damaged, or of a kind of JPEG that is not read \(/,
    )
  })

  it('is nothing of duplicates where they are to be kept', async () => {
    const path = writeTree(join(folder(), 'photos'), { ...twoClasses(10), 'b/twice.png': smallPng(101) })
    const { report } = await imported(emptyPlaces(folder()), path, { duplicates: 'keep' })
    expect(report.skipped).toEqual([])
    const leaked = report.leakage.reduce((sum, { images }) => sum + images, 0)
    expect(report.duplicatesKept + leaked).toBe(1)
  })
})

describe('folders of splits beside others', () => {
  const splits = (names: readonly string[]) =>
    Object.fromEntries(
      names.flatMap((split, at) =>
        Object.entries(twoClasses(4)).map(([name, png]) => [`${split}/${name}`, Buffer.concat([png, Buffer.of(at)])]),
      ),
    )

  it('are the splits where the others have no images, which are told', async () => {
    const files = { ...splits(['train', 'test']), 'annotations/boxes.xml': '<boxes/>', 'scripts/run.py': '' }
    const path = writeTree(join(folder(), 'photos'), files)
    const { report } = await imported(emptyPlaces(folder()), path)
    expect(report.sizes).toEqual({ train: 6, validation: 2, test: 8 })
    expect(report.classes.map(({ name }) => name)).toEqual(['a', 'b'])
    expect(report.skipped).toEqual([
      {
        reason: 'not-an-image',
        count: 2,
        examples: ['annotations: a folder without images', 'scripts: a folder without images'],
      },
    ])
  })

  it('are refused where another has images: they would become classes of their own', async () => {
    const path = writeTree(join(folder(), 'photos'), { ...splits(['train', 'test']), 'cat/1.png': smallPng(9) })
    expect((await refusal(emptyPlaces(folder()), path)).message).toBe(
      `${path}: test, train by their names are splits, and cat beside is none but has images; put it into a split, move it elsewhere, or name the former ones otherwise where all of them are classes`,
    )
  })

  it('are classes where they hold images themselves', async () => {
    const path = writeTree(join(folder(), 'vehicles'), {
      ...Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`car/${n}.png`, smallPng(n + 1)])),
      ...Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`train/${n}.png`, smallPng(n + 101)])),
    })
    const { report } = await imported(emptyPlaces(folder()), path)
    expect(report.classes.map(({ name }) => name)).toEqual(['car', 'train'])
  })
})

describe('a class without images', () => {
  it('is told once, and one that a split lacks with the split', async () => {
    const path = writeTree(join(folder(), 'photos'), { ...twoClasses(10), 'c/1.png': smallPng(201) })
    mkdirSync(join(path, 'empty'))
    const { report } = await imported(emptyPlaces(folder()), path)
    expect(report.warnings).toEqual([
      'There is no image of empty, a class all the same.',
      'The validation split has no image of c.',
      'The test split has no image of c.',
    ])
  })
})

describe('an image that stands in two splits', () => {
  it('is kept, as the splits were given so, and told as leakage', async () => {
    const path = writeTree(join(folder(), 'photos'), {
      'train/a/1.png': smallPng(1),
      'train/b/1.png': smallPng(2),
      'val/a/1.png': smallPng(3),
      'val/b/1.png': smallPng(4),
      'test/a/9.png': smallPng(1),
      'test/b/1.png': smallPng(6),
    })
    const { report } = await imported(emptyPlaces(folder()), path)
    expect(report.leakage).toEqual([
      { splits: ['train', 'test'], images: 1, examples: ['test/a/9.png = train/a/1.png'] },
    ])
    expect(report.sizes.test).toBe(2)
  })
})

describe('an import that fails', () => {
  it.each([
    { fault: 'nothing is there', tree: {}, message: 'holds none of the formats that are read' },
    {
      fault: 'images lie in no folder of a class',
      tree: { '1.png': smallPng(1) },
      message:
        'It has 1 file, such as 1.png, and 0 folders. Put the images of each class into a folder of its own, named as the class.',
    },
    {
      fault: 'it is CIFAR for Python',
      tree: { data_batch_1: 'pickle', test_batch: 'pickle' },
      message: 'This is CIFAR’s version for Python, which runs as code where it is read; get the binary version.',
    },
    {
      fault: 'there are arrays one by one',
      tree: { 'images.npy': 'array', 'labels.npy': 'array' },
      message: 'Put images and labels into one file: numpy.savez("set.npz", images=…, labels=…).',
    },
    {
      fault: 'there is one class',
      tree: { 'a/1.png': smallPng(1) },
      message: 'has images of one class alone, a; two at least are needed',
    },
    {
      fault: 'all images are unreadable',
      tree: { 'a/1.png': 'no', 'b/1.png': 'no' },
      message: 'holds no image that can be used. 2 were skipped; the first: a/1.png: its first bytes are',
    },
    {
      fault: 'there is only a test split',
      tree: { 'test/a/1.png': smallPng(1), 'test/b/1.png': smallPng(2) },
      message: 'it has a test split alone, and nothing to train on',
    },
    {
      fault: 'images do not suffice for three splits',
      tree: { 'a/1.png': smallPng(1), 'b/1.png': smallPng(2) },
      message: 'nothing is left for the validation split: 2 images were taken',
    },
  ])('because $fault leaves nothing behind', async ({ tree, message }) => {
    const path = writeTree(join(folder(), 'photos'), tree)
    mkdirSync(path, { recursive: true })
    const places = emptyPlaces(folder())
    const failure = await refusal(places, path)
    expect(failure.kind).toBe('input')
    expect(failure.message).toContain(message)
    expect(readdirSync(places.user)).toEqual([])
  })

  it.each([
    { name: '../mine', message: '"../mine" cannot be the name of a data set' },
    { name: '.mine', message: '".mine" cannot be the name' },
    { name: 'x'.repeat(65), message: 'cannot be the name' },
  ])('because of its name $name', async ({ name, message }) => {
    const path = writeTree(join(folder(), 'photos'), twoClasses(10))
    const failure = await refusal(emptyPlaces(folder()), path, { name })
    expect(failure.message).toContain(message)
  })

  it('because the name is taken', async () => {
    const path = writeTree(join(folder(), 'photos'), twoClasses(10))
    const places = emptyPlaces(folder())
    await imported(places, path)
    expect((await refusal(places, path)).message).toBe(
      `There is a data set mine already, in ${join(places.user, 'mine')}. Choose another --name, or delete that folder.`,
    )
  })

  it('because the path is not there', async () => {
    expect((await refusal(emptyPlaces(folder()), join(folder(), 'nowhere'))).message).toContain('nowhere is not there')
  })

  it('writes nothing but looks at everything in a dry run', async () => {
    const places = emptyPlaces(folder())
    const report = unwrap(
      await importFrom(places, writeTree(join(folder(), 'photos'), twoClasses(10)), { dryRun: true }),
    )
    expect(report).toMatchObject({ dryRun: true, sizes: { train: 16 }, dataset: null, folder: null })
    expect(readdirSync(places.user)).toEqual([])
    expect(existsSync(join(places.user, 'mine'))).toBe(false)
  })
})

/** A PNG that says it has so many pixels, and has one. */
function hugePng(width: number, height: number): Buffer {
  const bytes = pngBytes(1, 1, 1, [0])
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  return bytes
}
