import { isActivation } from '../architecture/activation'
import type { Layer, LayerGraph } from '../architecture/layer-graph'
import { elements } from '../architecture/shape'

const FLOAT_BYTES = 4

/** Bytes of one image's maps, in single precision. */
export interface ActivationMemory {
  /** While training: everything that the backward pass waits for, auxiliary classifiers included. */
  readonly training: number
  /** At inference: the most that is held at a time, when a map is let go after its last reader. */
  readonly inference: number
}

export function activationMemory(graph: LayerGraph): ActivationMemory {
  return {
    training: graph.layers.reduce((sum, layer) => sum + ownBytes(layer), 0),
    inference: mostHeld(graph.layers.filter(({ head }) => head === undefined)),
  }
}

/** Bytes that a layer writes into memory of its own; activations write over what they read, flattening writes nothing. */
export function ownBytes({ kind, output }: Layer): number {
  return isActivation(kind) || kind === 'flatten' ? 0 : FLOAT_BYTES * elements(output)
}

/** Layers run in their order, one at a time. */
function mostHeld(layers: readonly Layer[]): number {
  /** The layer whose memory a layer's numbers lie in. */
  const home = new Map<string, string>()
  const lastRead = new Map<string, number>()
  for (const [index, layer] of layers.entries()) {
    const [first] = layer.inputs
    home.set(layer.name, ownBytes(layer) === 0 && first !== undefined ? (home.get(first) ?? first) : layer.name)
    for (const name of [layer.name, ...layer.inputs]) lastRead.set(home.get(name) ?? name, index)
  }
  /** What is let go after each layer. */
  const released = layers.map(() => 0)
  for (const layer of layers) {
    const last = lastRead.get(layer.name) ?? 0
    released[last] = (released[last] ?? 0) + ownBytes(layer)
  }
  let held = 0
  let most = 0
  for (const [index, layer] of layers.entries()) {
    held += ownBytes(layer)
    most = Math.max(most, held)
    held -= released[index] ?? 0
  }
  return most
}
