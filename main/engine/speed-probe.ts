import process from 'node:process'
import { buildLayerGraph } from '../../shared/architecture/build-graph'
import { miniGooglenet } from '../../shared/architecture/mini-googlenet'
import { elements } from '../../shared/architecture/shape'
import { CALIBRATION_BATCH } from '../../shared/cost/calibration'
import type { Failure } from '../../shared/failure'
import { ok, type Result } from '../../shared/result'
import type { Trial } from '../../shared/training/trial'
import type { Split } from '../data/dataset'
import type { Engine } from './engine'
import { outOfMemory } from './session'
import { openTrainingSession } from './training-session'

/** How a stretch of training went. */
export interface Speed {
  readonly imagesPerSecond: number
  /** Cores that this process had, on average; less than its threads where they wait, or where other programs take them. */
  readonly coresHad: number
}

/** A network on made-up images, to see how fast it trains. */
export interface SpeedProbe {
  /** Trains for so long, at least one step. */
  run(milliseconds: number): Result<Speed, Failure>
  close(): void
}

/** The first steps choose kernels and allocate: they are several times as long as the others. */
const WARM_UP_STEPS = 4
const BATCHES = 4
const LEARNING_RATE = 0.01

/** Opens mini-googlenet and trains it until it is warm. */
export function openSpeedProbe(engine: Engine, towers: number): Result<SpeedProbe, Failure> {
  const trial = probeTrial(towers)
  const graph = buildLayerGraph(trial.architecture, trial)
  if (!graph.ok) throw new Error(graph.error.message)
  const split = madeUpImages(trial)
  const opened = openTrainingSession(engine, trial, graph.value, { training: split, evaluation: split })
  if (!opened.ok) return opened
  const session = opened.value
  const batches = Array.from({ length: BATCHES }, (_, batch) =>
    Int32Array.from({ length: CALIBRATION_BATCH }, (_, row) => batch * CALIBRATION_BATCH + row),
  )
  let steps = 0
  const step = (): void => {
    const rows = batches[steps % BATCHES]
    if (rows) session.step(rows, LEARNING_RATE, steps)
    steps += 1
  }
  try {
    while (steps < WARM_UP_STEPS) step()
  } catch (error) {
    session.close()
    return outOfMemory(error)
  }
  return ok({
    run: (milliseconds) => {
      const began = performance.now()
      const cpuBefore = process.cpuUsage()
      const before = steps
      let spent = 0
      try {
        while (spent < milliseconds || steps === before) {
          step()
          spent = performance.now() - began
        }
      } catch (error) {
        return outOfMemory(error)
      }
      const { user, system } = process.cpuUsage(cpuBefore)
      return ok({
        imagesPerSecond: ((steps - before) * CALIBRATION_BATCH * 1000) / spent,
        coresHad: (user + system) / 1000 / spent,
      })
    },
    close: () => session.close(),
  })
}

function probeTrial(towers: number): Trial {
  const { input, classes } = miniGooglenet
  const images = BATCHES * CALIBRATION_BATCH
  return {
    id: 'calibration',
    arm: 'base',
    replicate: 1,
    seed: 1,
    architecture: miniGooglenet,
    base: miniGooglenet,
    edits: [],
    input,
    classes,
    recipe: {
      epochs: 1,
      batch: CALIBRATION_BATCH,
      optimizer: { kind: 'momentum', learningRate: LEARNING_RATE, momentum: 0.9, weightDecay: 0 },
      schedule: { kind: 'constant' },
      auxiliaryWeight: 0.3,
      towers,
    },
    data: { name: 'made up', sizes: { train: images, validation: images, test: images }, sha256: '' },
  }
}

/** Noise, the same each time (xorshift). What is in the images does not change how long a step takes. */
function madeUpImages({ input, classes, data }: Trial): Split {
  const count = data.sizes.train
  let state = 1
  const images = Uint8Array.from({ length: count * elements(input) }, () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state & 255
  })
  return { images, labels: Uint8Array.from({ length: count }, (_, index) => index % classes), count }
}
