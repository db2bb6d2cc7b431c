import type { Activation } from '../architecture/activation'
import type { Layer } from '../architecture/layer-graph'
import { real } from './python-text'

/** As a function of PyTorch's; each agrees with this program's by its defaults, but for the slope. */
const FUNCTIONS: Readonly<Record<Activation, string>> = {
  relu: 'F.relu',
  'leaky-relu': 'F.leaky_relu',
  relu6: 'F.relu6',
  elu: 'F.elu',
  selu: 'F.selu',
  tanh: 'torch.tanh',
  sigmoid: 'torch.sigmoid',
}

/** For names of classes and for docstrings. */
export const ACTIVATION_WORDS: Readonly<Record<Activation, string>> = {
  relu: 'ReLU',
  'leaky-relu': 'LeakyReLU',
  relu6: 'ReLU6',
  elu: 'ELU',
  selu: 'SELU',
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
}

/** The expression with a layer's activation around it; the expression itself where the layer is none. */
export function activated(layer: Layer | undefined, expression: string): string {
  switch (layer?.kind) {
    case 'leaky-relu':
      return `${FUNCTIONS[layer.kind]}(${expression}, ${real(layer.slope)})`
    case 'relu':
    case 'relu6':
    case 'elu':
    case 'selu':
    case 'tanh':
    case 'sigmoid':
      return `${FUNCTIONS[layer.kind]}(${expression})`
    default:
      return expression
  }
}
