import { assertNever } from '../assert-never'
import { type Failure, inputFailure } from '../failure'
import { err, ok, type Result } from '../result'
import type { Architecture, Block, ConvolutionBlock, InceptionModule, Normalisation, Padding } from './architecture'
import type { GraphOutput, Layer, LayerGraph, LayerOperation } from './layer-graph'
import { elements, formatShape, type Shape } from './shape'

/** Inception-v2's ε; the running statistics move by a tenth a step, since a study's trials are short. */
const BATCH_NORM = { kind: 'batch-norm', epsilon: 1e-3, momentum: 0.9 } as const

/** A block asks for a shape that its input cannot give; told as a Failure by buildLayerGraph. */
class ImpossibleShape extends Error {}

/** Where a layer belongs, without its name. */
interface Place {
  readonly module: string
  readonly branch?: string
  readonly head?: string
}

/** The layer that a block or a branch ends in. */
interface Outlet {
  readonly name: string
  readonly output: Shape
}

/**
 * Works out every layer and shape of an architecture for images of a size and a number of classes.
 * @returns the graph, or a sentence that names the block and its arithmetic.
 */
export function buildLayerGraph(
  architecture: Architecture,
  { input, classes }: { readonly input: Shape; readonly classes: number },
): Result<LayerGraph, Failure> {
  try {
    return ok(new GraphBuilder(architecture, input, classes).build())
  } catch (error) {
    if (!(error instanceof ImpossibleShape)) throw error
    return err(inputFailure(`${architecture.name} cannot take images of ${formatShape(input)}: ${error.message}.`))
  }
}

class GraphBuilder {
  private readonly layers: Layer[] = []

  constructor(
    private readonly architecture: Architecture,
    private readonly input: Shape,
    private readonly classes: number,
  ) {}

  build(): LayerGraph {
    const { architecture, input, classes } = this
    const outlets = new Map<string, Outlet>()
    let outlet = this.add('input', [], input, { kind: 'input' }, { module: 'input' })
    for (const block of architecture.blocks) {
      outlet = this.block(block, outlet, { module: block.name }, architecture.normalisation)
      outlets.set(block.name, outlet)
    }
    const outputs: GraphOutput[] = [{ head: 'main', layer: this.logits(outlet) }]
    for (const classifier of architecture.auxiliary) {
      let end = outlets.get(classifier.after)
      if (!end)
        throw new ImpossibleShape(`${classifier.name} reads ${classifier.after}, which is not one of its blocks`)
      const place = { module: classifier.name, head: classifier.name }
      for (const block of classifier.blocks) {
        const named = { ...block, name: `${classifier.name}/${block.name}` }
        end = this.block(named, end, place, classifier.normalisation)
      }
      outputs.push({ head: classifier.name, layer: this.logits(end) })
    }
    return { architecture: architecture.name, input, classes, layers: this.layers, outputs }
  }

  private logits({ name, output }: Outlet): string {
    if (elements(output) === this.classes) return name
    throw new ImpossibleShape(`it ends in ${name} with ${formatShape(output)} numbers, not ${this.classes} classes`)
  }

  private add(name: string, inputs: readonly Outlet[], output: Shape, operation: LayerOperation, place: Place): Outlet {
    this.layers.push({ name, inputs: inputs.map((input) => input.name), output, ...place, ...operation })
    return { name, output }
  }

  private block(block: Block, from: Outlet, place: Place, normalisation: Normalisation): Outlet {
    const { name } = block
    const [, , channels] = from.output
    switch (block.kind) {
      case 'convolution':
        return this.convolutionBlock(block, from, place, normalisation)
      case 'inception':
        return this.inception(block, from, place, normalisation)
      case 'max-pool':
      case 'average-pool':
        return this.pool(name, from, { ...block, padding: block.padding ?? 'same' }, place)
      case 'local-response-norm': {
        const { radius, bias, alpha, beta } = block
        return this.add(name, [from], from.output, { kind: block.kind, radius, bias, alpha, beta }, place)
      }
      case 'dropout':
        return this.add(name, [from], from.output, { kind: 'dropout', rate: block.rate }, place)
      case 'global-average-pool':
        return this.add(name, [from], [1, 1, channels], { kind: 'global-average-pool' }, place)
      case 'dense': {
        const flat = this.flat(name, from, place)
        const units = block.units === 'classes' ? this.classes : block.units
        const linear = this.add(name, [flat], [1, 1, units], { kind: 'dense' }, place)
        return block.activation === 'relu' ? this.relu(linear, place) : linear
      }
      default:
        return assertNever(block)
    }
  }

