import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'

/**
 * A seed for one purpose, derived from a trial's or a study's: no two purposes share a stream.
 * @returns an integer from 1 to 2³¹ − 1: never 0, which TensorFlow takes for "unseeded".
 */
export function deriveSeed(seed: number, ...purpose: readonly string[]): number {
  const digest = sha256(utf8ToBytes(JSON.stringify([seed, ...purpose])))
  const value = new DataView(digest.buffer, digest.byteOffset).getUint32(0) >>> 1
  return value === 0 ? 1 : value
}
