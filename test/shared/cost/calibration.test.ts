import { describe, expect, it } from 'vitest'
import {
  type Arrangement,
  type Calibration,
  coreArrangements,
  fastestTogether,
  fastestTowers,
  gpuArrangements,
  speedupAlone,
} from '../../../shared/cost/calibration'

type Row = readonly [workers: number, threads: number, towers: number]
const rows = (arrangements: readonly Arrangement[]): readonly Row[] =>
  arrangements.map(({ workers, threads, towers }) => [workers, threads, towers])

const calibration = (
  ...measured: readonly (readonly [workers: number, threads: number, towers: number, imagesPerSecond: number])[]
): Calibration => ({
  device: 'cpu',
  measured: measured.map(([workers, threads, towers, imagesPerSecond]) => ({
    workers,
    threads,
    towers,
    imagesPerSecond,
  })),
})

describe('what is measured on cores', () => {
  it.each<{ cores: number; expected: readonly Row[] }>([
    { cores: 1, expected: [[1, 1, 1]] },
    {
      cores: 2,
      expected: [
        [2, 1, 1],
        [1, 1, 1],
        [1, 2, 1],
        [1, 2, 2],
      ],
    },
    {
      cores: 3,
      expected: [
        [3, 1, 1],
        [1, 1, 1],
        [1, 2, 1],
        [1, 2, 2],
      ],
    },
    {
      // A batch of 64 gives 8 towers 8 images each: too few.
      cores: 16,
      expected: [
        [16, 1, 1],
        [8, 1, 1],
        [8, 2, 1],
        [1, 1, 1],
        [1, 2, 1],
        [1, 2, 2],
        [1, 4, 1],
        [1, 4, 4],
      ],
    },
  ])('$cores: one trial a core first, then fewer, then one alone', ({ cores, expected }) => {
    expect(rows(coreArrangements(cores))).toEqual(expected)
  })
})

describe('what is measured on GPUs', () => {
  it('is one, two and four trials on each', () => {
    expect(rows(gpuArrangements(2))).toEqual([
      [2, 1, 1],
      [4, 1, 1],
      [8, 1, 1],
    ])
  })
})

describe('what is chosen for many trials', () => {
  it.each([
    { what: 'one a core where nothing is faster', speeds: [100, 60, 70], expected: [8, 1] },
    { what: 'one a core where another is faster by noise alone', speeds: [100, 104, 90], expected: [8, 1] },
    { what: 'one every second core', speeds: [100, 106, 90], expected: [4, 1] },
    { what: 'with two threads', speeds: [100, 106, 112], expected: [4, 2] },
    { what: 'with one thread where two gain nothing', speeds: [100, 110, 112], expected: [4, 1] },
  ])('$what', ({ speeds: [first = 0, second = 0, third = 0], expected }) => {
    // Faster with towers, which many trials do not have.
    const measured = calibration([8, 1, 1, first], [4, 1, 1, second], [4, 2, 1, third], [1, 4, 4, 500])
    const { workers, threads } = fastestTogether(measured)
    expect([workers, threads]).toEqual(expected)
  })
})

describe('what is chosen for one trial alone', () => {
  const measured = calibration([16, 1, 1, 1600], [8, 2, 1, 1400], [1, 1, 1, 200], [1, 2, 2, 300], [1, 4, 4, 450])

  it.each([
    { threads: 1, batch: 64, expected: 1 },
    { threads: 2, batch: 64, expected: 2 },
    { threads: 3, batch: 64, expected: 2 },
    { threads: 16, batch: 64, expected: 4 },
    // 48 images in 4 towers are 12 each.
    { threads: 16, batch: 48, expected: 2 },
    { threads: 16, batch: 33, expected: 1 },
    { threads: 16, batch: 8, expected: 1 },
  ])('$expected towers within $threads threads at a batch of $batch', ({ threads, batch, expected }) => {
    expect(fastestTowers(measured, threads, batch)).toBe(expected)
  })

  it('is the fewer towers where more are not clearly faster', () => {
    expect(fastestTowers(calibration([1, 1, 1, 200], [1, 2, 2, 209]), 2, 64)).toBe(1)
  })

  it('is one tower where two threads do as much without', () => {
    expect(fastestTowers(calibration([1, 1, 1, 200], [1, 2, 1, 300], [1, 2, 2, 310]), 2, 64)).toBe(1)
  })

  it('is faster than one thread by what was measured', () => {
    expect(speedupAlone(measured, 16, 4)).toBe(2.25)
    expect(speedupAlone(measured, 2, 2)).toBe(1.5)
    // Not measured.
    expect(speedupAlone(measured, 16, 8)).toBe(1)
    expect(speedupAlone({ device: 'gpu', measured: [] }, 1, 1)).toBe(1)
  })
})
