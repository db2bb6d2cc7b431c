import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { LayerGraph } from '../../shared/architecture/layer-graph'
import { type Parameter, parameterSize } from '../../shared/architecture/parameters'
import { deriveSeed } from '../../shared/training/seeds'

/**
 * A parameter's values before training, from a stream of its own that the parameter's name and the trial's seed key: what
 * other layers there are does not change them.
 * - kernels of convolutions, and dense ones that a ReLU follows: normal, not truncated, variance 2 ÷ inputs
 *   (He et al., arXiv:1502.01852)
 * - other dense kernels, which give logits: uniform in ±√(6 ÷ (inputs + outputs)) (Glorot and Bengio 2010)
 * - biases and shifts 0, scales 1
 * @returns the numbers in the order of the parameter's shape.
 */
export function initialValues(parameter: Parameter, graph: LayerGraph, seed: number): Float32Array {
  const values = new Float32Array(parameterSize(parameter))
  switch (parameter.role) {
    case 'bias':
    case 'shift':
      return values
    case 'scale':
      return values.fill(1)
    case 'kernel':
      return drawKernel(values, parameter, graph, seed)
  }
}

function drawKernel(values: Float32Array, { name, layer, shape }: Parameter, graph: LayerGraph, seed: number) {
  const generator = xoroshiro128plus(deriveSeed(seed, 'initialisation', name))
  const uniform = (): number => uniformFloat64(generator)
  const outputs = shape.at(-1) ?? 1
  const inputs = values.length / outputs
  if (givesLogits(layer, graph)) {
    const limit = Math.sqrt(6 / (inputs + outputs))
    return values.map(() => (2 * uniform() - 1) * limit)
  }
  const deviation = Math.sqrt(2 / inputs)
  return values.map(() => normal(uniform) * deviation)
}

/** A dense layer without ReLU behind it. */
function givesLogits(name: string, { layers }: LayerGraph): boolean {
  const layer = layers.find((candidate) => candidate.name === name)
  const rectified = layers.some(({ kind, inputs }) => kind === 'relu' && inputs.includes(name))
  return layer?.kind === 'dense' && !rectified
}

/** Box and Muller's; the second number of each pair is left, so that each value takes the same part of the stream. */
function normal(uniform: () => number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniform()))
  return radius * Math.cos(2 * Math.PI * uniform())
}
