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

describe('what is skipped', () => {
  it('is told with the reason and the place', async () => {
    const path = writeTree(join(folder(), 'photos'), {
      ...twoClasses(10),
      'a/empty.png': '',
      'a/text.png': 'not an image',
      'a/cut.png': smallPng(77).subarray(0, 50),
      'a/notes.txt': 'mine',
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
      unreadable: 3,
      'too-large': 1,
      'no-label': 1,
      duplicate: 1,
      contradiction: 1,
      link: 1,
      'not-an-image': 1,
    })
    const examples = Object.fromEntries(report.skipped.map(({ reason, examples: [first] }) => [reason, first]))
    expect(examples['too-large']).toBe(
      'b/bomb.png: its header tells of 60,000×60,000 pixels; at most 64,000,000 are decoded',
    )
    expect(examples.duplicate).toBe('b/twice.png: the same image as b/00.png')
    expect(examples.contradiction).toBe('b/contradicts.png: the same image as a/02.png')
    expect(examples['no-label']).toBe('stray.png: it lies in no folder of a class')
    expect(examples.link).toBe('a/link.png')
  })

  it('is nothing of duplicates where they are to be kept', async () => {
    const path = writeTree(join(folder(), 'photos'), { ...twoClasses(10), 'b/twice.png': smallPng(101) })
    const { report } = await imported(emptyPlaces(folder()), path, { duplicates: 'keep' })
    expect(report.skipped).toEqual([])
    const leaked = report.leakage.reduce((sum, { images }) => sum + images, 0)
    expect(report.duplicatesKept + leaked).toBe(1)
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
