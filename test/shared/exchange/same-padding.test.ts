import { describe, expect, it } from 'vitest'
import { mapPadding } from '../../../shared/exchange/same-padding'

describe('TensorFlow’s SAME, written out', () => {
  it.each([
    // ⌈224/2⌉ = 112 places; (112 − 1)·2 + 7 − 224 = 5 zeros
    { kernel: 7, stride: 2, size: 224, before: 2, after: 3 },
    // (56 − 1)·2 + 3 − 112 = 1
    { kernel: 3, stride: 2, size: 112, before: 0, after: 1 },
    // (4 − 1)·2 + 3 − 7 = 2
    { kernel: 3, stride: 2, size: 7, before: 1, after: 1 },
    { kernel: 3, stride: 1, size: 28, before: 1, after: 1 },
    { kernel: 4, stride: 1, size: 28, before: 1, after: 2 },
    // a 1x1 with a stride leaves pixels out and pads nothing
    { kernel: 1, stride: 2, size: 28, before: 0, after: 0 },
    // 3 taps, 2 apart, span 5
    { kernel: 3, stride: 1, size: 9, dilation: 2, before: 2, after: 2 },
  ])('kernel $kernel, stride $stride on $size', ({ kernel, stride, size, dilation, before, after }) => {
    const window = { kernel: [kernel, kernel], stride, padding: 'same', ...(dilation && { dilation }) } as const
    const axis = { before, after }
    expect(mapPadding(window, [size, size])).toEqual({ rows: axis, columns: axis })
  })

  it('is nothing where the padding is valid', () => {
    const nothing = { before: 0, after: 0 }
    expect(mapPadding({ kernel: [5, 5], stride: 1, padding: 'valid' }, [9, 9])).toEqual({
      rows: nothing,
      columns: nothing,
    })
  })
})
