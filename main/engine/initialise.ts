import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { isActivation } from '../../shared/architecture/activation'
import { type ConnectionTable, connectionCount } from '../../shared/architecture/connections'
import { type LayerGraph, layerNamed } from '../../shared/architecture/layer-graph'
import { type Parameter, parameterSize } from '../../shared/architecture/parameters'
import type { Initialisation } from '../../shared/training/recipe'
import { deriveSeed } from '../../shared/training/seeds'

/** What a scheme makes of a parameter; layers that give logits are told apart from those that an activation follows. */
interface Scheme {
  kernel(fan: Fan, givesLogits: boolean): Distribution
  bias(givesLogits: boolean): number
}

/** Numbers that one output of a kernel is computed from, and outputs that one input goes into. */
interface Fan {
  readonly inputs: number
  readonly outputs: number
}

type Distribution =
  /** Not truncated, mean 0. */
  | { readonly kind: 'normal'; readonly deviation: number }
  /** From −limit to limit. */
  | { readonly kind: 'uniform'; readonly limit: number }

/** Glorot and Bengio 2010, eq. 16. */
function glorot({ inputs, outputs }: Fan): Distribution {
  return { kind: 'uniform', limit: Math.sqrt(6 / (inputs + outputs)) }
}

/** A new scheme is a row here and a word in shared/training/recipe.ts. */
const SCHEMES: Readonly<Record<Initialisation, Scheme>> = {
  /** He et al., arXiv:1502.01852: variance 2 ÷ inputs in front of a ReLU; logits as Glorot and Bengio. */
  he: {
    kernel: (fan, givesLogits) =>
      givesLogits ? glorot(fan) : { kind: 'normal', deviation: Math.sqrt(2 / fan.inputs) },
    bias: () => 0,
  },
  /** Where a kernel slides, both fans count its places. */
  xavier: { kernel: glorot, bias: () => 0 },
  /** Krizhevsky et al. 2012, section 5, without its biases of 1. */
  'gaussian-0.01': { kernel: () => ({ kind: 'normal', deviation: 0.01 }), bias: () => 0 },
  /** Caffe's own Xavier, which counts inputs alone, and the biases of its GoogLeNet (models/bvlc_googlenet). */
  caffe: {
    kernel: ({ inputs }) => ({ kind: 'uniform', limit: Math.sqrt(3 / inputs) }),
    bias: (givesLogits) => (givesLogits ? 0 : 0.2),
  },
}

/**
 * A parameter's values before training, from a stream of its own that the parameter's name and the trial's seed key: what
 * other layers there are does not change them. Scales are 1 and shifts 0 in every scheme.
 * @param values where the numbers go, in the order of the parameter's shape: zeros so far
 * @returns them
 */
export function initialValues(
  parameter: Parameter,
  graph: LayerGraph,
  seed: number,
  initialisation: Initialisation = 'he',
  values: Float32Array = new Float32Array(parameterSize(parameter)),
): Float32Array {
  const scheme = SCHEMES[initialisation]
  switch (parameter.role) {
    case 'bias':
      return values.fill(scheme.bias(givesLogits(parameter.layer, graph)))
    case 'shift':
      return values
    case 'scale':
      return values.fill(1)
    case 'kernel':
      return drawKernel(values, parameter, graph, seed, scheme)
  }
}

/** Each output map's part by its own fan. What a connection table leaves out is drawn too, so that it shifts no stream. */
function drawKernel(values: Float32Array, parameter: Parameter, graph: LayerGraph, seed: number, scheme: Scheme) {
  const { name, layer, shape, connections } = parameter
  const logits = givesLogits(layer, graph)
  const outputs = shape.at(-1) ?? 1
  const distributions = Array.from({ length: outputs }, (_, output) =>
    scheme.kernel(fanOf(parameter, graph, output), logits),
  )
  const generator = xoroshiro128plus(deriveSeed(seed, 'initialisation', name))
  const uniform = (): number => uniformFloat64(generator)
  for (let index = 0; index < values.length; index += 1) {
    const distribution = distributions[index % outputs]
    if (!distribution) throw new Error(`no distribution for ${name}`)
    values[index] = draw(distribution, uniform)
  }
  if (connections) clearUnconnected(values, connections, shape.at(-2) ?? 1)
  return values
}

/** Sets to zero what the table does not connect. @param values in the order of [rows, columns, inputs, outputs] */
function clearUnconnected(values: Float32Array, connections: ConnectionTable, inputs: number): void {
  const outputs = connections.length
  for (let index = 0; index < values.length; index += 1) {
    const input = Math.floor(index / outputs) % inputs
    if (!connections[index % outputs]?.includes(input)) values[index] = 0
  }
}

/** A kernel is [rows, columns, inputs, outputs] or [inputs, units]. @param output whose connections count, where it has a table */
function fanOf({ layer: name, shape, connections }: Parameter, graph: LayerGraph, output: number): Fan {
  const [inputs = 1, outputs = 1] = shape.slice(-2)
  const places = shape.slice(0, -2).reduce((product, size) => product * size, 1)
  const layer = layerNamed(graph, name)
  if (layer.kind === 'depthwise-convolution') return { inputs: places, outputs: places * layer.multiplier }
  const { groups = 1 } = layer.kind === 'convolution' ? layer : {}
  if (!connections) return { inputs: places * inputs, outputs: (places * outputs) / groups }
  const read = connections[output]?.length ?? 0
  return { inputs: places * read, outputs: (places * connectionCount(connections)) / inputs }
}

function draw(distribution: Distribution, uniform: () => number): number {
  switch (distribution.kind) {
    case 'uniform':
      return (2 * uniform() - 1) * distribution.limit
    case 'normal':
      return normal(uniform) * distribution.deviation
  }
}

/** A dense layer without an activation behind it. */
function givesLogits(name: string, { layers }: LayerGraph): boolean {
  const layer = layers.find((candidate) => candidate.name === name)
  const activated = layers.some(({ kind, inputs }) => isActivation(kind) && inputs.includes(name))
  return layer?.kind === 'dense' && !activated
}

/** Box and Muller's; the second number of each pair is left, so that each value takes the same part of the stream. */
function normal(uniform: () => number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniform()))
  return radius * Math.cos(2 * Math.PI * uniform())
}
