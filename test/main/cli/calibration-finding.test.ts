import { describe, expect, it } from 'vitest'
import { calibrationWords } from '../../../main/cli/commands/calibration-finding'

describe('doctor says of the calibration', () => {
  it('what was chosen for cores, and from which figures', () => {
    const words = calibrationWords(
      {
        device: 'cpu',
        measured: [
          { workers: 2, threads: 1, towers: 1, imagesPerSecond: 3474.4 },
          { workers: 1, threads: 1, towers: 1, imagesPerSecond: 2436 },
          { workers: 1, threads: 2, towers: 1, imagesPerSecond: 2700 },
          { workers: 1, threads: 2, towers: 2, imagesPerSecond: 3250 },
        ],
      },
      2,
      0,
    )
    expect(words).toBe(
      'many trials run 2 at a time, 1 thread each (images/s: 2 × 1 thread 3,474, 1 × 1 thread 2,436, 1 × 2 threads 2,700); ' +
        'one alone with 2 towers (1 tower in 1 thread 2,436, 1 tower in 2 threads 2,700, 2 towers in 2 threads 3,250)',
    )
  })

  it('what was chosen for GPUs', () => {
    const words = calibrationWords(
      {
        device: 'gpu',
        measured: [
          { workers: 2, threads: 1, towers: 1, imagesPerSecond: 20_000 },
          { workers: 4, threads: 1, towers: 1, imagesPerSecond: 30_000 },
        ],
      },
      16,
      2,
    )
    expect(words).toBe('trials run 4 at a time on 2 GPUs (images/s: 2 × 1 thread 20,000, 4 × 1 thread 30,000)')
  })
})
