import { spawnSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { smallPng, tarBytes, writeTree } from '../data/import/importing'
import { idxBytes } from '../data/stand-in'
import { ablate, type Circumstances, scratch } from './ablate'
import { canMakeDisk, makeDisk } from './small-disk'

let folder: ReturnType<typeof scratch>
beforeEach(() => {
  folder = scratch()
})
afterEach(() => folder.remove())

const datasets = () => join(folder.path, 'datasets')
const run = (args: readonly string[], more: Partial<Circumstances> = {}) =>
  ablate(args, { cwd: folder.path, ...more, env: { ABLATION_DATA: datasets(), ...more.env } })

function photos(): string {
  const files = Object.fromEntries(
    Array.from({ length: 40 }, (_, n) => [`${n % 2 === 0 ? 'cat' : 'dog'}/${n + 10}.png`, smallPng(n + 1)]),
  )
  return writeTree(join(folder.path, 'photos'), files)
}

describe('ablate data', () => {
  it('lists what is known, adds a set, lists and checks it', async () => {
    photos()
    const before = JSON.parse((await run(['data', 'list', '--json'])).out)
    expect(before.sets.map(({ name, here }: { name: string; here: boolean }) => `${name} ${here}`)).toEqual(
      expect.arrayContaining([
        'fashion-mnist-8k true',
        'fashion-mnist-semi-synthetic true',
        'cifar-10 false',
        'mnist false',
      ]),
    )
    const added = await run(['data', 'add', 'photos', '--name', 'pets', '--licence', 'CC0-1.0'])
    expect({ code: added.code, err: added.err }).toEqual({
      code: 0,
      err:
        'Found folders of PNG and JPEG images: 40 images (40 without a split), 2 classes: cat, dog\n' +
        '  width×height: 2×2 (40); they become 2×2×1\n' +
        '  splits: split 80/10/10 %, balanced over classes, by the seed 1\n',
    })
    expect(added.out).toContain('pets, 40 images of 2×2×1: 32 train, 4 validation, 4 test')
    expect(added.out).toMatch(/^cat +16 +2 +2$/m)
    const after = JSON.parse((await run(['data', 'list', '--json'])).out)
    expect(after.sets).toContainEqual(
      expect.objectContaining({
        name: 'pets',
        home: 'added',
        here: true,
        classes: 2,
        image: [2, 2, 1],
        licence: 'CC0-1.0',
        folder: join(datasets(), 'pets'),
      }),
    )
    const checked = await run(['data', 'check', 'pets'])
    expect(checked).toMatchObject({
      code: 0,
      out: expect.stringContaining('✓ pets: 32 train (16 a class), 4 validation (2 a class), 4 test (2 a class)'),
    })
  })

  it('finds an added set for a study, and says what is there where a size is too large', async () => {
    photos()
    await run(['data', 'add', 'photos', '--name', 'pets', '--json'])
    const study = (train: number) =>
      writeFileSync(
        join(folder.path, 'pets.yaml'),
        `study: pets\nquestion: Cats or dogs?\narchitecture: mini-googlenet\ndataset: { name: pets, train: ${train} }\nfactors:\n  pooling: [on, off]\ntraining:\n  epochs: 1\n  batch: 8\n  optimizer: { kind: momentum, learningRate: 0.1 }\n`,
      )
    study(33)
    expect((await run(['plan', 'pets.yaml'])).err).toContain('pets.yaml:4:31: pets has 32 train images, not 33.')
  })

  it('writes nothing in a dry run', async () => {
    photos()
    const { code, out } = await run(['data', 'add', 'photos', '--name', 'pets', '--dry-run', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      schema: 'ablation-workbench/data-add/1',
      dryRun: true,
      sizes: { train: 32 },
      folder: null,
    })
    expect(readdirSync(datasets())).toEqual([])
  })

  it.each([
    {
      args: ['data', 'add', 'photos'],
      message: 'photos is a path: say with --name what the data set is to be called.',
    },
    {
      args: ['data', 'add', 'cifar10'],
      message:
        '"cifar10" is neither a path nor a public data set; those are cifar-10, cifar-100, fashion-mnist, mnist. Did you mean cifar-10?',
    },
    {
      args: ['data', 'add', 'photos', '--name', 'pets', '--split', '80/10'],
      message:
        '--split 80/10: percentages of training, validation and test are expected that make 100, such as 80/10/10.',
    },
    {
      args: ['data', 'add', 'photos', '--name', 'pets', '--size', '64'],
      message: '--size 64: height and width from 1 to 4,096 are expected, such as 64x64.',
    },
    {
      args: ['data', 'add', 'photos', '--name', 'pets', '--format', 'tfrecord'],
      message: '--format tfrecord: cifar (CIFAR, binary version), idx',
    },
    {
      args: ['data', 'add', 'cifar-10', '--size', '8x8'],
      message: 'cifar-10 is a public data set: size cannot be chosen for it.',
    },
    {
      args: ['data', 'add', 'photos', '--name', 'fashion-mnist-8k'],
      message: 'fashion-mnist-8k is the name of a data set that the workbench knows. Choose another --name.',
    },
    {
      args: ['data', 'add', 'photos', '--name', 'pets', '--format', 'npz'],
      message: 'photos: holds no NumPy arrays in an npz file.',
    },
    { args: ['data', 'check', 'pets'], message: 'Unknown data set "pets"; known are ' },
  ])('$args ends with 2 and says why', async ({ args, message }) => {
    photos()
    const { code, err } = await run(args)
    expect(err).toContain(message)
    expect(code).toBe(2)
    expect(existsSync(join(datasets(), 'pets'))).toBe(false)
  })

  it('ends with 2 where a set that is checked has changed', async () => {
    photos()
    await run(['data', 'add', 'photos', '--name', 'pets', '--json'])
    const file = join(datasets(), 'pets', 'all-labels-idx1-ubyte')
    const bytes = readFileSync(file)
    bytes[8] = 1
    writeFileSync(file, bytes)
    expect(await run(['data', 'check', 'pets'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('its content has changed'),
    })
  })

  it('removes what a killed one left behind, and nothing of one that is under way', async () => {
    photos()
    const ended = spawnSync(process.execPath, ['--version']).pid
    writeTree(datasets(), {
      [`.adding-${ended}-cats/all-images-idx4-ubyte`]: 'half',
      [`.adding-${process.pid}-dogs/all-images-idx4-ubyte`]: 'half',
    })
    await run(['data', 'add', 'photos', '--name', 'pets', '--json'])
    expect(readdirSync(datasets()).toSorted()).toEqual([`.adding-${process.pid}-dogs`, 'pets'])
  })

  it('stops at an interrupt with 130 and leaves nothing behind', async () => {
    large(folder.path, 30_000)
    const { code, err } = await run(['data', 'add', 'large', '--name', 'large', '--duplicates', 'keep'], {
      onLine: () => {},
      // Interrupted once it has begun to take images.
      env: {
        NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(interruptOnce)}`,
        ABLATION_DATA: datasets(),
      },
    })
    expect({ code, err: err.endsWith('Stopped. Nothing was added.\n') }).toEqual({ code: 130, err: true })
    expect(readdirSync(datasets())).toEqual([])
  })
})

describe.skipIf(!canMakeDisk())('data add on a disk that becomes full', () => {
  const files = {
    what: 'a folder',
    make: () => {
      large(folder.path, 100)
      return 'large'
    },
  }
  const archive = {
    what: 'an archive',
    make: () => {
      large(folder.path, 100)
      const entries = readdirSync(join(folder.path, 'large')).map((name) => ({
        name,
        content: readFileSync(join(folder.path, 'large', name)),
      }))
      writeFileSync(join(folder.path, 'large.tar'), tarBytes(entries))
      return 'large.tar'
    },
  }

  it.each([files, archive])('ends with 4 and leaves nothing there; with room it adds $what', async ({ make }) => {
    const path = make()
    // 100 images of 96×96 in colour take 2.8 MB, and as much again while they are unpacked.
    const disk = makeDisk(join(folder.path, 'disk'), 1_000)
    try {
      const add = () =>
        run(['data', 'add', path, '--name', 'large', '--json'], { env: { ABLATION_DATA: join(disk.path, 'sets') } })
      const { code, out, err } = await add()
      expect({ code, out }).toEqual({ code: 4, out: '' })
      expect(err).toMatch(/(The disk is full: \S+disk\/sets\/\S+ cannot be written \(ENOSPC\)|unpacks to more than)/)
      expect(err).toMatch(/Make room(?: on it)?, and add the data set again\.\n$/)
      expect(readdirSync(join(disk.path, 'sets'))).toEqual([])
      disk.resize(20_000)
      expect((await add()).code).toBe(0)
    } finally {
      disk.remove()
    }
  })
})

/** Sends the process its own interrupt as soon as the draft of a data set has images. */
const interruptOnce = `
import { existsSync, readdirSync } from 'node:fs'
const watch = setInterval(() => {
  const folder = process.env.ABLATION_DATA
  if (!existsSync(folder) || !readdirSync(folder).some((name) => existsSync(folder + '/' + name + '/train-images-idx4-ubyte'))) return
  clearInterval(watch)
  process.kill(process.pid, 'SIGINT')
}, 5)
watch.unref()
`

/** IDX files of made-up images of 96×96 in colour, the file of images with holes: of each image its number alone is written. */
function large(parent: string, count: number): void {
  const size = 96 * 96 * 3
  const path = join(parent, 'large')
  mkdirSync(path)
  const handle = openSync(join(path, 'train-images-idx4-ubyte'), 'w')
  const header = idxBytes([count, 96, 96, 3], [])
  writeSync(handle, header)
  ftruncateSync(handle, header.length + count * size)
  const number = Buffer.alloc(4)
  for (let image = 0; image < count; image++) {
    number.writeUInt32BE(image)
    writeSync(handle, number, 0, 4, header.length + image * size)
  }
  closeSync(handle)
  writeFileSync(
    join(path, 'train-labels-idx1-ubyte'),
    idxBytes(
      [count],
      Uint8Array.from({ length: count }, (_, n) => n % 10),
    ),
  )
}

describe('a set larger than the memory that is used for it', () => {
  it('is imported within a bound', async () => {
    const count = 20_000
    const bytes = count * 96 * 96 * 3
    expect(bytes).toBeGreaterThan(5e8)
    large(folder.path, count)
    const tell = `process.on('exit', () => process.stderr.write('kilobytes ' + process.resourceUsage().maxRSS))`
    const { code, out, err } = await run(['data', 'add', 'large', '--name', 'large', '--json'], {
      env: { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(tell)}` },
    })
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ sizes: { train: 16_000, validation: 2_000, test: 2_000 }, skipped: [] })
    expect(Number(/kilobytes (\d+)/.exec(err)?.[1]) * 1024).toBeLessThan(bytes / 2)
  })
})
