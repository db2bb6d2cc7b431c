import type { LayerKind, LayerOf } from '../../../../shared/architecture/layer-graph'
import type { ParameterRole } from '../../../../shared/architecture/parameters'
import type { GraphWriter } from '../graph-writer'
import type { Tensor, Towers } from '../tensor'

/** Running statistics of a layer, one number a channel. */
export interface Statistics {
  readonly mean: Tensor
  readonly variance: Tensor
}

/** What a layer may ask for while it is written. */
export interface LayerContext {
  readonly graph: GraphWriter
  /** Training uses the batch's statistics and drops out; inference uses running statistics and does not. */
  readonly mode: 'training' | 'inference'
  /** Images in the whole batch, all towers together; −1 at inference, where the last batch may be shorter. */
  readonly batch: number
  /** The layer's trainable tensor of that role, shared by all towers. */
  parameter(role: ParameterRole): Tensor
  /** At inference: the layer's running statistics. */
  runningStatistics(): Statistics
  /** While training: hands over this batch's, from which the running ones follow. */
  batchStatistics(statistics: Statistics): void
  /** A number from 0 to 1 (not included) for each number of a tensor: others in every step, the same when it is repeated. */
  uniform(shape: readonly number[]): Tensor
}

/** Gradients of the loss: for each input of the layer, and for each of its parameters, a tensor a tower. */
export interface Gradients {
  readonly inputs: readonly Towers[]
  readonly parameters?: Readonly<Partial<Record<ParameterRole, Towers>>>
}

/** A layer written into the graph. */
export interface Written {
  /** [images, height, width, channels], an image flat as [images, 1, 1, numbers]. */
  readonly outputs: Towers
  /** Writes the gradients that follow from those of the outputs. */
  readonly backward: (gradients: Towers) => Gradients
}

/**
 * How one kind of layer is computed, forward and backward beside each other. All towers are written in lock-step, so
 * that a layer may work across them as batch normalisation does.
 */
export type Operation<Kind extends LayerKind> = (
  layer: LayerOf<Kind>,
  inputs: readonly Towers[],
  context: LayerContext,
) => Written

/** A layer of one input on one tower. */
interface WrittenOnOneTower {
  readonly output: Tensor
  readonly backward: (gradient: Tensor) => {
    readonly input: Tensor
    readonly parameters?: Readonly<Partial<Record<ParameterRole, Tensor>>>
  }
}

/** The inputs' towers of a layer that reads one layer. */
export function onlyInput(inputs: readonly Towers[]): Towers {
  const [only] = inputs
  if (!only || inputs.length !== 1) throw new Error(`a layer of one input got ${inputs.length}`)
  return only
}

/** Writes a layer of one input on each tower by itself. */
export function onEachTower(inputs: readonly Towers[], write: (input: Tensor) => WrittenOnOneTower): Written {
  const towers = onlyInput(inputs).map(write)
  return {
    outputs: towers.map(({ output }) => output),
    backward(gradients) {
      const written = towers.map(({ backward }, tower) => backward(towerOf(gradients, tower)))
      const parameters: Partial<Record<ParameterRole, Tensor[]>> = {}
      for (const one of written) {
        for (const [role, gradient] of Object.entries(one.parameters ?? {}) as [ParameterRole, Tensor][]) {
          parameters[role] = [...(parameters[role] ?? []), gradient]
        }
      }
      return { inputs: [written.map(({ input }) => input)], parameters }
    },
  }
}

export function towerOf(towers: Towers, tower: number): Tensor {
  const tensor = towers[tower]
  if (!tensor) throw new Error(`no tower ${tower} of ${towers.length}`)
  return tensor
}
