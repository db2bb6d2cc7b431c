import { setImmediate } from 'node:timers/promises'
import type { LayerGraph } from '../../shared/architecture/layer-graph'
import type { Failure } from '../../shared/failure'
import { ok, type Result } from '../../shared/result'
import type { EpochMeasurement, EvaluationMeasurement, Measurement } from '../../shared/training/measurement'
import { learningRateAt, type Recipe } from '../../shared/training/recipe'
import type { Trial } from '../../shared/training/trial'
import type { Dataset } from '../data/dataset'
import { batchOrder } from './batch-order'
import { checkResume } from './check-resume'
import { checkTrial } from './check-trial'
import type { Engine } from './engine'
import { evaluate } from './evaluate'
import { createMeter } from './meter'
import { outOfMemory } from './session'
import type { AnySplit } from './split-source'
import { openTrainingSession, type SessionOptions, type TrainingSession } from './training-session'
import type { TrainingState } from './training-state'

/** How a trial ended. */
export type TrialOutcome =
  | { readonly kind: 'finished'; readonly last: EpochMeasurement; readonly state: TrainingState }
  /** A loss left the finite numbers. */
  | { readonly kind: 'diverged'; readonly step: number; readonly sentence: string }
  /** By its signal: `step` steps were done, the last of them in `epoch`. */
  | { readonly kind: 'stopped'; readonly epoch: number; readonly step: number }

export interface TrainOptions {
  /** Ends the trial within one step. */
  readonly signal: AbortSignal
  /** Asked before every step and batch of an evaluation: the trial goes on when the promise is fulfilled, or at once where there is none. */
  readonly pause?: () => Promise<void> | undefined
  readonly onMeasurement: (measurement: Measurement) => void
  /** Takes the state after every epoch but the last, whose state the outcome carries; the trial waits for it. */
  readonly checkpoint?: (state: TrainingState) => void | Promise<void>
  /** A state that `checkpoint` took; the trial then ends with the same bits as one that was never interrupted. */
  readonly resumeFrom?: TrainingState
  readonly residentBytes?: SessionOptions['residentBytes']
}

/** Stretches of steps that an epoch's progress is told in, or fewer where it has fewer steps. */
const STRETCHES_PER_EPOCH = 10

/**
 * Trains one arm with one seed. Batches, their augmentation, initial weights and dropout follow from the trial's seed alone.
 * @param graph the trial's architecture, built for its data
 * @param dataset the trial's data: its sizes must be those that the trial names
 * @returns how the trial ended, or what is wrong with it; whatever was opened is closed.
 */
export async function trainTrial(
  engine: Engine,
  trial: Trial,
  graph: LayerGraph,
  dataset: Dataset<AnySplit>,
  options: TrainOptions,
): Promise<Result<TrialOutcome, Failure>> {
  const checked = checkTrial(trial, graph, dataset)
  if (!checked.ok) return checked
  const start = options.resumeFrom?.step ?? 0
  if (options.resumeFrom) {
    const resumable = checkResume(trial, graph, options.resumeFrom)
    if (!resumable.ok) return resumable
  }
  const data = { training: dataset.splits.train, evaluation: dataset.splits.validation }
  const session = openTrainingSession(engine, trial, graph, data, options)
  if (!session.ok) return session
  try {
    return ok(await train(session.value, trial, start, options))
  } catch (error) {
    return outOfMemory(error)
  } finally {
    session.value.close()
  }
}

/**
 * A trained state's loss and accuracy on the validation images: the same bits as when it was reached.
 * @returns `stopped` where the signal ended it before
 */
export async function evaluateState(
  engine: Engine,
  trial: Trial,
  graph: LayerGraph,
  dataset: Dataset<AnySplit>,
  state: TrainingState,
  { signal, residentBytes }: Pick<TrainOptions, 'signal' | 'residentBytes'>,
): Promise<Result<EvaluationMeasurement | 'stopped', Failure>> {
  const checked = checkTrial(trial, graph, dataset)
  if (!checked.ok) return checked
  const data = { evaluation: dataset.splits.validation }
  const session = openTrainingSession(engine, trial, graph, data, { resumeFrom: state, residentBytes })
  if (!session.ok) return session
  try {
    const { count } = dataset.splits.validation
    return ok(await evaluate(session.value, count, trial.recipe.batch, () => stopped({ signal })))
  } catch (error) {
    return outOfMemory(error)
  } finally {
    session.value.close()
  }
}

