import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { describeDataset } from '../../../../main/data/catalogue'
import { downloadDataset, takeByHand } from '../../../../main/data/download/download-dataset'
import { type Download, readDownloads } from '../../../../main/data/downloads'
import { loadDataset } from '../../../../main/data/load-dataset'
import type { DataPlaces } from '../../../../main/data/places'
import { emptyPlaces, pngBytes, smallPng, tarBytes, unwrap, writeTree } from '../import/importing'
import { temporaryFolder } from '../stand-in'

const folder = temporaryFolder()

/** A set of twenty small images in two classes, of which two are the same. */
const CONTENT = Array.from({ length: 20 }, (_, n) => ({
  name: `set/${n % 2 === 0 ? 'a' : 'b'}/${n}.png`,
  content: smallPng(n === 18 ? 1 : n + 1),
}))
const ARCHIVE = gzipSync(tarBytes(CONTENT))

type Answer = (request: IncomingMessage, response: ServerResponse) => void

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  server = undefined
})

/** Serves on this machine alone. @returns the address, and the ranges that were asked for */
async function serving(answer: Answer): Promise<{ readonly url: string; readonly ranges: (string | undefined)[] }> {
  const ranges: (string | undefined)[] = []
  server = createServer((request, response) => {
    ranges.push(request.headers.range)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, ranges }
}

/** As servers of files do: the whole, or the rest from where is asked. */
function serveFile(content: Buffer, etag = '"one"'): Answer {
  return (request, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    const part = from > 0 && request.headers['if-range'] === etag
    const body = part ? content.subarray(from) : content
    const range = part ? { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` } : {}
    response.writeHead(part ? 206 : 200, { etag, 'content-length': body.length, ...range })
    response.end(body)
  }
}

/** Sends so many bytes and breaks the connection, the first time; then serves as it should. */
function breakingAfter(bytes: number, content: Buffer): Answer {
  let broken = false
  return (request, response) => {
    if (broken) return serveFile(content)(request, response)
    broken = true
    response.writeHead(200, { etag: '"one"', 'content-length': content.length })
    // Bytes that are still on their way when a connection breaks are lost: these are to arrive.
    response.write(content.subarray(0, bytes), () => setTimeout(() => response.destroy(), 100))
  }
}

function downloadOf(url: string, overrides: Partial<Download['files'][number]> = {}): Download {
  const md5 = createHash('md5').update(ARCHIVE).digest('hex')
  return {
    name: 'public-set',
    title: 'A public set',
    licence: 'CC0-1.0',
    source: 'this test',
    image: [2, 2, 1],
    classes: 2,
    sizes: { train: 16, validation: 2, test: 2 },
    keep: 'imported',
    files: [{ file: 'set.tar.gz', url, bytes: ARCHIVE.length, md5, md5From: 'this test', ...overrides }],
  }
}

/** A workbench whose catalogue has one public set. */
function placesWith(download: Download): DataPlaces {
  const places = emptyPlaces(folder())
  writeTree(places.embedded, { 'downloads.json': JSON.stringify({ sets: [download] }) })
  return places
}

const request = { shares: undefined, seed: 1, dryRun: false }

function options(
  overrides: {
    readonly signal?: AbortSignal
    readonly onBytes?: (done: number) => void
    readonly stallMs?: number
  } = {},
) {
  const { signal = new AbortController().signal, onBytes = () => {}, ...more } = overrides
  return { signal, onBytes, onSurvey: () => {}, onProgress: () => {}, ...more }
}

async function failureOf(download: Download) {
  const got = await downloadDataset(placesWith(download), download, request, options())
  if (got.ok) throw new Error('it was downloaded')
  return got.error
}

describe('a public data set', () => {
  it('is downloaded, checked, imported whole with what is known of it, and the archive goes', async () => {
    const { url } = await serving(serveFile(ARCHIVE))
    const download = downloadOf(`${url}/set.tar.gz`)
    const places = placesWith(download)
    expect(describeDataset(places, 'public-set')).toMatchObject({
      ok: false,
      error: {
        kind: 'environment',
        message: expect.stringContaining('public-set is not on this machine. ablate data add public-set downloads it'),
      },
    })
    const seen: number[] = []
    const { report } = unwrap(
      await downloadDataset(places, download, request, options({ onBytes: (done) => seen.push(done) })),
    )
    expect(seen.at(-1)).toBe(ARCHIVE.length)
    // The two that are the same belong to the published set.
    expect(report?.sizes).toEqual({ train: 16, validation: 2, test: 2 })
    expect(unwrap(await loadDataset(places, 'public-set')).description).toMatchObject({
      title: 'A public set',
      licence: 'CC0-1.0',
      source: 'this test',
    })
    expect(readdirSync(join(places.user, '.downloads'))).toEqual([])
  })

  it('goes on where the connection broke off', async () => {
    const { url, ranges } = await serving(breakingAfter(200, ARCHIVE))
    const download = downloadOf(`${url}/set.tar.gz`)
    unwrap(await downloadDataset(placesWith(download), download, request, options()))
    expect(ranges).toHaveLength(2)
    expect(ranges[0]).toBeUndefined()
    expect(ranges[1]).toMatch(/^bytes=[1-9]\d*-$/)
  })

  it('begins anew where the file has changed meanwhile', async () => {
    const { url } = await serving(serveFile(ARCHIVE, '"two"'))
    const download = downloadOf(`${url}/set.tar.gz`)
    const places = placesWith(download)
    const part = join(places.user, '.downloads', 'public-set', 'set.tar.gz.part')
    mkdirSync(join(part, '..'), { recursive: true })
    writeFileSync(part, 'of another version')
    writeFileSync(`${part}.json`, JSON.stringify({ url, etag: '"one"' }))
    unwrap(await downloadDataset(places, download, request, options()))
  })

  it('keeps what has come when it is cancelled, and goes on with it', async () => {
    const large = gzipSync(tarBytes([...CONTENT, { name: 'set/a/noise.png', content: noise() }]))
    const { url, ranges } = await serving(serveFile(large))
    const md5 = createHash('md5').update(large).digest('hex')
    const download = downloadOf(`${url}/set.tar.gz`, { bytes: large.length, md5 })
    const places = placesWith(download)
    const stop = new AbortController()
    const reason = new Error('enough')
    const cancelled = downloadDataset(
      places,
      download,
      request,
      options({ signal: stop.signal, onBytes: () => stop.abort(reason) }),
    )
    await expect(cancelled).rejects.toBe(reason)
    const part = readFileSync(join(places.user, '.downloads', 'public-set', 'set.tar.gz.part'))
    expect(part.length).toBeGreaterThan(0)
    unwrap(await downloadDataset(places, download, request, options()))
    expect(ranges).toEqual([undefined, `bytes=${part.length}-`])
  })

  it('follows a redirection', async () => {
    const file = serveFile(ARCHIVE)
    const { url } = await serving((asked, response) => {
      if (asked.url !== '/moved.tar.gz') return void response.writeHead(302, { location: '/moved.tar.gz' }).end()
      file(asked, response)
    })
    const download = downloadOf(`${url}/set.tar.gz`)
    unwrap(await downloadDataset(placesWith(download), download, request, options()))
  })
})

describe('a download that fails', () => {
  const byHand =
    /By hand: get http:\/\/127\.0\.0\.1:\d+\/set\.tar\.gz on another machine, and give set\.tar\.gz here: ablate data add PATH --name public-set$/

  it.each([
    {
      fault: 'the file is not there',
      answer: (_: IncomingMessage, response: ServerResponse) => void response.writeHead(404).end(),
      message: 'the server answered 404 (Not Found), and 200 is expected',
    },
    {
      fault: 'redirections have no end',
      answer: (_: IncomingMessage, response: ServerResponse) =>
        void response.writeHead(301, { location: '/again' }).end(),
      message: 'leads on more than 5 times',
    },
    {
      fault: 'it leads to an unsafe address',
      answer: (_: IncomingMessage, response: ServerResponse) =>
        void response.writeHead(302, { location: 'http://example.org/set.tar.gz' }).end(),
      message: 'http://example.org/set.tar.gz: only https is downloaded from',
    },
    {
      fault: 'another file is sent',
      answer: serveFile(Buffer.from(ARCHIVE).fill(7, 30, 60)),
      message: 'that are not the published file: its MD5 would be',
    },
    {
      fault: 'more is sent than was published',
      answer: serveFile(Buffer.concat([ARCHIVE, ARCHIVE])),
      message: 'sends more than the',
    },
    {
      fault: 'it always ends too early',
      answer: (_: IncomingMessage, response: ServerResponse) =>
        void response.writeHead(200, { 'content-length': 50 }).end(ARCHIVE.subarray(0, 50)),
      message: 'the connection ended too early; 50 of',
    },
  ])('because $fault says so, and what can be done by hand', async ({ answer, message }) => {
    const { url } = await serving(answer)
    const failure = await failureOf(downloadOf(`${url}/set.tar.gz`))
    expect(failure.kind).toBe('environment')
    expect(failure.message).toContain(message)
    expect(failure.message).toMatch(byHand)
  })

  it('because nobody is there says so', async () => {
    const { url } = await serving(serveFile(ARCHIVE))
    server?.close()
    const failure = await failureOf(downloadOf(`${url}/set.tar.gz`))
    expect(failure).toMatchObject({
      kind: 'environment',
      message: expect.stringContaining('cannot be reached (ECONNREFUSED)'),
    })
  })

  it('because the server falls silent does not wait for ever', async () => {
    const { url } = await serving((_, response) => void response.writeHead(200, { 'content-length': ARCHIVE.length }))
    const download = downloadOf(`${url}/set.tar.gz`)
    const got = await downloadDataset(placesWith(download), download, request, options({ stallMs: 50 }))
    expect(got).toMatchObject({ ok: false, error: { kind: 'environment' } })
  })

  it('because the archive leads out of its folder adds nothing', async () => {
    const hostile = gzipSync(tarBytes([...CONTENT, { name: '../../escaped', content: Buffer.from('x') }]))
    const { url } = await serving(serveFile(hostile))
    const download = downloadOf(`${url}/set.tar.gz`, {
      bytes: hostile.length,
      md5: createHash('md5').update(hostile).digest('hex'),
    })
    const places = placesWith(download)
    expect(await downloadDataset(places, download, request, options())).toMatchObject({
      ok: false,
      error: { kind: 'input', message: expect.stringContaining('leads out of the folder') },
    })
    expect(existsSync(join(places.user, 'public-set'))).toBe(false)
  })
})

describe('a public set’s file that was got by hand', () => {
  it('is taken with what is known of the set', async () => {
    const download = downloadOf('https://example.org/set.tar.gz')
    const places = placesWith(download)
    const path = join(writeTree(folder(), { 'renamed.tgz': ARCHIVE }), 'renamed.tgz')
    expect(unwrap(await takeByHand(places, download, path, request, options())).dataset.licence).toBe('CC0-1.0')
  })

  it('is refused where it is another file', async () => {
    const download = downloadOf('https://example.org/set.tar.gz')
    const path = join(writeTree(folder(), { 'other.tgz': gzipSync('other') }), 'other.tgz')
    expect(await takeByHand(placesWith(download), download, path, request, options())).toMatchObject({
      ok: false,
      error: { kind: 'input', message: expect.stringContaining('is not the published set.tar.gz of public-set') },
    })
  })
})

describe('the catalogue', () => {
  it('names public sets by https, with published checksums', () => {
    const embedded = new URL('../../../../resources/data', import.meta.url).pathname
    const sets = unwrap(readDownloads({ ...emptyPlaces('nowhere'), embedded }))
    expect(sets.map(({ name }) => name)).toEqual(['cifar-10', 'cifar-100', 'fashion-mnist', 'mnist'])
    for (const { files } of sets) for (const { url } of files) expect(url).toMatch(/^https:\/\//)
  })
})

/** A PNG that gzip cannot shorten: larger than what a connection brings at once. */
function noise(): Buffer {
  let state = 9
  const pixels = Uint8Array.from({ length: 240_000 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state >>> 24
  })
  return pngBytes(600, 400, 1, pixels)
}
