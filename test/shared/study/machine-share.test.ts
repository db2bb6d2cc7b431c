import { describe, expect, it } from 'vitest'
import type { Calibration } from '../../../shared/cost/calibration'
import { chooseTowers, type MachineResources, shareMachine } from '../../../shared/study/machine-share'

/** Eight cores that are four with two threads: four trials at a time are as fast as eight. */
const calibration: Calibration = {
  device: 'cpu',
  measured: [
    { workers: 8, threads: 1, towers: 1, imagesPerSecond: 8000 },
    { workers: 4, threads: 1, towers: 1, imagesPerSecond: 8000 },
    { workers: 4, threads: 2, towers: 1, imagesPerSecond: 9000 },
    { workers: 1, threads: 1, towers: 1, imagesPerSecond: 2000 },
    { workers: 1, threads: 2, towers: 2, imagesPerSecond: 3000 },
    { workers: 1, threads: 4, towers: 4, imagesPerSecond: 4000 },
  ],
}

const machine = (overrides: Partial<MachineResources> = {}): MachineResources => ({
  cores: 8,
  gpus: [],
  memoryBytes: 64e9,
  calibration,
  ...overrides,
})

const onGpus = (gpus: readonly string[], measured: readonly (readonly [workers: number, speed: number])[]) =>
  machine({
    gpus,
    calibration: {
      device: 'gpu',
      measured: measured.map(([workers, imagesPerSecond]) => ({ workers, threads: 1, towers: 1, imagesPerSecond })),
    },
  })

const share = (trials: number, on: MachineResources, asked?: number, towers = 1) =>
  shareMachine({ trials, towers, asked }, on)

describe('the towers of a study', () => {
  it.each([
    // 8 cores ÷ trials: 8, 4, 2, 2, 1, 1 threads.
    { trials: 1, expected: 4 },
    { trials: 2, expected: 4 },
    { trials: 3, expected: 2 },
    { trials: 4, expected: 2 },
    { trials: 5, expected: 1 },
    { trials: 8, expected: 1 },
    { trials: 24, expected: 1 },
  ])('of $trials trials on eight cores are $expected', ({ trials, expected }) => {
    expect(chooseTowers(trials, 64, machine())).toBe(expected)
  })

  it('are one where the machine was not measured, or trains on a GPU', () => {
    expect(chooseTowers(2, 64, machine({ calibration: undefined }))).toBe(1)
    expect(chooseTowers(1, 64, onGpus(['GPU-a'], [[1, 9000]]))).toBe(1)
  })
})

describe('the trials of a study share a machine', () => {
  it('by what was measured where there are as many as cores', () => {
    expect(share(24, machine())).toEqual({ workers: 4, threads: 2, speedup: 1 })
    expect(share(8, machine())).toEqual({ workers: 4, threads: 2, speedup: 1 })
  })

  it('one a core with one thread where nothing was measured', () => {
    expect(share(24, machine({ calibration: undefined }))).toEqual({ workers: 8, threads: 1, speedup: 1 })
  })

  it('all at a time with the cores dealt out where there are fewer', () => {
    expect(share(3, machine(), undefined, 2)).toEqual({ workers: 3, threads: 2, speedup: 1.5 })
    expect(share(2, machine(), undefined, 4)).toEqual({ workers: 2, threads: 4, speedup: 2 })
    expect(share(1, machine({ calibration: undefined }))).toEqual({ workers: 1, threads: 8, speedup: 1 })
  })

  it('at the speed of the towers they have, which another machine may have chosen', () => {
    expect(share(2, machine(), undefined, 1).speedup).toBe(1)
    expect(share(2, machine(), undefined, 2).speedup).toBe(1.5)
  })

  it('with what a person asks for, whatever was measured', () => {
    expect(share(24, machine(), 8)).toEqual({ workers: 8, threads: 1, speedup: 1 })
    expect(share(24, machine(), 3)).toEqual({ workers: 3, threads: 2, speedup: 1 })
    expect(share(24, machine(), 200)).toEqual({ workers: 24, threads: 1, speedup: 1 })
    expect(share(2, machine(), 1, 4)).toEqual({ workers: 1, threads: 4, speedup: 2 })
  })

  it('one on each GPU, or more where that was measured to be faster', () => {
    const two = ['GPU-a', 'GPU-b']
    expect(share(24, machine({ gpus: two, calibration: undefined })).workers).toBe(2)
    expect(
      share(
        24,
        onGpus(two, [
          [2, 9000],
          [4, 9100],
          [8, 9200],
        ]),
      ).workers,
    ).toBe(2)
    expect(
      share(
        24,
        onGpus(two, [
          [2, 9000],
          [4, 12_000],
          [8, 12_100],
        ]),
      ).workers,
    ).toBe(4)
    expect(
      share(
        3,
        onGpus(two, [
          [2, 9000],
          [4, 12_000],
          [8, 12_100],
        ]),
      ),
    ).toEqual({ workers: 3, threads: 1, speedup: 1 })
  })
})
