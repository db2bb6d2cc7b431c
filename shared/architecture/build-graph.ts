import { assertNever } from '../assert-never'
import { type Failure, inputFailure } from '../failure'
import { err, ok, type Result } from '../result'
import type { Activation } from './activation'
import type {
  Architecture,
  AuxiliaryClassifier,
  Block,
  ConvolutionBlock,
  InceptionModule,
  ModuleBlock,
  Normalisation,
  PoolBlock,
} from './architecture'
import { type ConvolutionParts, convolutionLayer, depthwiseConvolutionLayer } from './convolution-layer'
import { ImpossibleShape } from './impossible-shape'
import { joinedShape } from './join'
import type { GraphOutput, Layer, LayerGraph, LayerOperation } from './layer-graph'
import { checkSize, MOST_LAYERS } from './limits'
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

interface BranchOutlet extends Outlet {
  readonly branch: string
}

/** Why an architecture cannot be built, and where in it: keys and indices, such as `blocks`, 3, `branches`, 1. */
export interface BuildFailure extends Failure {
  readonly place: readonly (string | number)[]
}

/**
 * Works out every layer and shape of an architecture for images of a size and a number of classes.
 * @returns the graph, or a sentence that names the block and its arithmetic.
 */
export function buildLayerGraph(
  architecture: Architecture,
  { input, classes }: { readonly input: Shape; readonly classes: number },
): Result<LayerGraph, BuildFailure> {
  const builder = new GraphBuilder(architecture, input, classes)
  try {
    return ok(builder.build())
  } catch (error) {
    if (!(error instanceof ImpossibleShape)) throw error
    const sentence = `${architecture.name} cannot take images of ${formatShape(input)}: ${error.message}.`
    return err({ ...inputFailure(sentence), place: [...builder.place] })
  }
}

class GraphBuilder {
  private readonly layers: Layer[] = []
  private readonly names = new Set<string>()
  /** Where the blocks of the trunk end, those within modules under the names of their layers. */
  private readonly outlets = new Map<string, Outlet>()
  /** Keys and indices of what is being built; where that cannot be, they stay. */
  readonly place: (string | number)[] = []

  constructor(
    private readonly architecture: Architecture,
    private readonly input: Shape,
    private readonly classes: number,
  ) {}

  build(): LayerGraph {
    const { architecture, input, classes, layers } = this
    const { blocks, normalisation } = architecture
    const image = this.add('input', [], input, { kind: 'input' }, { module: 'input' })
    const end = this.at(['blocks'], () =>
      this.behindEachOther(blocks, image, (block) => ({ block, place: { module: block.name } }), normalisation),
    )
    const main: GraphOutput = { head: 'main', layer: this.at(['blocks', blocks.length - 1], () => this.logits(end)) }
    const heads = architecture.auxiliary.map((classifier, index) =>
      this.at(['auxiliary', index], () => this.classifier(classifier)),
    )
    return { architecture: architecture.name, input, classes, layers, outputs: [main, ...heads] }
  }

  /** Builds what stands at these keys. */
  private at<Built>(keys: readonly (string | number)[], build: () => Built): Built {
    this.place.push(...keys)
    const built = build()
    this.place.length -= keys.length
    return built
  }

  private behindEachOther(
    blocks: readonly Block[],
    from: Outlet,
    placed: (block: Block) => { readonly block: Block; readonly place: Place },
    normalisation: Normalisation,
  ): Outlet {
    return blocks.reduce((outlet, own, index) => {
      const { block, place } = placed(own)
      const end = this.at([index], () => this.block(block, outlet, place, normalisation))
      if (place.head === undefined) this.outlets.set(block.name, end)
      return end
    }, from)
  }

  private classifier({ name, after, blocks, normalisation }: AuxiliaryClassifier): GraphOutput {
    const from = this.at(['after'], () => {
      const outlet = this.outlets.get(after)
      if (!outlet) throw new ImpossibleShape(`${name} reads ${after}, which is not one of its blocks`)
      return outlet
    })
    const place = { module: name, head: name }
    const placed = (block: Block) => ({ block: { ...block, name: `${name}/${block.name}` }, place })
    return this.at(['blocks'], () => {
      const end = this.behindEachOther(blocks, from, placed, normalisation)
      return { head: name, layer: this.logits(end) }
    })
  }

  private logits({ name, output }: Outlet): string {
    if (elements(output) === this.classes) return name
    throw new ImpossibleShape(`it ends in ${name} with ${formatShape(output)} numbers, not ${this.classes} classes`)
  }

