import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Dataset, Split } from '../../main/data/dataset'
import type { Engine } from '../../main/engine/engine'
import { openTrainingSession, type TrainingSession } from '../../main/engine/training-session'
import type { LayerGraph } from '../../shared/architecture/layer-graph'
import type { Shape } from '../../shared/architecture/shape'
import type { Trial } from '../../shared/training/trial'
import type { BenchNetwork } from './networks'

export const LEARNING_RATE = 0.01
export const MOMENTUM = 0.9
const SEED = 1

/** A trial of one epoch over synthetic images; only this file knows what a trial is made of. */
export function benchTrial(network: BenchNetwork, images: number, batch: number, towers: number): Trial {
  const { architecture, input, classes } = network
  return {
    id: `bench-${network.name}`,
    arm: 'base',
    replicate: 1,
    seed: SEED,
    architecture,
    base: architecture,
    edits: [],
    input,
    classes,
    recipe: {
      epochs: 1,
      batch,
      optimizer: { kind: 'momentum', learningRate: LEARNING_RATE, momentum: MOMENTUM, weightDecay: 0 },
      schedule: { kind: 'constant' },
      auxiliaryWeight: 0,
      towers,
    },
    data: { name: 'synthetic', sizes: { train: images, validation: 1, test: 1 }, sha256: '' },
  }
}

/** Images of evenly distributed bytes, the same in every run (mulberry32). */
export function syntheticSplit([height, width, channels]: Shape, classes: number, count: number): Split {
  let state = SEED
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const images = Uint8Array.from({ length: count * height * width * channels }, () => next() & 255)
  return { images, labels: Uint8Array.from({ length: count }, () => next() % classes), count }
}

/** What `prepareNetwork` wrote. */
export function readSplit(folder: string): Split {
  const labels = new Uint8Array(readFileSync(join(folder, 'labels.bin')))
  return { images: new Uint8Array(readFileSync(join(folder, 'images.bin'))), labels, count: labels.length }
}

export function benchDataset(network: BenchNetwork, train: Split): Dataset {
  const { input, classes } = network
  const pixels = input[0] * input[1] * input[2]
  const one: Split = { images: train.images.slice(0, pixels), labels: train.labels.slice(0, 1), count: 1 }
  return {
    description: {
      name: 'synthetic',
      title: 'random images',
      licence: 'CC0-1.0',
      source: 'made by the bench',
      image: input,
      classes: Array.from({ length: classes }, (_, index) => String(index)),
      sizes: { train: train.count, validation: 1, test: 1 },
      sha256: '',
    },
    splits: { train, validation: one, test: one },
  }
}

export function openBenchSession(engine: Engine, trial: Trial, graph: LayerGraph, train: Split): TrainingSession {
  const session = openTrainingSession(engine, trial, graph, { training: train, evaluation: train })
  if (!session.ok) throw new Error(session.error.message)
  return session.value
}
