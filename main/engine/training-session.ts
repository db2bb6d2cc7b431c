import type { LayerGraph } from '../../shared/architecture/layer-graph'
import { type Failure, programFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import { deriveSeed } from '../../shared/training/seeds'
import type { Trial } from '../../shared/training/trial'
import type { Values } from './binding'
import { graphMisfit } from './check-graph'
import type { Engine } from './engine'
import { drawAugmentation } from './graph/augmentation-draws'
import { bug, type DataSource } from './graph/compilation'
import { compileGraph } from './graph/compile'
import { openSession, outOfMemory } from './session'
import { type AnySplit, RESIDENT_BYTES, readerOf, sourceOf, wholeOf } from './split-source'
import { initialVectors, stateFromVectors, type TrainingState, type Vectors, vectorsFromState } from './training-state'

/** Sums over the images of one batch. */
export interface EvaluationSums {
  /** Cross-entropies of the main head. */
  readonly main: number
  /** Images whose largest logit was at their label. */
  readonly correct: number
  /** Of an evaluation, where there are more than five classes: images whose label was among the five largest logits. */
  readonly top5?: number
}

/** The same of one step, from before its update. */
export interface StepSums extends EvaluationSums {
  /** Cross-entropies of each auxiliary head, in the order of `heads`. */
  readonly auxiliary: readonly number[]
}

/** One trial's network in TensorFlow, with its data and weights. */
export interface TrainingSession {
  /** Auxiliary heads' names. */
  readonly heads: readonly string[]
  /**
   * One update by one batch.
   * @param rows numbers of training images, as many as the recipe's batch
   * @param step steps done before it
   */
  step(rows: Int32Array, learningRate: number, step: number): StepSums
  /** The network as it is at inference. @param rows numbers of evaluation images, one or more */
  evaluate(rows: Int32Array): EvaluationSums
  /** The same, with the class that each image is taken for, in the order of the rows. */
  judge(rows: Int32Array): EvaluationSums & { readonly classes: Int32Array }
  /** Evaluates the images that the session was told of as `later`, from now on. */
  evaluateOn(split: AnySplit): void
  /** Goes back to a state of the same trial. */
  restore(state: TrainingState): Result<null, Failure>
  /**
   * The norm of each module's part of the last step's gradient, before clipping and without weight decay. To be asked
   * after a step, where the recipe wants norms at all.
   */
  gradientNorms(): Readonly<Record<string, number>>
  /** A copy of all that training has changed. */
  state(step: number): TrainingState
  close(): void
}

export interface SessionOptions {
  /** The state to go on from; without it, the state before the first step. */
  readonly resumeFrom?: TrainingState | undefined
  /** Splits of more bytes are not kept in the session: each step is given its batch. `RESIDENT_BYTES` unless said. */
  readonly residentBytes?: number | undefined
}

/**
 * Compiles a trial's graph, loads it, gives it its data and its weights.
 * @param data `later` is what `evaluateOn` will be told: where it does not fit, neither is kept in the session
 */
export function openTrainingSession(
  engine: Engine,
  trial: Trial,
  graph: LayerGraph,
  data: { readonly training?: AnySplit; readonly evaluation: AnySplit; readonly later?: AnySplit },
  { resumeFrom, residentBytes = RESIDENT_BYTES }: SessionOptions = {},
): Result<TrainingSession, Failure> {
  const { recipe, seed } = trial
  const { training, evaluation } = data
  const largest = data.later && data.later.images.length > evaluation.images.length ? data.later : evaluation
  const sources = {
    training: training ? sourceOf(training, residentBytes) : 'resident',
    evaluation: sourceOf(largest, residentBytes),
  } as const
  const compiled = compileGraph(graph, recipe, seed, sources)
  const misfit = graphMisfit(graph, compiled.savedModel)
  if (misfit !== undefined)
    return err(
      programFailure(`The graph that was written for ${graph.architecture} is not the planned network: ${misfit}.`),
    )
  const vectors = resumeFrom
    ? vectorsFromState(compiled.state, resumeFrom)
    : ok(initialVectors(compiled.state, graph, seed, recipe.initialisation))
  if (!vectors.ok) return vectors
  const opened = openSession(engine, compiled)
  if (!opened.ok) return opened
  const session = opened.value
  try {
    session.run('restore', vectors.value)
    if (training && sources.training === 'resident') session.run('training-data', dataOf(training))
    if (sources.evaluation === 'resident') session.run('evaluation-data', dataOf(evaluation))
  } catch (error) {
    session.close()
    return outOfMemory(error)
  }
  const trainingInputs = training ? batchInputs(training, sources.training) : rowInputs
  let evaluationInputs = batchInputs(evaluation, sources.evaluation)
  const augmentationInputs = augmenter(trial, graph)

  function sumsOf(signature: 'step' | 'evaluate', inputs: Inputs): readonly number[] {
    const { sums } = session.run(signature, inputs)
    if (!sums) throw new Error(`${signature} gave no sums`)
    return [...sums]
  }

  /** TensorFlow's kernels stumble over an empty part: such a tower gets the first image, and is not counted. */
  function filled(parts: Parts, rows: Int32Array): Parts {
    return parts.map((part) => (part.length > 0 ? part : rows.subarray(0, 1)))
  }

  function evaluationSums(sums: readonly number[], parts: Parts): EvaluationSums {
    const each = sums.length / recipe.towers
    let [main, correct, top5] = [0, 0, 0]
    for (const [tower, part] of parts.entries()) {
      if (part.length === 0) continue
      const [loss = Number.NaN, right = 0, near = 0] = sums.slice(each * tower, each * (tower + 1))
      main += loss
      correct += right
      top5 += near
    }
    return { main, correct, ...(each > 2 && { top5 }) }
  }

  return ok({
    heads: compiled.heads,
    step(rows, learningRate, step) {
      const parts = partsOf(rows, recipe.towers)
      const inputs = {
        ...trainingInputs(parts),
        ...augmentationInputs(parts, step),
        learningRate: Float32Array.of(learningRate),
        step: Int32Array.of(step),
      }
      const [main = Number.NaN, correct = 0, ...auxiliary] = sumsOf('step', inputs)
      return { main, correct, auxiliary }
    },
    evaluate(rows) {
      const parts = partsOf(rows, recipe.towers)
      return evaluationSums(sumsOf('evaluate', evaluationInputs(filled(parts, rows))), parts)
    },
    judge(rows) {
      const parts = partsOf(rows, recipe.towers)
      const { sums = [], ...outputs } = session.run('judge', evaluationInputs(filled(parts, rows)))
      const classes = new Int32Array(rows.length)
      let at = 0
      for (const [tower, part] of parts.entries()) {
        classes.set(outputs[`classes/${tower}`]?.subarray(0, part.length) ?? [], at)
        at += part.length
      }
      return { ...evaluationSums([...sums], parts), classes }
    },
    evaluateOn(split) {
      evaluationInputs = batchInputs(split, sources.evaluation)
      if (sources.evaluation === 'resident') session.run('evaluation-data', dataOf(split))
    },
    restore(state) {
      const kept = vectorsFromState(compiled.state, state)
      if (kept.ok) session.run('restore', kept.value)
      return kept.ok ? ok(null) : kept
    },
    gradientNorms() {
      const { norms } = session.run('gradient-norms')
      return Object.fromEntries(compiled.modules.map((module, index) => [module, norms?.[index] ?? Number.NaN]))
    },
    state: (step) => stateFromVectors(compiled.state, session.run('state') as Vectors, trial.id, step),
    close: () => session.close(),
  })
}

/** What a run is given, by name. */
type Inputs = Readonly<Record<string, Values>>
/** Row numbers, a tower its own. */
type Parts = readonly Int32Array[]

function dataOf(split: AnySplit): Inputs {
  return { images: wholeOf(split), labels: Int32Array.from(split.labels) }
}

/** Row numbers cut into the towers' parts, alike in length as far as may be. */
function partsOf(rows: Int32Array, towers: number): Parts {
  const cut = (part: number): number => Math.round((part * rows.length) / towers)
  return Array.from({ length: towers }, (_, tower) => rows.subarray(cut(tower), cut(tower + 1)))
}

/** How a batch is handed over: by the numbers of its images where they are in the session, else by themselves. */
function batchInputs(split: AnySplit, source: DataSource['kind']): (parts: Parts) => Inputs {
  if (source === 'resident') return rowInputs
  const reader = readerOf(split)
  return (parts) => ({
    ...named('images', parts, (rows) => reader.readRows(rows)),
    ...named('labels', parts, (rows) => rows.map((row) => split.labels[row] ?? bug(`no image ${row}`))),
  })
}

function rowInputs(parts: Parts): Inputs {
  return named('rows', parts, (rows) => rows)
}

function named(name: string, parts: Parts, valuesOf: (rows: Int32Array) => Values): Inputs {
  return Object.fromEntries(parts.map((rows, tower) => [`${name}/${tower}`, valuesOf(rows)]))
}

/** What is drawn for the images of a step; nothing where the recipe does not augment. */
function augmenter({ recipe, seed, data }: Trial, { input }: LayerGraph): (parts: Parts, step: number) => Inputs {
  const { augmentation, batch } = recipe
  if (!augmentation) return () => ({})
  const key = deriveSeed(seed, 'augmentation')
  const stepsPerEpoch = Math.floor(data.sizes.train / batch)
  return (parts, step) => {
    const epoch = Math.floor(step / stepsPerEpoch) + 1
    const inputs: Record<string, Values> = {}
    for (const [tower, rows] of parts.entries()) {
      const draws = drawAugmentation(augmentation, key, epoch, rows, input)
      for (const [name, values] of Object.entries(draws)) inputs[`${name}/${tower}`] = values
    }
    return inputs
  }
}
