import type { LayerOf } from '../../shared/architecture/layer-graph'
import { elements, type Shape } from '../../shared/architecture/shape'

type Numbers = NonNullable<LayerOf<'opaque'>['numbers']>
type Config = Readonly<Record<string, unknown>>

/**
 * The numbers of a Keras layer that has no counterpart here, by its class's own formula: a file's weights are not looked into.
 * @param input the map that it reads
 * @returns undefined where the class has none, or is not known
 */
export function opaqueNumbers(kind: string, config: Config, input: Shape): Numbers | undefined {
  const numbers = NUMBERS.get(kind)?.(config, input)
  return numbers && numbers.trained + numbers.untrained > 0 ? numbers : undefined
}

const NUMBERS: ReadonlyMap<string, (config: Config, input: Shape) => Numbers> = new Map([
  ['Conv2DTranspose', transposed],
  ['GroupNormalization', scaleAndShift],
  ['LayerNormalization', scaleAndShift],
  // Mean, variance, and how many images they are of.
  ['Normalization', (_config, [, , channels]) => ({ trained: 0, untrained: 2 * channels + 1 })],
  ['PReLU', slopes],
])

function transposed({ filters, kernel_size: kernel, use_bias: bias }: Config, [, , channels]: Shape): Numbers {
  const [rows, columns] = Array.isArray(kernel) ? kernel.map(Number) : [Number(kernel), Number(kernel)]
  const outputs = Number(filters)
  const trained = (rows ?? 0) * (columns ?? 0) * channels * outputs + (bias === false ? 0 : outputs)
  return { trained: Number.isSafeInteger(trained) ? trained : 0, untrained: 0 }
}

/** Along the channels alone, as both are by default. */
function scaleAndShift({ scale, center }: Config, [, , channels]: Shape): Numbers {
  return { trained: (scale === false ? 0 : channels) + (center === false ? 0 : channels), untrained: 0 }
}

/** One a number of the map, but for the axes that share it. */
function slopes({ shared_axes: shared }: Config, input: Shape): Numbers {
  const axes = Array.isArray(shared) ? shared.map(Number) : []
  const trained = elements(input) / axes.reduce((product, axis) => product * (input[axis - 1] ?? 1), 1)
  return { trained, untrained: 0 }
}
