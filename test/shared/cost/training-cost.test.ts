import { describe, expect, it } from 'vitest'
import { miniGooglenet } from '../../../shared/architecture/mini-googlenet'
import { activationMemory } from '../../../shared/cost/activation-memory'
import { describe as describeNetwork } from '../../../shared/cost/describe'
import { predictTraining } from '../../../shared/cost/predict-training'
import { speedWords } from '../../../shared/cost/speed-words'
import {
  ASSUMED_SPEED,
  calibratedSpeed,
  type MachineSpeed,
  measuredSpeed,
  slownessOf,
  stepSeconds,
} from '../../../shared/cost/trial-time'
import { graphOf, network } from '../architecture/architectures'

const cost = (macs: number, activations: number) => {
  const one = { parameters: 0, weights: 0, macs, activations }
  return { training: one, inference: one }
}

describe('the memory of maps', () => {
  it('is all of them while training, and at inference those that are still to be read', () => {
    const plain = network([8, 8, 1], [{ kind: 'convolution', name: 'conv', kernel: 3, filters: 4 }])
    // Numbers: input 64, conv 256 (its ReLU writes over it), gap 4, linear 2. At inference input and conv are the most.
    expect(activationMemory(graphOf(plain))).toEqual({ training: 4 * 326, inference: 4 * 320 })
  })

  it('holds what branches read until the last of them has', () => {
    const branched = network(
      [4, 4, 2],
      [
        {
          kind: 'module',
          name: 'm',
          join: 'concat',
          branches: [
            { name: 'a', blocks: [{ kind: 'convolution', name: 'c', kernel: 1, filters: 3 }] },
            { name: 'b', blocks: [{ kind: 'max-pool', name: 'p', size: 3, stride: 1 }] },
          ],
        },
      ],
    )
    // input 32, a 48, b 32: 112; then a, b and the 80 of both together: 160; gap 5 and linear 2 come after.
    expect(activationMemory(graphOf(branched))).toEqual({
      training: 4 * (32 + 48 + 32 + 80 + 5 + 2),
      inference: 4 * 160,
    })
  })
})

describe('numbers that are not trained', () => {
  it('are two for each channel of a batch norm', () => {
    // 420 channels, see the plan of the sample study; heads have no batch norm.
    const { totals, inference } = describeNetwork(miniGooglenet, graphOf(miniGooglenet))
    expect(totals.nonTrainable).toBe(840)
    expect(inference.nonTrainable).toBe(840)
  })
})

describe('the time of a step', () => {
  const speed: MachineSpeed = { macsPerSecond: 1e8, activationsPerSecond: 1e7, startSeconds: 1, from: 'assumed' }

  it('is that of its multiply-adds and of the numbers written', () => {
    // 10 images · (10⁶ ÷ 10⁸ + 10⁵ ÷ 10⁷) s
    expect(stepSeconds(cost(1e6, 1e5), 10, speed)).toBeCloseTo(0.2, 12)
  })

  it('follows from how fast the machine trains the network of the calibration', () => {
    const measured = [
      { workers: 2, threads: 1, towers: 1, imagesPerSecond: 1800 },
      { workers: 1, threads: 1, towers: 1, imagesPerSecond: 1000 },
    ]
    // Assumed are 4.9e7 ÷ 4.9e10 + 7.8e5 ÷ 7.8e8 = 2 ms an image, measured is 1 ms: twice as fast.
    const calibrated = calibratedSpeed({ device: 'cpu', measured }, cost(4.9e7, 7.8e5))
    expect(calibrated?.from).toBe('calibrated')
    expect(calibrated?.macsPerSecond).toBeCloseTo(9.8e10, -3)
    expect(calibrated?.activationsPerSecond).toBeCloseTo(1.56e9, -1)
    // Two at a time give 900 images each.
    const beside = calibratedSpeed({ device: 'cpu', measured }, cost(4.9e7, 7.8e5), { workers: 2, threads: 1 })
    expect(beside?.macsPerSecond).toBeCloseTo(0.9 * 9.8e10, -3)
    // What was not measured is taken as alone.
    const other = calibratedSpeed({ device: 'cpu', measured }, cost(4.9e7, 7.8e5), { workers: 3, threads: 1 })
    expect(other).toEqual(calibrated)
    expect(calibratedSpeed({ device: 'gpu', measured: measured.slice(0, 1) }, cost(1, 1))).toBeUndefined()
  })

  it('says what it stands on', () => {
    expect(speedWords(ASSUMED_SPEED)).toBe('assumed machine: nothing was measured on this one yet')
    expect(speedWords({ from: 'calibrated' })).toBe('calibrated on this machine')
    expect(speedWords(measuredSpeed(2, 1))).toBe('measured from 1 trial run on this machine')
    expect(speedWords(measuredSpeed(2, 48))).toBe('measured from 48 trials run on this machine')
  })

  it('tells how slow a machine is beside the assumed one', () => {
    expect(slownessOf(measuredSpeed(3, 1))).toBeCloseTo(3, 12)
    expect(slownessOf(ASSUMED_SPEED)).toBe(1)
  })

  it('is predicted with the memory it takes, more for more images', () => {
    const graph = graphOf(miniGooglenet)
    const [few, many] = [predictTraining(graph, speed, 16), predictTraining(graph, speed, 64)]
    expect(few).toMatchObject({ batch: 16, from: 'assumed' })
    expect(many.stepSeconds).toBeCloseTo(4 * few.stepSeconds, 12)
    expect(many.memory).toBeGreaterThan(few.memory)
  })
})
