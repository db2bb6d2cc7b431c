import { describe, expect, it } from 'vitest'
import { createMeter } from '../../../main/engine/meter'

const sums = { main: 8, correct: 3, auxiliary: [4] }

describe('a meter', () => {
  it('gives means over images, and norms as means over the steps they were added at', () => {
    const meter = createMeter(['auxiliary1'], 0.5)
    meter.add(sums, 4, 0.5)
    meter.addNorms({ stem: 1, linear: 4 })
    meter.add({ ...sums, correct: 1 }, 4, 1.5)
    meter.addNorms({ stem: 2, linear: 8 })
    // (8 + 8 + 0.5·(4 + 4)) ÷ 8
    expect(meter.read()).toStrictEqual({
      train: { loss: 2.5, accuracy: 0.5, heads: { auxiliary1: 1 } },
      gradientNorms: { stem: 1.5, linear: 6 },
      seconds: 2,
      imagesPerSecond: 4,
    })
  })

  it('says nothing of norms where none were added', () => {
    const meter = createMeter([], 0.3)
    meter.add({ ...sums, auxiliary: [] }, 4, 1)
    expect(Object.keys(meter.read())).toEqual(['train', 'seconds', 'imagesPerSecond'])
  })

  it('leaves norms out that are not finite, which could not be stored', () => {
    const meter = createMeter([], 0.3)
    meter.add({ ...sums, auxiliary: [] }, 4, 1)
    meter.addNorms({ stem: Number.POSITIVE_INFINITY, linear: Number.NaN, module1: 3 })
    expect(meter.read().gradientNorms).toEqual({ module1: 3 })
  })
})
