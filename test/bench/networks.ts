import { ablate, type Levels } from '../../shared/ablation/ablate'
import type { Architecture } from '../../shared/architecture/architecture'
import { buildLayerGraph } from '../../shared/architecture/build-graph'
import type { LayerGraph } from '../../shared/architecture/layer-graph'
import { architectureNamed } from '../../shared/architecture/registry'
import type { Shape } from '../../shared/architecture/shape'

/** A network that is measured, without auxiliary classifiers and without dropout. */
export interface BenchNetwork {
  readonly name: string
  readonly title: string
  readonly architecture: Architecture
  readonly input: Shape
  readonly classes: number
  /** Small enough that tfjs-node's op-by-op step is no waste of time. */
  readonly small: boolean
}

interface Entry {
  readonly name: string
  readonly title: string
  readonly architecture: string
  readonly levels?: Levels
  readonly input: Shape
  readonly small: boolean
}

const SMALL: Shape = [28, 28, 1]
const CIFAR: Shape = [32, 32, 3]
const CLASSES = 10

/** In the order in which they are measured and shown. */
const ENTRIES: readonly Entry[] = [
  {
    name: 'mini-googlenet-plain',
    title: 'mini-GoogLeNet, no normalisation',
    architecture: 'mini-googlenet-plain',
    input: SMALL,
    small: true,
  },
  {
    name: 'mini-googlenet',
    title: 'mini-GoogLeNet, batch normalisation',
    architecture: 'mini-googlenet',
    input: SMALL,
    small: true,
  },
  {
    name: 'mini-googlenet-naive',
    title: 'mini-GoogLeNet of naive Inception modules',
    architecture: 'mini-googlenet',
    levels: { reduction: 'naive' },
    input: SMALL,
    small: true,
  },
  { name: 'nin-cifar', title: 'Network in Network', architecture: 'nin-cifar', input: CIFAR, small: false },
  { name: 'vgg-cifar', title: 'VGG-style', architecture: 'vgg-cifar', input: CIFAR, small: false },
  {
    name: 'googlenet-64',
    title: 'GoogLeNet at 64 pixels',
    architecture: 'googlenet',
    input: [64, 64, 3],
    small: false,
  },
]

export const NETWORK_NAMES: readonly string[] = ENTRIES.map(({ name }) => name)

/** @returns undefined where the registry does not have its architecture. */
export function benchNetwork(name: string): BenchNetwork | undefined {
  const entry = ENTRIES.find((candidate) => candidate.name === name)
  const base = entry && architectureNamed(entry.architecture)
  if (!entry || !base) return undefined
  const { architecture } = ablate(base, entry.levels ?? {})
  const { title, input, small } = entry
  return { name, title, architecture: bare(architecture), input, classes: CLASSES, small }
}

/** One head, and no random numbers: so that every contestant's losses can be held against each other. */
function bare(architecture: Architecture): Architecture {
  return { ...architecture, auxiliary: [], blocks: architecture.blocks.filter(({ kind }) => kind !== 'dropout') }
}

export function graphOf({ architecture, input, classes }: BenchNetwork): LayerGraph {
  const graph = buildLayerGraph(architecture, { input, classes })
  if (!graph.ok) throw new Error(graph.error.message)
  return graph.value
}
