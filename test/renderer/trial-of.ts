import type { TrialState } from '../../shared/study/run-state'

/** A trial of 2 epochs of 10 steps; `steps` of them are done, each epoch with its measurement. */
export function trialOf(overrides: Partial<TrialState> & { readonly steps?: number } = {}): TrialState {
  const { steps = 0, ...rest } = overrides
  const progress = Array.from({ length: steps }, (_, index) => progressAt(index + 1))
  const epochs = Array.from({ length: Math.floor(steps / 10) }, (_, index) => epochAt(index + 1))
  return {
    id: 'base/1',
    arm: 'base',
    replicate: 1,
    seed: 7,
    state: 'running',
    attempt: 1,
    progress,
    epochs,
    seconds: null,
    started: null,
    reason: null,
    ...rest,
  }
}

/** Loss falls by 0.1 a step from 2.5, accuracy rises by 0.04. */
export function progressAt(step: number, heads: Record<string, number> = {}): TrialState['progress'][number] {
  return {
    epoch: Math.ceil(step / 10),
    step,
    steps: 20,
    train: { loss: 2.5 - step / 10, accuracy: step / 25, heads },
    learningRate: 0.1,
    imagesPerSecond: 500,
  }
}

export function epochAt(epoch: number, accuracy = 0.4 * epoch): TrialState['epochs'][number] {
  return {
    ...progressAt(epoch * 10),
    validation: { loss: 1, accuracy },
    seconds: 4,
  }
}