  private convolutionBlock(block: ConvolutionBlock, from: Outlet, place: Place, normalisation: Normalisation): Outlet {
    const { name, kernel, filters, stride = 1, padding = 'same', reduce } = block
    const reduced =
      reduce === undefined ? from : this.convolution(`${name}/reduce`, from, { filters: reduce }, place, normalisation)
    return this.convolution(name, reduced, { filters, kernel, stride, padding }, place, normalisation)
  }

  /** A convolution with what follows it: normalisation if asked, then ReLU. */
  private convolution(
    name: string,
    from: Outlet,
    {
      filters,
      kernel = 1,
      stride = 1,
      padding = 'same',
    }: { filters: number; kernel?: ConvolutionBlock['kernel']; stride?: number; padding?: Padding },
    place: Place,
    normalisation: Normalisation,
  ): Outlet {
    const size = typeof kernel === 'number' ? ([kernel, kernel] as const) : kernel
    const [height, width] = from.output
    const output: Shape = [
      windows(name, height, size[0], stride, padding),
      windows(name, width, size[1], stride, padding),
      filters,
    ]
    const bias = normalisation === 'none'
    const linear = this.add(name, [from], output, { kind: 'convolution', kernel: size, stride, padding, bias }, place)
    const normalised = bias ? linear : this.add(`${name}/norm`, [linear], output, BATCH_NORM, place)
    return this.relu({ name: normalised.name, output }, place, name)
  }

  private relu(from: Outlet, place: Place, name = from.name): Outlet {
    return this.add(`${name}/relu`, [from], from.output, { kind: 'relu' }, place)
  }

  private pool(
    name: string,
    from: Outlet,
    {
      kind,
      size,
      stride,
      padding,
    }: { kind: 'max-pool' | 'average-pool'; size: number; stride: number; padding: Padding },
    place: Place,
  ): Outlet {
    const [height, width, channels] = from.output
    const output: Shape = [
      windows(name, height, size, stride, padding),
      windows(name, width, size, stride, padding),
      channels,
    ]
    return this.add(name, [from], output, { kind, size, stride, padding }, place)
  }

  private flat(name: string, from: Outlet, place: Place): Outlet {
    const [height, width] = from.output
    if (height * width === 1) return from
    return this.add(`${name}/flatten`, [from], [1, 1, elements(from.output)], { kind: 'flatten' }, place)
  }

  private inception(block: InceptionModule, from: Outlet, place: Place, normalisation: Normalisation): Outlet {
    const { name } = block
    const convolution = (branch: string, layer: string, input: Outlet, filters: number, kernel = 1): Outlet =>
      this.convolution(`${name}/${layer}`, input, { filters, kernel }, { ...place, branch }, normalisation)
    const reduced = (branch: string, kernel: number, filters: number | 'none', reduce: number | 'none'): Outlet[] => {
      if (filters === 'none') return []
      const input = reduce === 'none' ? from : convolution(branch, `${branch}-reduce`, from, reduce)
      return [convolution(branch, branch, input, filters, kernel)]
    }
    const poolBranch = (): Outlet[] => {
      if (block.poolProjection === 'none') return []
      const window = { kind: 'max-pool', size: 3, stride: 1, padding: 'same' } as const
      const pool = this.pool(`${name}/pool`, from, window, { ...place, branch: 'pool' })
      return [
        block.poolProjection === 'raw' ? pool : convolution('pool', 'pool-projection', pool, block.poolProjection),
      ]
    }
    const branches = [
      ...(block.conv1x1 === 'none' ? [] : [convolution('1x1', '1x1', from, block.conv1x1)]),
      ...reduced('3x3', 3, block.conv3x3, block.reduce3x3),
      ...reduced('5x5', 5, block.conv5x5, block.reduce5x5),
      ...poolBranch(),
    ]
    const [height, width] = from.output
    const channels = branches.reduce((sum, branch) => sum + branch.output[2], 0)
    const [only] = branches
    if (only === undefined) throw new ImpossibleShape(`module ${name} has no branch left`)
    if (branches.length === 1) return only
    return this.add(`${name}/concat`, branches, [height, width, channels], { kind: 'concat' }, place)
  }
}

/** Positions of a window along one axis. */
function windows(name: string, size: number, window: number, stride: number, padding: Padding): number {
  if (padding === 'same') return Math.ceil(size / stride)
  if (size < window) throw new ImpossibleShape(`${name} needs a map of at least ${window}, and gets one of ${size}`)
  return Math.floor((size - window) / stride) + 1
}
