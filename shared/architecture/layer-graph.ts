import type { Activation } from './activation'
import type { Padding } from './architecture'
import type { ConnectionTable } from './connections'
import type { Shape } from './shape'

interface LayerPlace {
  /** Unique and stable: an ablated branch leaves every other layer's name as it was. `3a/3x3`, `3a/3x3/relu`. */
  readonly name: string
  /** Names of the layers it reads, in order. */
  readonly inputs: readonly string[]
  /** One image's output. */
  readonly output: Shape
  /** The block of the architecture it belongs to, such as `3a`. */
  readonly module: string
  /** The branch within a module, in an Inception module `1x1`, `3x3`, `5x5` or `pool`; of modules in modules, the outer one's. */
  readonly branch?: string
  /** The auxiliary classifier it belongs to; absent on the trunk. */
  readonly head?: string
}

interface Convolution {
  /** Rows, columns. */
  readonly kernel: readonly [number, number]
  readonly stride: number
  readonly padding: Padding
  /** From one tap to the next; absent where taps are neighbours. */
  readonly dilation?: number
  readonly bias: boolean
}

/** What a layer computes. Convolution and dense layers are linear: normalisation and activation are layers of their own. */
export type LayerOperation =
  | { readonly kind: 'input' }
  | (Convolution & {
      readonly kind: 'convolution'
      /** Absent where there is one, all maps. */
      readonly groups?: number
      /** Absent where each output map reads all. */
      readonly connections?: ConnectionTable
    })
  /** Each map by itself; output map i · multiplier + j is the j-th of input map i. */
  | (Convolution & { readonly kind: 'depthwise-convolution'; readonly multiplier: number })
  /** Scale and shift per channel after normalising by the batch's (training) or the running (inference) statistics. */
  | {
      readonly kind: 'batch-norm'
      readonly epsilon: number
      readonly momentum: number
      /** Of another program's model, which can leave either out; none that is built here does. */
      readonly scale?: false
      readonly shift?: false
    }
  | { readonly kind: Exclude<Activation, 'leaky-relu'> }
  /** x where x > 0, else slope · x. */
  | { readonly kind: 'leaky-relu'; readonly slope: number }
  | {
      readonly kind: 'max-pool' | 'average-pool'
      readonly size: number
      readonly stride: number
      readonly padding: Padding
    }
  /** The mean of `size` rows and columns of windows that cover the map whatever its size: `adaptiveWindows`. */
  | { readonly kind: 'adaptive-average-pool'; readonly size: number }
  | {
      readonly kind: 'local-response-norm'
      readonly radius: number
      readonly bias: number
      readonly alpha: number
      readonly beta: number
    }
  | { readonly kind: 'dropout'; readonly rate: number }
  /** Along channels. */
  | { readonly kind: 'concat' }
  /** The sum of maps of one shape, number by number. */
  | { readonly kind: 'add' }
  | { readonly kind: 'global-average-pool' }
  | { readonly kind: 'flatten' }
  /** x·W + b on a flat input; W is [inputs, units]. */
  | { readonly kind: 'dense' }
  /**
   * An operation of another program's model that has no counterpart here: it is shown and compared, and cannot be trained;
   * of its costs, the numbers are counted that the file holds for it. No block of an architecture makes one.
   */
  | {
      readonly kind: 'opaque'
      readonly operation: string
      readonly settings?: Readonly<Record<string, string>>
      readonly numbers?: { readonly trained: number; readonly untrained: number }
    }

export type Layer = LayerPlace & LayerOperation
export type LayerKind = LayerOperation['kind']
export type LayerOf<K extends LayerKind> = Layer & { readonly kind: K }

/** Where logits come out: the trunk's classifier, and one for each auxiliary classifier. */
export interface GraphOutput {
  /** `main`, or the auxiliary classifier's name. */
  readonly head: string
  readonly layer: string
}

/** An architecture with every layer and shape worked out, in an order in which each layer follows its inputs. */
export interface LayerGraph {
  readonly architecture: string
  readonly input: Shape
  readonly classes: number
  readonly layers: readonly Layer[]
  /** The main one first. */
  readonly outputs: readonly GraphOutput[]
}

/** Layers by name, made once a graph: a graph never changes. */
const indices = new WeakMap<LayerGraph, ReadonlyMap<string, Layer>>()

/** The layer of that name; a name that is not there is a bug. */
export function layerNamed(graph: LayerGraph, name: string): Layer {
  const index = indices.get(graph) ?? new Map(graph.layers.map((layer) => [layer.name, layer]))
  indices.set(graph, index)
  const layer = index.get(name)
  if (!layer) throw new Error(`no layer ${name} in ${graph.architecture}`)
  return layer
}

/** The shape that a layer of one input reads. */
export function inputShape(graph: LayerGraph, layer: Layer): Shape {
  const [first] = layer.inputs
  if (first === undefined) throw new Error(`layer ${layer.name} has no input`)
  return layerNamed(graph, first).output
}
