import { ImpossibleShape } from './impossible-shape'
import type { Layer } from './layer-graph'
import { formatShape, type Shape } from './shape'

/** Layers of a network; GoogLeNet with its auxiliary classifiers has 167. */
export const MOST_LAYERS = 5_000

/** Numbers of one kernel, or of one image's maps behind one layer: 8 GiB in single precision. */
const MOST_NUMBERS = 2 ** 31

/** @throws ImpossibleShape where a layer is larger than any machine could train, with the arithmetic. */
export function checkSize(layer: Layer, read: Shape | undefined): void {
  const maps = product(layer.output)
  if (maps > MOST_NUMBERS)
    throw new ImpossibleShape(
      `${layer.name} gives ${formatShape(layer.output)} = ${written(maps)} numbers an image, and ${allowed()}`,
    )
  const kernel = read && kernelOf(layer, read)
  if (kernel && product(kernel) > MOST_NUMBERS)
    throw new ImpossibleShape(
      `${layer.name} has a kernel of ${kernel.map(written).join(' · ')} = ${written(product(kernel))} weights, and ${allowed()}`,
    )
}

/** As parameters.ts has it; here before the graph is there. */
function kernelOf(layer: Layer, [, , inputs]: Shape): readonly number[] | undefined {
  switch (layer.kind) {
    case 'convolution':
      return [...layer.kernel, inputs / (layer.groups ?? 1), layer.output[2]]
    case 'depthwise-convolution':
      return [...layer.kernel, inputs, layer.multiplier]
    case 'dense':
      return [inputs, layer.output[2]]
    default:
      return undefined
  }
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total * size, 1)
}

function allowed(): string {
  return `at most ${written(MOST_NUMBERS)} are allowed`
}

function written(value: number): string {
  return value.toLocaleString('en')
}
