import { assertNever } from '../assert-never'
import { type Failure, inputFailure } from '../failure'
import { err, ok, type Result } from '../result'
import type { Activation } from './activation'
import type { Architecture, Block, InceptionModule, ModuleBlock, Normalisation, PoolBlock } from './architecture'
import { type ConvolutionParts, convolutionLayer, depthwiseConvolutionLayer } from './convolution-layer'
import { ImpossibleShape } from './impossible-shape'
import type { GraphOutput, Layer, LayerGraph, LayerOperation } from './layer-graph'
import { elements, formatShape, type Shape } from './shape'
import { windowPositions } from './window'

/** Inception-v2's ε; the running statistics move by a tenth a step, since a study's trials are short. */
const BATCH_NORM = { kind: 'batch-norm', epsilon: 1e-3, momentum: 0.9 } as const

/** Maas et al. 2013, Rectifier nonlinearities improve neural network acoustic models. */
const LEAKY_SLOPE = 0.01

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
  private readonly names = new Set<string>()

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
    if (this.names.has(name)) throw new ImpossibleShape(`two of its layers are named ${name}`)
    this.names.add(name)
    this.layers.push({ name, inputs: inputs.map((input) => input.name), output, ...place, ...operation })
    return { name, output }
  }

  private block(block: Block, from: Outlet, place: Place, normalisation: Normalisation): Outlet {
    const { name } = block
    const [, , channels] = from.output
    switch (block.kind) {
      case 'convolution': {
        const { reduce: filters, activation = 'relu' } = block
        const reduced =
          filters === undefined
            ? from
            : this.convolution(`${name}/reduce`, from, { filters, activation }, place, normalisation)
        return this.convolution(name, reduced, { ...block, filters: this.width(block.filters) }, place, normalisation)
      }
      case 'depthwise-convolution': {
        const bias = normalisation === 'none'
        const { operation, output } = depthwiseConvolutionLayer(name, block, from.output, bias)
        const linear = this.add(name, [from], output, operation, place)
        return this.finished(linear, block.activation, place, normalisation)
      }
      case 'inception':
        return this.inception(block, from, place, normalisation)
      case 'module':
        return this.module(block, from, place, normalisation)
      case 'max-pool':
      case 'average-pool':
        return this.pool(name, from, block, place)
      case 'batch-norm':
        return this.add(name, [from], from.output, BATCH_NORM, place)
      case 'local-response-norm': {
        const { radius, bias, alpha, beta } = block
        return this.add(name, [from], from.output, { kind: block.kind, radius, bias, alpha, beta }, place)
      }
      case 'activation':
        return this.add(name, [from], from.output, activationLayer(block.activation), place)
      case 'dropout':
        return this.add(name, [from], from.output, { kind: 'dropout', rate: block.rate }, place)
      case 'global-average-pool':
        return this.add(name, [from], [1, 1, channels], { kind: 'global-average-pool' }, place)
      case 'flatten':
        return this.add(name, [from], [1, 1, elements(from.output)], { kind: 'flatten' }, place)
      case 'dense': {
        const flat = this.flat(name, from, place)
        const linear = this.add(name, [flat], [1, 1, this.width(block.units)], { kind: 'dense' }, place)
        return this.activated(name, linear, block.activation, place)
      }
      default:
        return assertNever(block)
    }
  }

  private width(width: number | 'classes'): number {
    return width === 'classes' ? this.classes : width
  }

  private convolution(
    name: string,
    from: Outlet,
    parts: ConvolutionParts & { readonly activation?: Activation | 'none' },
    place: Place,
    normalisation: Normalisation,
  ): Outlet {
    const { operation, output } = convolutionLayer(name, parts, from.output, normalisation === 'none')
    return this.finished(this.add(name, [from], output, operation, place), parts.activation, place, normalisation)
  }

  /** What follows a convolution: normalisation if asked, then the activation. */
  private finished(
    linear: Outlet,
    activation: Activation | 'none' = 'relu',
    place: Place,
    normalisation: Normalisation,
  ): Outlet {
    const { name, output } = linear
    const normalised = normalisation === 'none' ? linear : this.add(`${name}/norm`, [linear], output, BATCH_NORM, place)
    return this.activated(name, normalised, activation, place)
  }

  private activated(name: string, from: Outlet, activation: Activation | 'none', place: Place): Outlet {
    if (activation === 'none') return from
    return this.add(`${name}/${activation}`, [from], from.output, activationLayer(activation), place)
  }

  private pool(
    name: string,
    from: Outlet,
    { kind, size, stride, padding = 'same' }: Omit<PoolBlock, 'name'>,
    place: Place,
  ): Outlet {
    const [height, width, channels] = from.output
    const window = { size, stride, padding }
    const output: Shape = [windowPositions(name, height, window), windowPositions(name, width, window), channels]
    return this.add(name, [from], output, { kind, size, stride, padding }, place)
  }

  private flat(name: string, from: Outlet, place: Place): Outlet {
    const [height, width] = from.output
    if (height * width === 1) return from
    return this.add(`${name}/flatten`, [from], [1, 1, elements(from.output)], { kind: 'flatten' }, place)
  }

  private inception(block: InceptionModule, from: Outlet, place: Place, normalisation: Normalisation): Outlet {
    const { name, activation = 'relu' } = block
    const convolution = (branch: string, layer: string, input: Outlet, filters: number, kernel = 1): Outlet =>
      this.convolution(`${name}/${layer}`, input, { filters, kernel, activation }, { branch, ...place }, normalisation)
    const reduced = (branch: string, kernel: number, filters: number | 'none', reduce: number | 'none'): Outlet[] => {
      if (filters === 'none') return []
      const input = reduce === 'none' ? from : convolution(branch, `${branch}-reduce`, from, reduce)
      return [convolution(branch, branch, input, filters, kernel)]
    }
    const poolBranch = (): Outlet[] => {
      if (block.poolProjection === 'none') return []
      const window = { kind: 'max-pool', size: 3, stride: 1, padding: 'same' } as const
      const pool = this.pool(`${name}/pool`, from, window, { branch: 'pool', ...place })
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
    return this.joined(name, branches, 'concat', place)
  }

  private module(block: ModuleBlock, from: Outlet, place: Place, normalisation: Normalisation): Outlet {
    const { name, branches, join } = block
    const ends = branches.map(({ name: branch, blocks }) =>
      blocks.reduce((outlet, inner) => {
        const named = { ...inner, name: `${name}/${branch}/${inner.name}` }
        return this.block(named, outlet, { branch, ...place }, normalisation)
      }, from),
    )
    return this.joined(name, ends, join, place)
  }

  /** The branches of a module, joined where there is more than one. */
  private joined(name: string, ends: readonly Outlet[], join: ModuleBlock['join'], place: Place): Outlet {
    const [first, ...others] = ends
    if (first === undefined) throw new ImpossibleShape(`module ${name} has no branch left`)
    if (others.length === 0) return first
    const [height, width, channels] = first.output
    for (const other of others) {
      if (other.output[0] !== height || other.output[1] !== width || (join === 'add' && other.output[2] !== channels))
        throw new ImpossibleShape(
          `module ${name} ${join === 'add' ? 'adds' : 'concatenates'} ${first.name} of ${formatShape(first.output)} and ` +
            `${other.name} of ${formatShape(other.output)}, and their ${join === 'add' ? 'shapes' : 'heights and widths'} must be equal`,
        )
    }
    if (join === 'add') return this.add(`${name}/add`, ends, first.output, { kind: 'add' }, place)
    const all = ends.reduce((sum, end) => sum + end.output[2], 0)
    return this.add(`${name}/concat`, ends, [height, width, all], { kind: 'concat' }, place)
  }
}

function activationLayer(activation: Activation): LayerOperation {
  return activation === 'leaky-relu' ? { kind: activation, slope: LEAKY_SLOPE } : { kind: activation }
}
