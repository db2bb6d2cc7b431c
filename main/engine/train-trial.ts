import { setImmediate } from 'node:timers/promises'
import type { LayerGraph } from '../../shared/architecture/layer-graph'
import type { Failure } from '../../shared/failure'
import { ok, type Result } from '../../shared/result'
import { bestEpoch } from '../../shared/training/best-epoch'
import type { EpochMeasurement, EvaluationMeasurement, Measurement } from '../../shared/training/measurement'
import { learningRateAt, type Recipe } from '../../shared/training/recipe'
import type { Trial } from '../../shared/training/trial'
import type { Dataset } from '../data/dataset'
import { batchOrder } from './batch-order'
import { checkResume } from './check-resume'
import { checkTrial } from './check-trial'
import type { Engine } from './engine'
import { evaluate, type Judgement, judge } from './evaluate'
import { createMeter } from './meter'
import { outOfMemory } from './session'
import type { AnySplit } from './split-source'
import { openTrainingSession, type SessionOptions, type TrainingSession } from './training-session'
import type { TrainingState } from './training-state'

/** How a trial ended. */
export type TrialOutcome =
  | {
      readonly kind: 'finished'
      readonly last: EpochMeasurement
      /** Of the epoch that was chosen, where the trial chooses one; else of the last. */
      readonly state: TrainingState
      /** The epoch that was chosen; absent where the trial chooses none. */
      readonly best?: { readonly epoch: number }
      /** What that state makes of the validation images and, where there are any, the test images. */
      readonly judged: { readonly validation: Judgement; readonly test?: Judgement }
    }
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
  /** Where the trial chooses an epoch: the best states so far. Without it they are held in memory. */
  readonly best?: BestStates
  /** A state that `checkpoint` took; the trial then ends with the same bits as one that was never interrupted. */
  readonly resumeFrom?: TrainingState
  /** The epochs before that state, in order. */
  readonly earlier?: readonly EpochMeasurement[]
  readonly residentBytes?: SessionOptions['residentBytes']
}

/** Keeps the state of each epoch that is the best so far, and gives it back. */
export interface BestStates {
  /** Taken before the epoch's checkpoint, so that whoever goes on from that finds it. */
  readonly keep: (state: TrainingState, epoch: number) => void
  readonly read: (epoch: number) => Result<TrainingState, Failure>
}

function heldInMemory(): BestStates {
  let held: { readonly epoch: number; readonly state: TrainingState } | undefined
  return {
    keep: (state, epoch) => {
      held = { epoch, state }
    },
    read: (epoch) => {
      if (held?.epoch !== epoch) throw new Error(`the state of epoch ${epoch} was not kept`)
      return ok(held.state)
    },
  }
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
  const { train: training, validation, test } = dataset.splits
  const data = { training, evaluation: validation, ...(trial.data.sizes.test > 0 && { later: test }) }
  const session = openTrainingSession(engine, trial, graph, data, options)
  if (!session.ok) return session
  try {
    const trained = await train(session.value, trial, start, options)
    return trained.kind === 'trained' ? await finish(session.value, trial, dataset, trained, options) : ok(trained)
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

/** All steps are done. */
interface Trained {
  readonly kind: 'trained'
  readonly last: EpochMeasurement
  /** What the last state makes of the validation images. */
  readonly judged: Judgement
  readonly step: number
  /** The epoch that was chosen, where the trial chooses one. */
  readonly best: EpochMeasurement | undefined
  readonly states: BestStates
}

async function train(
  session: TrainingSession,
  trial: Trial,
  start: number,
  options: TrainOptions,
): Promise<Trained | Exclude<TrialOutcome, { kind: 'finished' }>> {
  const { recipe, seed, selection } = trial
  const epochs = [...(options.earlier ?? [])]
  const states = options.best ?? heldInMemory()
  const images = trial.data.sizes.train
  const stepsPerEpoch = Math.floor(images / recipe.batch)
  const stretch = Math.max(1, Math.ceil(stepsPerEpoch / STRETCHES_PER_EPOCH))
  const steps = recipe.epochs * stepsPerEpoch
  let step = start
  let last: EpochMeasurement | undefined
  let judged: Judgement | undefined

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

    const validated = await validate(session, trial, epoch === recipe.epochs, () => stopped(options))
    if (validated === 'stopped') return { kind: 'stopped', epoch, step }
    const { measured: validation } = validated
    if (!Number.isFinite(validation.loss)) return diverged(step, 'validation', recipe.optimizer.learningRate)
    last = { kind: 'epoch', epoch, step, steps, validation, learningRate, ...ofEpoch.read() }
    options.onMeasurement(last)
    epochs.push(last)
    if ('classes' in validated) judged = validated
    if (epoch === recipe.epochs) break
    const state = session.state(step)
    if (selection && bestEpoch(epochs, selection) === last) states.keep(state, epoch)
    await options.checkpoint?.(state)
  }

  if (!last || !judged) throw new Error(`nothing was left to train: step ${start} of ${steps}`)
  return { kind: 'trained', last, judged, step, best: selection && bestEpoch(epochs, selection), states }
}

/** The validation after an epoch; after the last one with what each image is taken for. */
async function validate(
  session: TrainingSession,
  { data, recipe }: Trial,
  isLast: boolean,
  ask: () => Promise<boolean>,
): Promise<Judgement | { readonly measured: EvaluationMeasurement } | 'stopped'> {
  const images = data.sizes.validation
  if (isLast) return judge(session, images, recipe.batch, ask)
  const measured = await evaluate(session, images, recipe.batch, ask)
  return measured === 'stopped' ? measured : { measured }
}

/** Goes back to the epoch that was chosen, and looks once at every test image. */
async function finish(
  session: TrainingSession,
  trial: Trial,
  { splits }: Dataset<AnySplit>,
  { last, judged, step, best, states }: Trained,
  options: TrainOptions,
): Promise<Result<TrialOutcome, Failure>> {
  const { recipe, data } = trial
  const kept = best === undefined || best.epoch === last.epoch ? ok(session.state(step)) : states.read(best.epoch)
  if (!kept.ok) return kept
  const state = kept.value
  const ask = (): Promise<boolean> => stopped(options)
  const halted = ok({ kind: 'stopped', epoch: last.epoch, step } as const)
  let validation: Judgement | 'stopped' = judged
  if (state.step !== step) {
    const restored = session.restore(state)
    if (!restored.ok) return restored
    validation = await judge(session, data.sizes.validation, recipe.batch, ask)
  }
  if (validation === 'stopped') return halted
  const chosen = best && { best: { epoch: best.epoch } }
  const finished = { kind: 'finished', last, state, ...chosen } as const
  if (data.sizes.test === 0) return ok({ ...finished, judged: { validation } })
  session.evaluateOn(splits.test)
  const test = await judge(session, data.sizes.test, recipe.batch, ask)
  return test === 'stopped' ? halted : ok({ ...finished, judged: { validation, test } })
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

function diverged(
  step: number,
  where: 'training' | 'validation',
  learningRate: number,
): Extract<TrialOutcome, { kind: 'diverged' }> {
  const sentence =
    `The ${where} loss was no longer a finite number at step ${step}: the training diverged. ` +
    `A learning rate below ${learningRate} may keep it together.`
  return { kind: 'diverged', step, sentence }
}
