import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** A download that brings no byte for so long is given up. */
const STALL_MS = 30_000

/**
 * Downloads a file and holds it against its checksum.
 * @param {string} address
 * @param {{ sha256: string, target: string, progress?: (text: string) => void, stallMs?: number }} options
 * @throws Where the server refuses, the transfer stalls, or the checksum differs.
 */
export async function downloadVerified(address, { sha256, target, progress = () => {}, stallMs = STALL_MS }) {
  const stalled = new AbortController()
  const arm = () => setTimeout(() => stalled.abort(new Error(`no data for ${stallMs / 1000} s`)), stallMs)
  let timer = arm()
  try {
    const response = await fetch(address, { signal: stalled.signal })
    if (!response.ok || response.body === null) throw new Error(`${address} answers ${response.status}`)
    const total = Number(response.headers.get('content-length') ?? 0)
    const hash = createHash('sha256')
    let bytes = 0
    const measured = new Transform({
      transform(/** @type {Buffer} */ chunk, _encoding, done) {
        clearTimeout(timer)
        timer = arm()
        hash.update(chunk)
        bytes += chunk.length
        progress(`${Math.round(bytes / 1e6)}${total > 0 ? ` of ${Math.round(total / 1e6)}` : ''} MB`)
        done(undefined, chunk)
      },
    })
    await pipeline(Readable.fromWeb(response.body), measured, createWriteStream(target), { signal: stalled.signal })
    const found = hash.digest('hex')
    if (found !== sha256) throw new Error(`${address} has the sha256 ${found}, expected is ${sha256}`)
  } catch (error) {
    throw stalled.signal.aborted ? stalled.signal.reason : error
  } finally {
    clearTimeout(timer)
  }
}
