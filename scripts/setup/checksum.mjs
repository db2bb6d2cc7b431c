import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'

/**
 * Checksum of a file of any size.
 * @param {string} path
 * @param {'sha256' | 'sha512'} algorithm
 * @returns {Promise<string>} Lower-case hexadecimal.
 */
export async function checksum(path, algorithm) {
  const hash = createHash(algorithm)
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash)
  return hash.digest('hex')
}
