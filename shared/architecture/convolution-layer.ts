import type { ConvolutionBlock, DepthwiseConvolutionBlock, KernelSize } from './architecture'
import { checkConnections } from './connections'
import { ImpossibleShape } from './impossible-shape'
import type { LayerOperation } from './layer-graph'
import type { Shape } from './shape'
import { windowPositions } from './window'

/** A layer's own part, and its output for the maps it reads. */
interface PlannedLayer {
  readonly operation: LayerOperation
  readonly output: Shape
}

/** What of a block decides its convolution. */
export interface ConvolutionParts
  extends Pick<ConvolutionBlock, 'stride' | 'padding' | 'dilation' | 'groups' | 'connections'> {
  readonly kernel?: KernelSize
  readonly filters: number
}

/** @throws ImpossibleShape where groups, connections or window do not fit the maps that layer `name` reads. */
export function convolutionLayer(name: string, parts: ConvolutionParts, input: Shape, bias: boolean): PlannedLayer {
  const { filters, groups = 1, connections } = parts
  const [, , inputs] = input
  atLeastOne(name, 'groups', groups)
  if (inputs % groups !== 0) throw new ImpossibleShape(notDivided(name, groups, `${inputs} maps it reads`, inputs))
  if (filters % groups !== 0) throw new ImpossibleShape(notDivided(name, groups, `${filters} filters`, filters))
  if (connections) {
    if (groups > 1) throw new ImpossibleShape(`${name} has groups and a connection table; one of them must go`)
    checkConnections(name, connections, { inputs, outputs: filters })
  }
  const { sliding, places } = slide(name, parts, input, bias)
  return {
    operation: { kind: 'convolution', ...sliding, ...(groups > 1 && { groups }), ...(connections && { connections }) },
    output: [...places, filters],
  }
}

/** @throws ImpossibleShape where the window does not fit the maps that layer `name` reads. */
export function depthwiseConvolutionLayer(
  name: string,
  block: DepthwiseConvolutionBlock,
  input: Shape,
  bias: boolean,
): PlannedLayer {
  const { multiplier = 1 } = block
  atLeastOne(name, 'multiplier', multiplier)
  const { sliding, places } = slide(name, block, input, bias)
  return {
    operation: { kind: 'depthwise-convolution', ...sliding, multiplier },
    output: [...places, input[2] * multiplier],
  }
}

/** What both kinds have in common: how the kernel moves, and the rows and columns of its places. */
function slide(
  name: string,
  { kernel = 1, stride = 1, padding = 'same', dilation = 1 }: Omit<ConvolutionParts, 'filters'>,
  [height, width]: Shape,
  bias: boolean,
) {
  atLeastOne(name, 'stride', stride)
  atLeastOne(name, 'dilation', dilation)
  const [rows, columns] = typeof kernel === 'number' ? ([kernel, kernel] as const) : kernel
  const steps = { stride, padding, dilation }
  return {
    sliding: { kernel: [rows, columns], stride, padding, ...(dilation > 1 && { dilation }), bias },
    places: [
      windowPositions(name, height, { size: rows, ...steps }),
      windowPositions(name, width, { size: columns, ...steps }),
    ],
  } as const
}

function atLeastOne(name: string, what: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return
  throw new ImpossibleShape(`${name} has ${what} ${value}, and a whole number from 1 is needed`)
}

function notDivided(name: string, groups: number, what: string, maps: number): string {
  return `${name} has ${groups} groups, which do not divide the ${what}: ${maps} = ${Math.floor(maps / groups)} · ${groups} + ${maps % groups}`
}
