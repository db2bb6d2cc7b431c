import type { LayerGraph } from '../architecture/layer-graph'
import type { Recipe } from '../training/recipe'
import { networkCost } from './cost'
import type { Prediction } from './describe'
import { trainingMemory } from './memory'
import { type MachineSpeed, stepSeconds } from './trial-time'

/** What a network is looked at with, where no study says. */
const USUAL_BATCH = 64

/** A recipe by which most networks are trained; what else it says costs next to nothing. */
const USUAL: Recipe = {
  epochs: 1,
  batch: USUAL_BATCH,
  optimizer: { kind: 'momentum', learningRate: 0.1, momentum: 0.9, weightDecay: 0 },
  schedule: { kind: 'constant' },
  auxiliaryWeight: 0.3,
  towers: 1,
}

/** Time and memory of training a network on a machine, without its images. */
export function predictTraining(graph: LayerGraph, speed: MachineSpeed, batch = USUAL_BATCH): Prediction {
  const memory = trainingMemory(graph, { ...USUAL, batch }, { train: 0, validation: 0, test: 0 }, 0)
  return {
    batch,
    stepSeconds: stepSeconds(networkCost(graph), batch, speed),
    memory: memory.total,
    from: speed.from,
    ...(speed.trials !== undefined && { trials: speed.trials }),
  }
}