  private add(name: string, inputs: readonly Outlet[], output: Shape, operation: LayerOperation, place: Place): Outlet {
    if (this.names.has(name)) throw new ImpossibleShape(`two of its layers are named ${name}`)
    if (this.layers.length === MOST_LAYERS)
      throw new ImpossibleShape(`${name} would be its layer ${MOST_LAYERS + 1}, and at most ${MOST_LAYERS} are allowed`)
    const layer: Layer = { name, inputs: inputs.map((input) => input.name), output, ...place, ...operation }
    checkSize(layer, inputs[0]?.output)
    this.names.add(name)
    this.layers.push(layer)
    return { name, output }
  }

  private block(block: Block, from: Outlet, place: Place, around: Normalisation): Outlet {
    const { name } = block
    const [, , channels] = from.output
    switch (block.kind) {
      case 'convolution': {
        const { reduce: filters, activation = 'relu', reduceActivation = activation } = block
        const { normalisation = around, bias } = block
        const own = bias === undefined ? {} : { bias }
        const reduction = { filters, activation: reduceActivation, ...own }
        const reduced =
          filters === undefined
            ? from
            : this.convolution(`${name}/reduce`, from, { ...reduction, filters }, place, normalisation)
        return this.convolution(name, reduced, { ...block, filters: this.width(block.filters) }, place, normalisation)
      }
      case 'depthwise-convolution': {
        const { normalisation = around, bias = normalisation === 'none' } = block
        const { operation, output } = depthwiseConvolutionLayer(name, block, from.output, bias)
        const linear = this.add(name, [from], output, operation, place)
        return this.finished(linear, block.activation, place, normalisation)
      }
      case 'inception':
        return this.inception(block, from, place, around)
      case 'module':
        return this.module(block, from, place, around)
      case 'max-pool':
      case 'average-pool':
        return this.pool(name, from, block, place)
      case 'adaptive-average-pool': {
        const { kind, size } = block
        return this.add(name, [from], [size, size, channels], { kind, size }, place)
      }
      case 'batch-norm': {
        const { epsilon = BATCH_NORM.epsilon, momentum = BATCH_NORM.momentum } = block
        return this.add(name, [from], from.output, { ...BATCH_NORM, epsilon, momentum }, place)
      }
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
    parts: ConvolutionParts & Pick<ConvolutionBlock, 'activation' | 'bias'>,
    place: Place,
    normalisation: Normalisation,
  ): Outlet {
    const { bias = normalisation === 'none' } = parts
    const { operation, output } = convolutionLayer(name, parts, from.output, bias)
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
    const convolution = (branch: string, layer: string, input: Outlet, filters: number, kernel = 1): BranchOutlet => {
      const parts = { filters, kernel, activation }
      const end = this.convolution(`${name}/${layer}`, input, parts, { branch, ...place }, normalisation)
      if (place.head === undefined) this.outlets.set(`${name}/${layer}`, end)
      return { branch, ...end }
    }
    const reduced = (branch: string, kernel: number, filters: number | 'none', reduce: number | 'none') => {
      if (filters === 'none') return []
      const input = reduce === 'none' ? from : convolution(branch, `${branch}-reduce`, from, reduce)
      return [convolution(branch, branch, input, filters, kernel)]
    }
    const poolBranch = (): BranchOutlet[] => {
      if (block.poolProjection === 'none') return []
      const window = { kind: 'max-pool', size: 3, stride: 1, padding: 'same' } as const
      const pool = this.pool(`${name}/pool`, from, window, { branch: 'pool', ...place })
      return block.poolProjection === 'raw'
        ? [{ branch: 'pool', ...pool }]
        : [convolution('pool', 'pool-projection', pool, block.poolProjection)]
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
    const { name, branches, join, names } = block
    const ends = branches.map(({ name: branch, blocks }, index): BranchOutlet => {
      const prefix = names === 'short' ? name : `${name}/${branch}`
      const placed = (inner: Block) => ({
        block: { ...inner, name: `${prefix}/${inner.name}` },
        place: { branch, ...place },
      })
      const keys = ['branches', index, 'blocks']
      return { branch, ...this.at(keys, () => this.behindEachOther(blocks, from, placed, normalisation)) }
    })
    return this.joined(name, ends, join, place)
  }

  /** The branches of a module, joined where there is more than one. */
  private joined(name: string, ends: readonly BranchOutlet[], join: ModuleBlock['join'], place: Place): Outlet {
    const output = joinedShape(name, join, ends)
    const [first, ...others] = ends
    if (first && others.length === 0) return { name: first.name, output }
    return this.add(`${name}/${join}`, ends, output, { kind: join }, place)
  }
}

function activationLayer(activation: Activation): LayerOperation {
  return activation === 'leaky-relu' ? { kind: activation, slope: LEAKY_SLOPE } : { kind: activation }
}
