import { describe, expect, it } from 'vitest'
import { ResultRecord, repeatsToTheBit } from '../../../shared/study/result-record'

/** As versions wrote it that measured no test images, chose no epoch and kept no predictions. */
const EARLIER = `{
  "schema": "ablation-workbench/result/1",
  "trial": "0a1b2c3d4e5f6071",
  "arm": "base",
  "replicate": 1,
  "seed": 7,
  "attempt": 1,
  "started": "2026-01-01T00:00:00.000Z",
  "finished": "2026-01-01T00:00:10.000Z",
  "seconds": 10,
  "environment": {
    "tensorflow": "2.15.1",
    "device": "CPU, 1 thread",
    "system": "linux x64 6.1.0",
    "processor": "a processor, 2 cores",
    "node": "20.20.2",
    "runtime": "Node 20.20.2",
    "version": "0.1.0",
    "threads": 1
  },
  "outcome": "finished",
  "curve": [
    {
      "epoch": 1,
      "step": 78,
      "steps": 78,
      "train": { "loss": 0.9, "accuracy": 0.6, "heads": {} },
      "validation": { "loss": 0.8, "accuracy": 0.7 },
      "learningRate": 0.1,
      "seconds": 2,
      "imagesPerSecond": 2500
    }
  ],
  "parameters": 53070
}`

describe('a result', () => {
  const earlier = JSON.parse(EARLIER)

  it('of an earlier version is read as it is', () => {
    expect(ResultRecord.parse(earlier)).toEqual(earlier)
  })

  it.each([
    { best: { epoch: 1 } },
    { test: { loss: 0.9, accuracy: 0.65 } },
    { test: { loss: 0.9, accuracy: 0.65, top5: 0.98 } },
    { predictions: { sha256: 'ab', splits: ['validation', 'test'] } },
  ])('may say %o', (more) => {
    expect(ResultRecord.parse({ ...earlier, ...more })).toEqual({ ...earlier, ...more })
  })

  it.each([
    { best: { epoch: 0 } },
    { test: { loss: 0.9, accuracy: 65 } },
    { predictions: { sha256: 'ab', splits: ['train'] } },
    { tests: {} },
  ])('is none with %o', (more) => {
    expect(ResultRecord.safeParse({ ...earlier, ...more }).success).toBe(false)
  })

  it.each([
    ['CPU, 1 thread', true],
    ['NVIDIA H100 80GB HBM3', false],
  ])('of %s repeats to the bit: %s', (device, expected) => {
    expect(repeatsToTheBit({ device })).toBe(expected)
  })
})
