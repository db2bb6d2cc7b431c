import type { DecodedImage } from './decoded-image'

/** Which pixels of a line an output pixel is made from, and by how much each. */
interface Taps {
  readonly first: number
  readonly weights: readonly number[]
}

/**
 * Resizes an image until it covers a size, and crops it to the centre: the shorter side decides. Each pixel is the mean of those
 * it covers, weighted by a triangle; where the image grows, it lies between its neighbours (bilinear). As Pillow and
 * torchvision do with antialiasing. Made of + − × ÷ alone: the same bits on every machine.
 *
 * Ours, as no kept library without native code does that: pica (10.0.3) has no triangle and rounds its weights to 14 bits; image-js
 * (1.7.0) and Jimp's bilinear (1.6.1) look at four neighbours however much an image shrinks; @jsquash/resize (2.1.1) has a triangle, in
 * WebAssembly, for four channels, and crops at whole pixels alone.
 */
export function resizeToCover(
  { width, height, channels, pixels }: DecodedImage,
  toHeight: number,
  toWidth: number,
): Uint8Array {
  const scale = Math.max(toHeight / height, toWidth / width)
  const columns = tapsOf(width, toWidth, scale)
  const rows = tapsOf(height, toHeight, scale)
  const from = Math.min(...rows.map(({ first }) => first))
  const end = Math.max(...rows.map(({ first, weights }) => first + weights.length))
  // Lines first: only those that a row of the result needs.
  const line = toWidth * channels
  const narrow = new Float64Array((end - from) * line)
  for (let y = from; y < end; y++)
    for (const [x, { first, weights }] of columns.entries())
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0
        for (let tap = 0; tap < weights.length; tap++)
          sum += (weights[tap] ?? 0) * (pixels[(y * width + first + tap) * channels + channel] ?? 0)
        narrow[(y - from) * line + x * channels + channel] = sum
      }
  const result = new Uint8Array(toHeight * line)
  for (const [y, { first, weights }] of rows.entries())
    for (let at = 0; at < line; at++) {
      let sum = 0
      for (let tap = 0; tap < weights.length; tap++)
        sum += (weights[tap] ?? 0) * (narrow[(first + tap - from) * line + at] ?? 0)
      result[y * line + at] = Math.min(255, Math.floor(sum + 0.5))
    }
  return result
}

/** @param scale output pixels an input pixel */
function tapsOf(length: number, toLength: number, scale: number): readonly Taps[] {
  const reach = Math.max(1, 1 / scale)
  return Array.from({ length: toLength }, (_, index) => {
    const centre = (index + 0.5 - toLength / 2) / scale + length / 2
    const first = Math.max(0, Math.floor(centre - reach + 0.5))
    const end = Math.min(length, Math.floor(centre + reach + 0.5))
    const raw = Array.from({ length: Math.max(1, end - first) }, (_, tap) =>
      Math.max(0, 1 - Math.abs(first + tap + 0.5 - centre) / reach),
    )
    const sum = raw.reduce((total, weight) => total + weight, 0)
    return { first, weights: raw.map((weight) => weight / sum) }
  })
}
