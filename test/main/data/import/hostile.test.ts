import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { importDataset } from '../../../../main/data/import/import-dataset'
import { idxBytes, temporaryFolder } from '../stand-in'
import { emptyPlaces, imported, refusal, request, smallPng, tarBytes, writeTree } from './importing'

const folder = temporaryFolder()

function file(name: string, content: Uint8Array): string {
  return join(writeTree(folder(), { [name]: content }), name)
}

const GOOD = Array.from({ length: 20 }, (_, n) => ({
  name: `photos/${n % 2 === 0 ? 'a' : 'b'}/${n}.png`,
  content: smallPng(n + 1),
}))

describe('an archive', () => {
  it.each([
    { how: 'up', name: '../escaped.png' },
    { how: 'up from within', name: 'photos/../../escaped.png' },
    { how: 'from the root', name: '/tmp/escaped.png' },
    { how: 'by a drive', name: 'C:/escaped.png' },
    { how: 'by backslashes', name: '..\\escaped.png' },
  ])('that leads out of its folder $how is refused whole', async ({ name }) => {
    const places = emptyPlaces(folder())
    const path = file('hostile.tar', tarBytes([...GOOD, { name, content: smallPng(99) }]))
    const failure = await refusal(places, path)
    expect(failure).toEqual({
      kind: 'input',
      message: `${path}: its entry ${JSON.stringify(name)} leads out of the folder that it is unpacked into; nothing of this archive is taken: get it from elsewhere`,
    })
    expect(readdirSync(places.user)).toEqual([])
    expect(existsSync(join(folder(), 'escaped.png'))).toBe(false)
  })

  it('of zip is refused likewise', async () => {
    const entries = Object.fromEntries(GOOD.map(({ name, content }) => [name, content]))
    const path = file('hostile.zip', zipSync({ ...entries, '../escaped.png': smallPng(99) }))
    expect((await refusal(emptyPlaces(folder()), path)).message).toContain('leads out of the folder')
  })

  it('of zip is read', async () => {
    const path = file('good.zip', zipSync(Object.fromEntries(GOOD.map(({ name, content }) => [name, content]))))
    const { report } = await imported(emptyPlaces(folder()), path)
    expect(report).toMatchObject({ format: 'folders', sizes: { train: 16, validation: 2, test: 2 } })
  })

  it('has its links left out: what they point to is not read', async () => {
    const path = file(
      'links.tar',
      tarBytes([
        ...GOOD,
        { name: 'photos/a/link.png', link: '/etc/passwd' },
        { name: 'photos/a/link.png/x.png', content: smallPng(98) },
      ]),
    )
    const { report } = await imported(emptyPlaces(folder()), path)
    expect(report.skipped).toEqual([{ reason: 'link', count: 1, examples: ['photos/a/link.png'] }])
    // The entry below the link lies in a folder of its own: nothing was followed.
    expect(report.sizes.train + report.sizes.validation + report.sizes.test).toBe(21)
  })

  it('with an entry that stands twice keeps the first', async () => {
    const path = file('twice.tar', tarBytes([...GOOD, { name: 'photos/a/0.png', content: smallPng(97) }]))
    const { dataset } = await imported(emptyPlaces(folder()), path)
    const values = Object.values(dataset.splits).flatMap(({ images }) => [...images])
    expect(values).toContain(1)
    expect(values).not.toContain(97)
  })

  it('that was cut off is refused', async () => {
    const whole = tarBytes(GOOD)
    const path = file('cut.tar', whole.subarray(0, 5 * 512 + 20))
    expect((await refusal(emptyPlaces(folder()), path)).message).toMatch(
      /ends within "photos\/.*"; the archive is truncated: copy it again/,
    )
  })
})

describe('a decompression bomb', () => {
  it('in a tar.gz is not unpacked beyond what images could need', async () => {
    const bomb = gzipSync(tarBytes([{ name: 'photos/a/1.png', content: Buffer.alloc(200 * 2 ** 20) }]))
    const places = emptyPlaces(folder())
    const path = file('bomb.tar.gz', bomb)
    expect(statSync(path).size).toBeLessThan(2 ** 20)
    const failure = await refusal(places, path)
    expect(failure.message).toMatch(/unpack to more than [\d,]+ bytes, more than 200 times as many: no images do that/)
    expect(readdirSync(places.user)).toEqual([])
  })

  it('in an IDX file, whose header is honest, is refused as well', async () => {
    const images = gzipSync(idxBytes([200_000, 28, 28], Buffer.alloc(200_000 * 784)))
    const labels = idxBytes(
      [200_000],
      Uint8Array.from({ length: 200_000 }, (_, n) => n % 2),
    )
    const path = writeTree(join(folder(), 'idx'), {
      'train-images-idx3-ubyte.gz': images,
      'train-labels-idx1-ubyte': labels,
    })
    expect((await refusal(emptyPlaces(folder()), path)).message).toContain('no images do that')
  })
})

describe('headers that promise too much', () => {
  it('are refused before anything is set aside for them', async () => {
    const images = idxBytes([4_000_000_000, 4096, 4096, 3], [0])
    const path = writeTree(join(folder(), 'idx'), {
      'train-images-idx4-ubyte': images,
      'train-labels-idx1-ubyte': idxBytes([4_000_000_000], [0]),
    })
    const failure = await refusal(emptyPlaces(folder()), path)
    expect(failure).toMatchObject({ kind: 'input', message: expect.stringContaining('the file is truncated') })
  })
})

describe('an import that is cancelled', () => {
  it('throws the signal’s reason and leaves nothing behind', async () => {
    const places = emptyPlaces(folder())
    const path = writeTree(join(folder(), 'all'), Object.fromEntries(GOOD.map(({ name, content }) => [name, content])))
    const stop = new AbortController()
    const reason = new Error('enough')
    const onProgress = (stage: string, done: number): void => {
      if (stage === 'taking' && done === 5) stop.abort(reason)
    }
    await expect(
      importDataset(places, request(path), { signal: stop.signal, onSurvey: () => {}, onProgress }),
    ).rejects.toBe(reason)
    expect(readdirSync(places.user)).toEqual([])
  })
})