async function train(
  session: TrainingSession,
  trial: Trial,
  start: number,
  options: TrainOptions,
): Promise<TrialOutcome> {
  const { recipe, seed } = trial
  const images = trial.data.sizes.train
  const stepsPerEpoch = Math.floor(images / recipe.batch)
  const stretch = Math.max(1, Math.ceil(stepsPerEpoch / STRETCHES_PER_EPOCH))
  const steps = recipe.epochs * stepsPerEpoch
  let step = start
  let last: EpochMeasurement | undefined

  for (let epoch = start / stepsPerEpoch + 1; epoch <= recipe.epochs; epoch += 1) {
    const order = batchOrder(images, seed, epoch)
    const ofEpoch = createMeter(session.heads, recipe.auxiliaryWeight)
    let ofStretch = createMeter(session.heads, recipe.auxiliaryWeight)
    let learningRate = recipe.optimizer.learningRate

    for (let batch = 1; batch <= stepsPerEpoch; batch += 1) {
      if (await stopped(options)) return { kind: 'stopped', epoch, step }
      const rows = order.subarray((batch - 1) * recipe.batch, batch * recipe.batch)
      learningRate = learningRateAt(recipe, step, steps)
      const began = performance.now()
      const sums = session.step(rows, learningRate, step)
      const seconds = (performance.now() - began) / 1000
      step += 1
      ofEpoch.add(sums, recipe.batch, seconds)
      ofStretch.add(sums, recipe.batch, seconds)
      if (!Number.isFinite(ofStretch.loss())) return diverged(step, 'training', recipe.optimizer.learningRate)

      const stretchEnds = batch % stretch === 0 || batch === stepsPerEpoch
      if (wantsNorms(recipe, step, stretchEnds)) ofStretch.addNorms(session.gradientNorms())
      if (stretchEnds) {
        const { seconds: _seconds, ...read } = ofStretch.read()
        options.onMeasurement({ kind: 'progress', epoch, step, steps, learningRate, ...read })
        ofStretch = createMeter(session.heads, recipe.auxiliaryWeight)
      }
    }

    const validation = await evaluate(session, trial.data.sizes.validation, recipe.batch, () => stopped(options))
    if (validation === 'stopped') return { kind: 'stopped', epoch, step }
    if (!Number.isFinite(validation.loss)) return diverged(step, 'validation', recipe.optimizer.learningRate)
    last = { kind: 'epoch', epoch, step, steps, validation, learningRate, ...ofEpoch.read() }
    options.onMeasurement(last)
    if (epoch < recipe.epochs) await options.checkpoint?.(session.state(step))
  }

  if (!last) throw new Error(`nothing was left to train: step ${start} of ${steps}`)
  return { kind: 'finished', last, state: session.state(step) }
}

/** Whether gradient norms are measured after a step. @param step steps done, that one included */
function wantsNorms({ gradientNormEvery: every }: Recipe, step: number, stretchEnds: boolean): boolean {
  return every === undefined ? stretchEnds : every > 0 && step % every === 0
}

/** Lets messages arrive, waits while the trial is paused, and says whether it is to end. */
async function stopped({ signal, pause }: Pick<TrainOptions, 'signal' | 'pause'>): Promise<boolean> {
  await setImmediate()
  const waiting = signal.aborted ? undefined : pause?.()
  if (waiting) await firstOf(waiting, signal)
  return signal.aborted
}

/** Waits for a promise or a signal, and leaves nothing listening. */
async function firstOf(waiting: Promise<void>, signal: AbortSignal): Promise<void> {
  const over = new AbortController()
  const aborted = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true, signal: over.signal })
  })
  try {
    await Promise.race([waiting, aborted])
  } finally {
    over.abort()
  }
}

function diverged(step: number, where: 'training' | 'validation', learningRate: number): TrialOutcome {
  const sentence =
    `The ${where} loss was no longer a finite number at step ${step}: the training diverged. ` +
    `A learning rate below ${learningRate} may keep it together.`
  return { kind: 'diverged', step, sentence }
}
