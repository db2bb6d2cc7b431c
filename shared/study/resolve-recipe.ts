import { OPTIMIZERS, type Optimizer, type Recipe, SCHEDULES, type Schedule } from '../training/recipe'
import { resolveAugmentation } from './resolve-augmentation'
import type { StudyFile } from './schema'

type Written = StudyFile['training']

/**
 * The recipe that every arm is trained by. What is not asked for is absent, so that it changes no trial's id.
 * @param towers where the study does not say how many
 */
export function resolveRecipe({ training }: StudyFile, towers: number): Recipe {
  const { epochs, batch, auxiliaryWeight, initialisation, labelSmoothing } = training
  const { clipNorm, averageDecay, gradientNormEvery } = training
  const augmentation = resolveAugmentation(training.augmentation)
  return {
    epochs,
    batch,
    optimizer: optimizer(training.optimizer),
    schedule: schedule(training.schedule),
    auxiliaryWeight,
    towers: training.towers ?? towers,
    ...(augmentation && { augmentation }),
    ...(initialisation !== 'he' && { initialisation }),
    ...(labelSmoothing !== 0 && { labelSmoothing }),
    ...(clipNorm !== undefined && { clipNorm }),
    ...(averageDecay !== undefined && { averageDecay }),
    ...(gradientNormEvery !== undefined && { gradientNormEvery }),
  }
}

/** With its own constants alone: the study's check has refused others. */
function optimizer(written: Written['optimizer']): Optimizer {
  const { kind, learningRate, weightDecay } = written
  return { kind, learningRate, weightDecay, ...constants(OPTIMIZERS[kind], written) } as Optimizer
}

function schedule(written: Written['schedule']): Schedule {
  const { kind, warmUp = 0 } = written
  return { kind, ...constants(SCHEDULES[kind], written), ...(warmUp > 0 && { warmUp }) } as Schedule
}

/** Each constant as it is written, or at its default. */
function constants(defaults: object, written: object): object {
  return Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [name, Reflect.get(written, name) ?? value]),
  )
}
