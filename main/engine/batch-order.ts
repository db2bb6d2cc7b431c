import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { deriveSeed } from '../../shared/training/seeds'

/**
 * The order in which an epoch sees its images, by Fisher and Yates. It follows from the trial's seed, the epoch and the
 * number of images alone: the same in every arm.
 * @param epoch 1, 2, 3 …
 * @returns 0 … images − 1, shuffled.
 */
export function batchOrder(images: number, seed: number, epoch: number): Int32Array<ArrayBuffer> {
  const generator = xoroshiro128plus(deriveSeed(seed, 'order', String(epoch)))
  const order = Int32Array.from({ length: images }, (_, index) => index)
  for (let last = images - 1; last > 0; last -= 1) {
    const chosen = uniformInt(generator, 0, last)
    const kept = order[last] ?? 0
    order[last] = order[chosen] ?? 0
    order[chosen] = kept
  }
  return order
}
