import { buildLayerGraph } from '../architecture/build-graph'
import { miniGooglenet } from '../architecture/mini-googlenet'
import { type NetworkCost, networkCost } from './cost'

/** What the network costs by which a calibration measures a machine. */
export function calibrationCost(): NetworkCost {
  const graph = buildLayerGraph(miniGooglenet, miniGooglenet)
  if (!graph.ok) throw new Error(graph.error.message)
  return networkCost(graph.value)
}
