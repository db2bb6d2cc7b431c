import { describe, expect, it } from 'vitest'
import { batchOrder } from '../../../main/engine/batch-order'

describe('the order of an epoch', () => {
  it('holds every image once', () => {
    expect(batchOrder(1000, 5, 1).toSorted()).toEqual(Int32Array.from({ length: 1000 }, (_, index) => index))
  })

  it('is the same for the same seed and epoch, and another for another seed or epoch', () => {
    const order = batchOrder(100, 5, 1)
    expect(batchOrder(100, 5, 1)).toEqual(order)
    expect(batchOrder(100, 6, 1)).not.toEqual(order)
    expect(batchOrder(100, 5, 2)).not.toEqual(order)
  })

  it('gives every image every place equally often', () => {
    const firsts = Array.from({ length: 6000 }, (_, epoch) => batchOrder(6, 7, epoch)[0])
    for (let image = 0; image < 6; image += 1) {
      // Binomial, 6000 draws of 1 in 6: 1000 ± 29; five standard deviations.
      expect(Math.abs(firsts.filter((first) => first === image).length - 1000)).toBeLessThan(145)
    }
  })
})
