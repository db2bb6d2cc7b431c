import type { Optimizer, Recipe, Schedule } from '../training/recipe'
import type { StudyFile } from './schema'

const DEFAULT_MOMENTUM = 0.9

/**
 * The recipe that every arm is trained by.
 * @throws for what is not built: the study's check has refused it before.
 */
export function resolveRecipe({ training }: StudyFile, towers: number): Recipe {
  const { epochs, batch, auxiliaryWeight } = training
  return { epochs, batch, optimizer: optimizer(training), schedule: schedule(training), auxiliaryWeight, towers }
}

function optimizer({ optimizer: written }: StudyFile['training']): Optimizer {
  const { kind, learningRate, momentum = DEFAULT_MOMENTUM, weightDecay } = written
  if (kind === 'sgd') return { kind, learningRate, weightDecay }
  if (kind === 'momentum') return { kind, learningRate, momentum, weightDecay }
  throw new Error(`optimizer ${kind} is not built`)
}

function schedule({ schedule: { kind } }: StudyFile['training']): Schedule {
  if (kind === 'constant' || kind === 'cosine') return { kind }
  throw new Error(`schedule ${kind} is not built`)
}
