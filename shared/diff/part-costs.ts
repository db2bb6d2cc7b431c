import type { Layer, LayerGraph } from '../architecture/layer-graph'
import { type Cost, type LayerCost, layerCosts, sumCosts } from '../cost/cost'
import { groupedBy } from './grouped'
import { NO_BRANCH } from './match-layers'

/** What each part of a graph costs, by its name; branches by their module's first. */
export interface PartCosts {
  readonly layers: ReadonlyMap<string, Cost>
  readonly modules: ReadonlyMap<string, Cost>
  readonly branches: ReadonlyMap<string, ReadonlyMap<string, Cost>>
}

export function partCosts(graph: LayerGraph): PartCosts {
  const costs = layerCosts(graph)
  const sumsBy = (own: readonly LayerCost[], keyOf: (layer: Layer) => string) =>
    new Map(
      [...groupedBy(own, ({ layer }) => keyOf(layer))].map(([key, group]) => [
        key,
        sumCosts(group.map((of) => of.cost)),
      ]),
    )
  const byModule = groupedBy(costs, ({ layer }) => layer.module)
  return {
    layers: new Map(costs.map(({ layer, cost }) => [layer.name, cost])),
    modules: sumsBy(costs, ({ module }) => module),
    branches: new Map([...byModule].map(([module, own]) => [module, sumsBy(own, ({ branch }) => branch ?? NO_BRANCH)])),
  }
}
