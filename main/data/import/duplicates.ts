import { createHash } from 'node:crypto'

/** Tells whether an image was there before, by its content: a table of hashes, 40 bytes an image. */
export interface Duplicates {
  /**
   * @param index the image's own number, kept where it is new
   * @returns the number of the first image with the same pixels, or undefined
   */
  firstOf(pixels: Uint8Array, index: number): number | undefined
}

/** Of SHA-256 the first 128 bits: two different images of ten million share them with a chance of 10^-25. */
const WORDS = 4

export function createDuplicates(): Duplicates {
  let slots = 2 ** 12
  let hashes = new Uint32Array(slots * WORDS)
  /** Numbers of the images, plus one: 0 is an empty slot. */
  let owners = new Uint32Array(slots)
  let used = 0

  /** The slot that holds this hash, or the empty one where it belongs. */
  const slotOf = (hash: Uint32Array): number => {
    let slot = (hash[0] ?? 0) & (slots - 1)
    while (owners[slot] !== 0 && !holds(slot, hash)) slot = (slot + 1) & (slots - 1)
    return slot
  }
  const holds = (slot: number, hash: Uint32Array): boolean => {
    for (let word = 0; word < WORDS; word++) if (hashes[slot * WORDS + word] !== hash[word]) return false
    return true
  }
  const grow = (): void => {
    const [oldHashes, oldOwners] = [hashes, owners]
    slots *= 2
    hashes = new Uint32Array(slots * WORDS)
    owners = new Uint32Array(slots)
    for (const [old, owner] of oldOwners.entries()) {
      if (owner === 0) continue
      const hash = oldHashes.subarray(old * WORDS, (old + 1) * WORDS)
      const slot = slotOf(hash)
      hashes.set(hash, slot * WORDS)
      owners[slot] = owner
    }
  }
  return {
    firstOf(pixels, index) {
      if (2 * used > slots) grow()
      const digest = createHash('sha256').update(pixels).digest()
      const hash = Uint32Array.from({ length: WORDS }, (_, word) => digest.readUInt32LE(4 * word))
      const slot = slotOf(hash)
      const owner = owners[slot] ?? 0
      if (owner !== 0) return owner - 1
      hashes.set(hash, slot * WORDS)
      owners[slot] = index + 1
      used++
      return undefined
    },
  }
}
