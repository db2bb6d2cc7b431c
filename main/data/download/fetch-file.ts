import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { dirname } from 'node:path'
import { amount, grouping } from '../amount'
import type { DownloadFile } from '../downloads'
import { lack } from '../import/unusable'

export interface FetchOptions {
  /** Ends the download; what has come stays, and the next one goes on from there. */
  readonly signal: AbortSignal
  /** @param done bytes of the file that are here */
  readonly onBytes: (done: number) => void
  /** A server that sends nothing for so long has gone. */
  readonly stallMs?: number
}

const STALL_MS = 60_000
const MOST_REDIRECTS = 5
/** A connection that breaks is taken up again, so often without a byte between. */
const MOST_ATTEMPTS = 3

/**
 * Downloads a file to `target`, whole and with its checksum right, or not at all. What has come of it lies beside, as
 * `target.part`: the next call asks for the rest.
 */
export async function fetchFile(file: DownloadFile, target: string, options: FetchOptions): Promise<void> {
  if (await hasChecksum(target, file)) return options.onBytes(file.bytes)
  const part = `${target}.part`
  await mkdir(dirname(target), { recursive: true })
  for (let failures = 0; ; ) {
    const before = await sizeOf(part)
    if (before < file.bytes) {
      const broke = await fetchRest(file, part, before, options)
      if (broke !== undefined) {
        failures = (await sizeOf(part)) > before ? 1 : failures + 1
        if (failures >= MOST_ATTEMPTS)
          lack(
            `${file.url}: ${broke}; ${grouping(await sizeOf(part))} of ${amount(file.bytes, 'byte')} are here. The same command goes on from there.`,
          )
        continue
      }
    }
    break
  }
  if (await hasChecksum(part, file)) {
    await rename(part, target)
    await rm(noteOf(part), { force: true })
    return
  }
  const size = await sizeOf(part)
  await forget(part)
  lack(
    `${file.url}: sent ${amount(size, 'byte')} that are not the published file: its MD5 would be ${file.md5} (${file.md5From}), ` +
      `of ${amount(file.bytes, 'byte')}. They were thrown away; try again, or get the file from elsewhere.`,
  )
}

/** Whether a file is there and is the published one. */
export async function hasChecksum(path: string, { bytes, md5 }: DownloadFile): Promise<boolean> {
  if ((await sizeOf(path)) !== bytes) return false
  const hash = createHash('md5')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex') === md5
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch {
    return 0
  }
}

function noteOf(part: string): string {
  return `${part}.json`
}

async function forget(part: string): Promise<void> {
  await rm(part, { force: true })
  await rm(noteOf(part), { force: true })
}

/** @returns undefined once all has come, else why it broke off */
async function fetchRest(
  file: DownloadFile,
  part: string,
  from: number,
  options: FetchOptions,
): Promise<string | undefined> {
  const mark = from > 0 ? await readMark(part) : undefined
  // Without a mark of the version there is no telling whether the rest belongs to what is here.
  const start = mark === undefined ? 0 : from
  const headers = mark === undefined ? {} : { range: `bytes=${start}-`, 'if-range': mark }
  let answer: IncomingMessage
  try {
    answer = await ask(new URL(file.url), headers, options)
  } catch (error) {
    options.signal.throwIfAborted()
    const code = codeOf(error)
    if (code === undefined) throw error
    if (UNREACHABLE.includes(code)) lack(`${new URL(file.url).host} cannot be reached (${code}): ${UNREACHABLE_HINT}`)
    return `the connection failed (${code})`
  }
  const status = answer.statusCode ?? 0
  if (status === 416) {
    answer.destroy()
    await forget(part)
    return 'the server has no such part of it'
  }
  const continues = status === 206 && answer.headers['content-range']?.startsWith(`bytes ${start}-`) === true
  if (status !== 200 && !continues) {
    answer.destroy()
    lack(
      `${file.url}: the server answered ${status}${answer.statusMessage ? ` (${answer.statusMessage})` : ''}, and 200 is expected. The file may have moved: get it from elsewhere.`,
    )
  }
  const etag = answer.headers.etag
  // A weak mark says nothing about single bytes.
  await (etag !== undefined && !etag.startsWith('W/')
    ? writeFile(noteOf(part), JSON.stringify({ url: file.url, etag }))
    : rm(noteOf(part), { force: true }))
  return append(file, part, continues ? start : 0, answer, options)
}

async function readMark(part: string): Promise<string | undefined> {
  try {
    const note: unknown = JSON.parse(await readFile(noteOf(part), 'utf8'))
    return typeof note === 'object' && note !== null && 'etag' in note && typeof note.etag === 'string'
      ? note.etag
      : undefined
  } catch {
    return undefined
  }
}

async function append(
  file: DownloadFile,
  part: string,
  from: number,
  answer: IncomingMessage,
  { signal, onBytes }: FetchOptions,
): Promise<string | undefined> {
  const handle = await open(part, from > 0 ? 'a' : 'w')
  let done = from
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      done += chunk.length
      if (done > file.bytes) {
        await handle.close()
        await forget(part)
        lack(
          `${file.url}: sends more than the ${amount(file.bytes, 'byte')} of the published file; it was thrown away. Get the file from elsewhere.`,
        )
      }
      await handle.writeFile(chunk)
      onBytes(done)
    }
  } catch (error) {
    signal.throwIfAborted()
    const code = codeOf(error)
    if (code === undefined || (error instanceof Error && 'syscall' in error && error.syscall === 'write')) throw error
    return `the connection broke off (${code})`
  } finally {
    answer.destroy()
    await handle.close().catch(() => {})
  }
  return done === file.bytes ? undefined : 'the connection ended too early'
}

const UNREACHABLE = ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ENETUNREACH', 'EHOSTUNREACH', 'ETIMEDOUT']
const UNREACHABLE_HINT = 'there is no way to it from this machine.'

/** Asks for an address, follows redirections, and gives the answer once its head is here. */
async function ask(
  url: URL,
  headers: Readonly<Record<string, string>>,
  options: FetchOptions,
): Promise<IncomingMessage> {
  let next = url
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    if (next.protocol !== 'https:' && !isLoopback(next))
      lack(`${next.href}: only https is downloaded from; get the file from elsewhere.`)
    const answer = await askOnce(next, headers, options)
    const status = answer.statusCode ?? 0
    if (status < 300 || status >= 400 || answer.headers.location === undefined) return answer
    answer.destroy()
    next = new URL(answer.headers.location, next)
  }
  return lack(`${url.href}: leads on more than ${MOST_REDIRECTS} times; get the file from elsewhere.`)
}

function isLoopback({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)
}

function askOnce(
  url: URL,
  headers: Readonly<Record<string, string>>,
  { signal, stallMs = STALL_MS }: FetchOptions,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp
    const all = { ...headers, 'accept-encoding': 'identity', 'user-agent': 'ablation-workbench' }
    const asked = send(url, { headers: all, signal }, resolve)
    asked.setTimeout(stallMs, () => asked.destroy(Object.assign(new Error('nothing came'), { code: 'ETIMEDOUT' })))
    asked.once('error', reject)
    asked.end()
  })
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
