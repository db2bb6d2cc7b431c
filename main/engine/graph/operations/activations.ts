import type { Activation } from '../../../../shared/architecture/activation'
import type { LayerOf } from '../../../../shared/architecture/layer-graph'
import { combine, scale } from '../arithmetic'
import { FLOAT, type GraphWriter } from '../graph-writer'
import type { Attribute } from '../saved-model'
import type { Tensor } from '../tensor'
import { type Operation, onEachTower } from './operation'

type Attributes = Readonly<Record<string, Attribute>>

/** The order in which TensorFlow's gradient of an activation takes its two operands. */
const GRADIENT_FIRST = (dy: Tensor, y: Tensor): readonly Tensor[] => [dy, y]
const OUTPUT_FIRST = (dy: Tensor, y: Tensor): readonly Tensor[] => [y, dy]

/** An operation on each number by itself. Its gradient follows from the output, so the input need not be kept. */
function activation<Kind extends Activation>(
  operation: string,
  operands: typeof GRADIENT_FIRST,
  attributesOf: (layer: LayerOf<Kind>) => Attributes = () => FLOAT,
  forward?: (graph: GraphWriter, input: Tensor, layer: LayerOf<Kind>) => Tensor,
): Operation<Kind> {
  return (layer, inputs, { graph, mode }) =>
    onEachTower(inputs, (input) => {
      const { shape } = input
      const attributes = attributesOf(layer)
      const x = mode === 'inference' && operation === NOT_FUSED ? kept(graph, input) : input
      const output = forward?.(graph, x, layer) ?? graph.operation(operation, [x], { shape }, { attributes })
      return {
        output,
        backward: (dy) => ({
          input: graph.operation(`${operation}Grad`, operands(dy, output), { shape }, { attributes }),
        }),
      }
    })
}

/**
 * At inference TensorFlow makes one operation of a convolution, its batch norm and this, and then has none of that kind
 * ("Fusion is not implemented: [FusedBatchNorm,Tanh]"). The other activations are fused rightly, or not at all.
 */
const NOT_FUSED = 'Tanh'

/** The tensor itself, behind an operation that is made one with no other. */
function kept(graph: GraphWriter, tensor: Tensor): Tensor {
  const { shape, type } = tensor
  return graph.operation('EnsureShape', [tensor], { shape, type }, { attributes: { T: { type }, shape: { shape } } })
}

/** A row an activation. */
export const activations: { readonly [Kind in Activation]: Operation<Kind> } = {
  /** y = max(x, 0); dx = dy where y > 0. */
  relu: activation('Relu', GRADIENT_FIRST),
  /**
   * y = x where x > 0, else slope · x; dx = dy or slope · dy. The output has the input's sign: the slope is above 0. Written
   * as max(x, slope · x), to the same bits: behind the sum of a convolution and another map TensorFlow makes one operation
   * of all three and LeakyRelu, and that one takes another slope without a word.
   */
  'leaky-relu': activation(
    'LeakyRelu',
    GRADIENT_FIRST,
    ({ slope }) => ({ ...FLOAT, alpha: { float: slope } }),
    (graph, x, { slope }) => combine(graph, 'Maximum', x, scale(graph, x, slope)),
  ),
  /** y = min(max(x, 0), 6); dx = dy where 0 < y < 6. */
  relu6: activation('Relu6', GRADIENT_FIRST),
  /** y = x where x > 0, else eˣ − 1; dx = dy or (y + 1) · dy. */
  elu: activation('Elu', GRADIENT_FIRST),
  /** y = λ·x where x > 0, else λ·α·(eˣ − 1); dx = λ · dy or (y + λ·α) · dy. */
  selu: activation('Selu', GRADIENT_FIRST),
  /** dx = (1 − y²) · dy. */
  tanh: activation('Tanh', OUTPUT_FIRST),
  /** y = 1 ÷ (1 + e⁻ˣ); dx = y · (1 − y) · dy. */
  sigmoid: activation('Sigmoid', OUTPUT_FIRST),
}
