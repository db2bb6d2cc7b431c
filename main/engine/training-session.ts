import type { LayerGraph } from '../../shared/architecture/layer-graph'
import type { Failure } from '../../shared/failure'
import { ok, type Result } from '../../shared/result'
import type { Trial } from '../../shared/training/trial'
import type { Split } from '../data/dataset'
import type { Engine } from './engine'
import { compileGraph } from './graph/compile'
import { openSession } from './session'
import { initialState, stateFromVectors, type TrainingState, type Vectors, vectorsFromState } from './training-state'

/** Sums over the images of one batch. */
export interface EvaluationSums {
  /** Cross-entropies of the main head. */
  readonly main: number
  /** Images whose largest logit was at their label. */
  readonly correct: number
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
  /** A copy of all that training has changed. */
  state(step: number): TrainingState
  close(): void
}

/**
 * Compiles a trial's graph, loads it, gives it its data and its weights.
 * @param resumeFrom the state to go on from; without it, the state before the first step
 */
export function openTrainingSession(
  engine: Engine,
  trial: Trial,
  graph: LayerGraph,
  data: { readonly training?: Split; readonly evaluation: Split },
  resumeFrom?: TrainingState,
): Result<TrainingSession, Failure> {
  const { recipe, seed } = trial
  const compiled = compileGraph(graph, recipe, seed)
  const vectors = vectorsFromState(compiled.state, resumeFrom ?? initialState(compiled.state, graph, trial.id, seed))
  if (!vectors.ok) return vectors
  const opened = openSession(engine, compiled)
  if (!opened.ok) return opened
  const session = opened.value
  try {
    session.run('restore', vectors.value)
    if (data.training) session.run('training-data', dataOf(data.training))
    session.run('evaluation-data', dataOf(data.evaluation))
  } catch (error) {
    session.close()
    throw error
  }

  function sumsOf(signature: 'step' | 'evaluate', inputs: Parameters<typeof session.run>[1]): readonly number[] {
    const { sums } = session.run(signature, inputs)
    if (!sums) throw new Error(`${signature} gave no sums`)
    return [...sums]
  }

  return ok({
    heads: compiled.heads,
    step(rows, learningRate, step) {
      const inputs = {
        ...rowInputs(partsOf(rows, recipe.towers)),
        learningRate: Float32Array.of(learningRate),
        step: Int32Array.of(step),
      }
      const [main = Number.NaN, correct = 0, ...auxiliary] = sumsOf('step', inputs)
      return { main, correct, auxiliary }
    },
    evaluate(rows) {
      const parts = partsOf(rows, recipe.towers)
      // TensorFlow's kernels stumble over an empty part: such a tower gets the first image, and is not counted.
      const sums = sumsOf('evaluate', rowInputs(parts.map((part) => (part.length > 0 ? part : rows.subarray(0, 1)))))
      let [main, correct] = [0, 0]
      for (const [tower, part] of parts.entries()) {
        if (part.length === 0) continue
        main += sums[2 * tower] ?? Number.NaN
        correct += sums[2 * tower + 1] ?? 0
      }
      return { main, correct }
    },
    state: (step) => stateFromVectors(compiled.state, session.run('state') as Vectors, trial.id, step),
    close: () => session.close(),
  })
}

function dataOf({ images, labels }: Split) {
  return { images, labels: Int32Array.from(labels) }
}

/** Row numbers cut into the towers' parts, alike in length as far as may be. */
function partsOf(rows: Int32Array, towers: number): readonly Int32Array[] {
  const cut = (part: number): number => Math.round((part * rows.length) / towers)
  return Array.from({ length: towers }, (_, tower) => rows.subarray(cut(tower), cut(tower + 1)))
}

function rowInputs(parts: readonly Int32Array[]): Record<string, Int32Array> {
  return Object.fromEntries(parts.map((part, tower) => [`rows/${tower}`, part]))
}
