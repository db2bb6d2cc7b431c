import type { Architecture } from '../../shared/architecture/architecture'
import { buildLayerGraph } from '../../shared/architecture/build-graph'
import type { LayerGraph } from '../../shared/architecture/layer-graph'
import { planCode } from '../../shared/exchange/code-plan'
import { type ForeignTensor, kerasTensors, ownTensors, pytorchTensors } from '../../shared/exchange/foreign-tensors'
import { fromLayout } from '../../shared/exchange/tensor-layout'
import { type Failure, inputFailure } from '../../shared/failure'
import { nearest } from '../../shared/nearest'
import { err, ok, type Result } from '../../shared/result'
import type { NamedTensor } from '../store/safetensors'

/** By whose names a file's tensors were found. */
export type Naming = 'workbench' | 'pytorch' | 'keras'

/** Weights that belong to an architecture, by this program's names and in its layouts. */
export interface ImportedWeights {
  readonly naming: Naming
  /** The architecture, without the auxiliary classifiers that the file has no weights of. */
  readonly architecture: Architecture
  readonly graph: LayerGraph
  readonly tensors: ReadonlyMap<string, NamedTensor>
  /** Auxiliary classifiers without weights. */
  readonly withoutHeads: readonly string[]
}

/**
 * Brings the tensors of a file into an architecture: by this program's own names, or by those of the PyTorch and Keras
 * sources that it exports. Nothing may be missing, foreign or of another shape, but for auxiliary classifiers that are
 * missing whole.
 * @param file what it is called in a sentence about it
 */
export function importWeights(
  architecture: Architecture,
  graph: LayerGraph,
  tensors: ReadonlyMap<string, NamedTensor>,
  file: string,
): Result<ImportedWeights, Failure> {
  const { naming, wanted } = likeliestNaming(architecture, graph, tensors)
  const refused = (reason: string) =>
    err(
      inputFailure(
        `${file} does not hold the weights of ${architecture.name}, by the names of ${NAMES[naming]}: ${reason}.`,
      ),
    )

  const names = wanted.map(({ name }) => name)
  const known = new Set(names)
  const foreign = [...tensors.keys()].filter((name) => !known.has(name))
  if (foreign[0] !== undefined) {
    const near = nearest(foreign[0], names)
    const more = foreign.length > 1 ? ` and ${foreign.length - 1} more` : ''
    return refused(
      `it has ${foreign[0]}${more}, which that network has not${near === undefined ? '' : ` (near is ${near})`}`,
    )
  }
  const withoutHeads = architecture.auxiliary
    .map(({ name }) => name)
    .filter((head) => {
      const own = wanted.filter(({ own: tensor }) => headOf(graph, tensor.layer) === head)
      return own.length > 0 && own.every(({ name }) => !tensors.has(name))
    })
  const imported = new Map<string, NamedTensor>()
  for (const { name, own, layout } of wanted) {
    if (withoutHeads.includes(headOf(graph, own.layer) ?? '')) continue
    const tensor = tensors.get(name)
    if (!tensor) return refused(`it lacks ${name} of shape [${layout.shape.join(', ')}]`)
    if (tensor.shape.join() !== layout.shape.join())
      return refused(`${name} is [${tensor.shape.join(', ')}] in it, and [${layout.shape.join(', ')}] in the network`)
    imported.set(own.name, { shape: own.shape, values: fromLayout(tensor.values, layout) })
  }
  const kept = withoutHeads.length === 0 ? { architecture, graph } : withHeads(architecture, graph, withoutHeads)
  return ok({ naming, ...kept, tensors: imported, withoutHeads })
}

const NAMES: Readonly<Record<Naming, string>> = {
  workbench: 'this program',
  pytorch: 'the exported PyTorch source',
  keras: 'the exported Keras source',
}

/** Of the three, the one that knows most of the file's tensors. */
function likeliestNaming(architecture: Architecture, graph: LayerGraph, tensors: ReadonlyMap<string, NamedTensor>) {
  const plan = planCode(architecture, graph)
  const candidates: readonly { readonly naming: Naming; readonly wanted: readonly ForeignTensor[] }[] = [
    { naming: 'workbench', wanted: ownTensors(plan) },
    { naming: 'pytorch', wanted: pytorchTensors(plan) },
    { naming: 'keras', wanted: kerasTensors(plan) },
  ]
  const found = ({ wanted }: (typeof candidates)[number]): number =>
    wanted.filter(({ name }) => tensors.has(name)).length
  return candidates.reduce((best, candidate) => (found(candidate) > found(best) ? candidate : best))
}

function headOf(graph: LayerGraph, name: string): string | undefined {
  return graph.layers.find((layer) => layer.name === name)?.head
}

function withHeads(architecture: Architecture, { input, classes }: LayerGraph, removed: readonly string[]) {
  const left = { ...architecture, auxiliary: architecture.auxiliary.filter(({ name }) => !removed.includes(name)) }
  const graph = buildLayerGraph(left, { input, classes })
  if (!graph.ok) throw new Error(`${architecture.name} without ${removed.join(', ')}: ${graph.error.message}`)
  return { architecture: left, graph: graph.value }
}
