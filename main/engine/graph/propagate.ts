import type { Layer, LayerGraph } from '../../../shared/architecture/layer-graph'
import { sum } from './arithmetic'
import type { GraphWriter } from './graph-writer'
import { type Gradients, type LayerContext, towerOf, type Written } from './operations/operation'
import { writeLayer } from './operations/table'
import type { Towers } from './tensor'

/**
 * Writes layers in order.
 * @param images float32 [images, height, width, channels] a tower
 * @returns what each layer became, by name.
 */
export function writeForward(
  layers: readonly Layer[],
  images: Towers,
  contextOf: (layer: Layer) => LayerContext,
): ReadonlyMap<string, Written> {
  const written = new Map<string, Written>()
  for (const layer of layers) {
    if (layer.kind === 'input') {
      written.set(layer.name, { outputs: images, backward: () => ({ inputs: [] }) })
      continue
    }
    const inputs = layer.inputs.map((input) => outputsOf(written, input))
    written.set(layer.name, writeLayer(layer, inputs, contextOf(layer)))
  }
  return written
}

/**
 * Writes the gradients of all parameters, from the last layer to the first. Where several layers read one, its
 * gradients add up.
 * @param ofLogits gradients of the loss by the heads' logits, by layer name
 * @returns a tensor a tower for each parameter, by name.
 */
export function writeBackward(
  graph: GraphWriter,
  layers: LayerGraph['layers'],
  written: ReadonlyMap<string, Written>,
  ofLogits: ReadonlyMap<string, Towers>,
): ReadonlyMap<string, Towers> {
  const ofOutputs = new Map<string, Towers[]>([...ofLogits].map(([name, towers]) => [name, [towers]]))
  const ofParameters = new Map<string, Towers>()
  for (const layer of layers.toReversed()) {
    const terms = ofOutputs.get(layer.name)
    const forward = written.get(layer.name)
    if (!terms || !forward || layer.kind === 'input') continue
    const { inputs, parameters = {} } = graph.within(`${layer.name}/gradient`, () =>
      forward.backward(
        forward.outputs.map((_, tower) =>
          sum(
            graph,
            terms.map((towers) => towerOf(towers, tower)),
          ),
        ),
      ),
    )
    layer.inputs.forEach((input, index) => {
      const gradient = inputs[index]
      if (!gradient) throw new Error(`layer ${layer.name} has no gradient for its input ${input}`)
      ofOutputs.set(input, [...(ofOutputs.get(input) ?? []), afterParameters(graph, gradient, parameters)])
    })
    for (const [role, gradient] of Object.entries(parameters)) ofParameters.set(`${layer.name}/${role}`, gradient)
  }
  return ofParameters
}

/**
 * A layer's gradient by its input, given on once those by its parameters are there. Else TensorFlow leaves these for last,
 * and the maps of all layers stay in memory for them: about a tenth more.
 */
function afterParameters(graph: GraphWriter, gradient: Towers, parameters: Gradients['parameters'] = {}): Towers {
  const ofParameters = Object.values(parameters)
  if (ofParameters.length === 0) return gradient
  return gradient.map((ofTower, tower) =>
    graph.after(
      ofTower,
      ofParameters.map((towers) => towerOf(towers, tower).node),
    ),
  )
}

export function outputsOf(written: ReadonlyMap<string, Written>, layer: string): Towers {
  const found = written.get(layer)
  if (!found) throw new Error(`layer ${layer} is read before it is written`)
  return found.outputs
}
