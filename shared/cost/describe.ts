import { z } from 'zod'
import type { Architecture } from '../architecture/architecture'
import type { LayerGraph } from '../architecture/layer-graph'
import { type Cost, layerCosts, networkCost, sumCosts } from './cost'
import { receptiveFields } from './receptive-field'

const DESCRIPTION_SCHEMA = 'ablation-workbench/describe/1'

const Shape = z.tuple([z.int(), z.int(), z.int()])
const Costs = z.strictObject({ parameters: z.int(), weights: z.int(), macs: z.int(), activations: z.int() })

/** Everything countable about an architecture at one input size; `describe --json` prints it as it is. */
export const Description = z.strictObject({
  schema: z.literal(DESCRIPTION_SCHEMA),
  architecture: z.string(),
  title: z.string(),
  source: z.string(),
  input: Shape,
  classes: z.int(),
  /** With the auxiliary classifiers. */
  totals: Costs,
  /** Without them. */
  inference: Costs,
  modules: z.array(
    z.strictObject({
      name: z.string(),
      output: Shape,
      parameters: z.int(),
      weights: z.int(),
      macs: z.int(),
      /** True for an auxiliary classifier, which is dropped at inference. */
      trainingOnly: z.boolean(),
      /** The paper's own figures; ops are multiply-adds. */
      paper: z.strictObject({ parameters: z.int(), ops: z.int(), note: z.string().optional() }).optional(),
    }),
  ),
  layers: z.array(
    z.strictObject({
      name: z.string(),
      kind: z.string(),
      module: z.string(),
      output: Shape,
      parameters: z.int(),
      weights: z.int(),
      macs: z.int(),
      activations: z.int(),
      receptiveField: z.int(),
      stride: z.int(),
    }),
  ),
})
export type Description = z.infer<typeof Description>

export function describe(architecture: Architecture, graph: LayerGraph): Description {
  const costs = layerCosts(graph)
  const fields = receptiveFields(graph)
  const { training, inference } = networkCost(graph)
  const modules = [...new Set(graph.layers.map(({ module }) => module))]
  return {
    schema: DESCRIPTION_SCHEMA,
    architecture: architecture.name,
    title: architecture.title,
    source: architecture.source,
    input: [...graph.input],
    classes: graph.classes,
    totals: { ...training },
    inference: { ...inference },
    modules: modules.flatMap((name) => {
      const own = costs.filter(({ layer }) => layer.module === name)
      const last = own.at(-1)
      const { parameters, weights, macs }: Cost = sumCosts(own.map(({ cost }) => cost))
      if (!last || parameters === 0) return []
      const paper = architecture.printed?.[name]
      return [
        {
          name,
          output: [...last.layer.output],
          parameters,
          weights,
          macs,
          trainingOnly: last.layer.head !== undefined,
          ...(paper && { paper: { ...paper } }),
        },
      ]
    }),
    layers: costs
      .filter(({ layer }) => layer.kind !== 'input')
      .map(({ layer, cost }) => {
        const field = fields.get(layer.name)
        if (!field) throw new Error(`no receptive field for ${layer.name}`)
        return {
          name: layer.name,
          kind: layer.kind,
          module: layer.module,
          output: [...layer.output],
          ...cost,
          receptiveField: field.size,
          stride: field.stride,
        }
      }),
  }
}
