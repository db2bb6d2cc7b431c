import type { Padding } from '../../../../shared/architecture/architecture'
import type { Layer } from '../../../../shared/architecture/layer-graph'
import type { Attribute } from '../saved-model'
import type { Dimensions, Tensor } from '../tensor'

/** A layer's output for the images of a tensor. */
export function outputShape(layer: Layer, input: Tensor): Dimensions {
  return [input.shape[0] ?? 0, ...layer.output]
}

/** How a window moves over rows and columns. */
export interface WindowSteps {
  readonly stride: number
  readonly padding: Padding
}

/** The attributes of an operation that moves a window over the rows and columns of [images, height, width, channels]. */
export function windowAttributes({ stride, padding }: WindowSteps) {
  return {
    strides: { integers: [1, stride, stride, 1] },
    padding: { text: padding.toUpperCase() },
  } as const satisfies Record<string, Attribute>
}
