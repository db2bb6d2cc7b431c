import { combine, reduce, reshape } from './arithmetic'
import type { Compilation } from './compilation'
import { FLOAT, type GraphWriter } from './graph-writer'
import type { Tensor, Towers } from './tensor'

/** Images as they are trained on, and what a run must be given for it. */
interface Augmented {
  readonly images: Towers
  /** Per tower, where the recipe asks for it, as `drawAugmentation` gives it: `place/<tower>`, `gain/<tower>`, `offset/<tower>`. */
  readonly inputs: Readonly<Record<string, Tensor>>
}

/**
 * Changes a batch's images as the recipe says; a recipe without augmentation adds nothing to the graph.
 * What chance decides is drawn outside and fed: a few numbers an image, the same for every arm and number of towers.
 * @param images float32 [images, height, width, channels] from 0 to 1, a tower its own
 */
export function writeAugmentation({ graph, recipe: { augmentation } }: Compilation, images: Towers): Augmented {
  const inputs: Record<string, Tensor> = {}
  if (!augmentation) return { images, inputs }
  const { shift, crop, flip, fill, brightness, contrast } = augmentation
  const moves = shift !== undefined || crop !== undefined || flip === true
  const colours = brightness !== undefined || contrast !== undefined
  const fed = (name: string, tower: number, shape: readonly number[]): Tensor => {
    const tensor = graph.placeholder(`${name}/${tower}`, 'float32', shape)
    inputs[`${name}/${tower}`] = tensor
    return tensor
  }
  const changed = images.map((tensor, tower) => {
    const [count = 0, , , channels = 0] = tensor.shape
    const perChannel = [count, 1, 1, channels]
    const placed = moves ? place(graph, tensor, fed('place', tower, [count, 8]), crop !== undefined, fill) : tensor
    if (!colours) return placed
    return recolour(graph, placed, fed('gain', tower, perChannel), fed('offset', tower, perChannel))
  })
  return { images: changed, inputs }
}

/**
 * Reads every pixel from another place of its image.
 * @param places [images, 8]: (x, y) is read at (a₀x + a₁y + a₂, a₃x + a₄y + a₅); the last two are 0
 * @param between whether places lie between pixels; else one pixel is taken as it is
 */
function place(
  graph: GraphWriter,
  images: Tensor,
  places: Tensor,
  between: boolean,
  fill: 'zero' | 'edge' | undefined,
): Tensor {
  const [, height = 0, width = 0] = images.shape
  return graph.operation(
    'ImageProjectiveTransformV3',
    [images, places, graph.integers([height, width]), graph.float(0)],
    { shape: images.shape },
    {
      attributes: {
        dtype: { type: 'float32' },
        interpolation: { text: between ? 'BILINEAR' : 'NEAREST' },
        fill_mode: { text: fill === 'edge' ? 'NEAREST' : 'CONSTANT' },
      },
    },
  )
}

/** (x − mean)·gain + mean + offset, kept within 0 … 1; mean is that of the image's channel. */
function recolour(graph: GraphWriter, images: Tensor, gain: Tensor, offset: Tensor): Tensor {
  const [count = 0, , , channels = 0] = images.shape
  const means = reshape(graph, reduce(graph, 'Mean', images, [1, 2]), [count, 1, 1, channels])
  const { shape } = images
  const spread = combine(graph, 'Mul', combine(graph, 'Sub', images, means), gain)
  const moved = combine(graph, 'AddV2', spread, combine(graph, 'AddV2', means, offset))
  return graph.operation('ClipByValue', [moved, graph.float(0), graph.float(1)], { shape }, { attributes: FLOAT })
}
