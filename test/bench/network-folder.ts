import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stateLayout } from '../../main/engine/graph/state'
import { encodeState, initialState } from '../../main/engine/training-state'
import type { LayerGraph } from '../../shared/architecture/layer-graph'
import { benchTrial, LEARNING_RATE, MOMENTUM, syntheticSplit } from './engine-trial'
import { type BenchNetwork, graphOf } from './networks'

/** Bytes of images kept at hand: enough for a measurement's steps, little beside what a framework takes itself. */
const IMAGE_BYTES = 12e6
const [FEWEST, MOST] = [1024, 4096]

interface NetworkFile {
  readonly network: BenchNetwork
  readonly graph: LayerGraph
  readonly learningRate: number
  readonly momentum: number
}

/** Writes a network, its initial weights as this engine draws them, and images, for every contestant to read. */
export function writeNetwork(folder: string, network: BenchNetwork): void {
  mkdirSync(folder, { recursive: true })
  const graph = graphOf(network)
  const { input, classes } = network
  const count = Math.max(FEWEST, Math.min(MOST, Math.floor(IMAGE_BYTES / (input[0] * input[1] * input[2]))))
  const { images, labels } = syntheticSplit(input, classes, count)
  const trial = benchTrial(network, count, 1, 1)
  const weights = initialState(stateLayout(graph, trial.recipe), graph, trial.id, trial.seed)
  const file: NetworkFile = { network, graph, learningRate: LEARNING_RATE, momentum: MOMENTUM }
  writeFileSync(join(folder, 'network.json'), JSON.stringify(file))
  writeFileSync(join(folder, 'weights.safetensors'), encodeState(weights))
  writeFileSync(join(folder, 'images.bin'), images)
  writeFileSync(join(folder, 'labels.bin'), labels)
}

export function readNetwork(folder: string): NetworkFile {
  return JSON.parse(readFileSync(join(folder, 'network.json'), 'utf8'))
}
