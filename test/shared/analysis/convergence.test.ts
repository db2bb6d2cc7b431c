import { describe, expect, it } from 'vitest'
import { commonLevel, convergence } from '../../../shared/analysis/convergence'
import { curvePoint } from '../study/results'

const curve = (...accuracies: readonly number[]) => accuracies.map((accuracy, index) => curvePoint(index + 1, accuracy))

describe('how a curve rises', () => {
  it('tells the first epoch at a level, and the seconds of training until then', () => {
    expect(convergence(curve(0.5, 0.8, 0.7, 0.9), 0.8)).toMatchObject({ epochs: 2, seconds: 4 })
  })

  it('tells that a level was not reached', () => {
    expect(convergence(curve(0.5, 0.6), 0.8)).toMatchObject({ epochs: null, seconds: null })
  })

  it('has the area under it over its length', () => {
    // Trapezes: (0.5 + 0.7) / 2 and (0.7 + 0.9) / 2, of equal width.
    expect(convergence(curve(0.5, 0.7, 0.9), 1).area).toBeCloseTo(0.7, 12)
    expect(convergence(curve(0.4), 1).area).toBe(0.4)
  })

  it('needs an epoch', () => {
    expect(() => convergence([], 0.5)).toThrow('a curve without an epoch has no area')
  })
})

describe('the level arms are compared at', () => {
  it('is what the worst arm reaches in the median, to a whole per cent below', () => {
    expect(commonLevel([[0.9, 0.91, 0.92], [0.876, 0.5, 0.88], []])).toBe(0.87)
  })

  it('is none where nothing has finished', () => {
    expect(commonLevel([[], []])).toBeUndefined()
  })
})
