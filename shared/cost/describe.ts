import { z } from 'zod'
import type { Architecture } from '../architecture/architecture'
import type { Layer, LayerGraph } from '../architecture/layer-graph'
import { activationMemory, ownBytes } from './activation-memory'
import { type LayerCost, layerCosts, nonTrainableNumbers, sumCosts } from './cost'
import { receptiveFields } from './receptive-field'
import { SPEED_ORIGINS } from './trial-time'

const DESCRIPTION_SCHEMA = 'ablation-workbench/describe/1'

/** The paper's own figures; ops are multiply-adds. */
const Paper = z.strictObject({
  parameters: z.int().optional(),
  ops: z.int().optional(),
  note: z.string().optional(),
})
const Shape = z.tuple([z.int(), z.int(), z.int()])
const Costs = z.strictObject({
  /** Trainable. */
  parameters: z.int(),
  weights: z.int(),
  macs: z.int(),
  activations: z.int(),
  /** Running statistics of batch norms: numbers that a step changes without a gradient. */
  nonTrainable: z.int(),
  /** Bytes of one image's maps, without the image, that training keeps for the backward pass; what writes over what it reads keeps none. */
  activationBytes: z.int(),
})

/** One thread, momentum. */
const Prediction = z.strictObject({
  batch: z.int().positive(),
  /** Wall clock of a training step. */
  stepSeconds: z.number().nonnegative(),
  /** Bytes at the peak, without the images. */
  memory: z.number().nonnegative(),
  /** What the time stands on. */
  from: z.enum(SPEED_ORIGINS),
  /** Of `measured`: how many earlier trials. */
  trials: z.int().positive().optional(),
})
export type Prediction = z.infer<typeof Prediction>

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
  /** Bytes of one image's maps: those that a training step waits with, and the most held at a time at inference. */
  activationMemory: z.strictObject({ training: z.int(), inference: z.int() }),
  /** What training takes on this machine; absent where nobody asked. */
  predicted: Prediction.optional(),
  /** Of the whole network, at inference. */
  paper: Paper.optional(),
  modules: z.array(
    z.strictObject({
      name: z.string(),
      output: Shape,
      parameters: z.int(),
      weights: z.int(),
      macs: z.int(),
      activations: z.int(),
      nonTrainable: z.int(),
      activationBytes: z.int(),
      /** In the order of the layers; empty where the module has none. */
      branches: z.array(z.strictObject({ name: z.string(), ...Costs.shape })),
      /** True for an auxiliary classifier, which is dropped at inference. */
      trainingOnly: z.boolean(),
      paper: Paper.optional(),
    }),
  ),
  /** The auxiliary classifiers, each by itself: what training adds. */
  heads: z.array(z.strictObject({ name: z.string(), after: z.string(), ...Costs.shape })),
  layers: z.array(
    z.strictObject({
      name: z.string(),
      kind: z.string(),
      module: z.string(),
      branch: z.string().optional(),
      /** The auxiliary classifier that it belongs to. */
      head: z.string().optional(),
      trainingOnly: z.boolean(),
      output: Shape,
      parameters: z.int(),
      weights: z.int(),
      macs: z.int(),
      activations: z.int(),
      nonTrainable: z.int(),
      /** Of one image; none where the layer writes over what it reads. */
      activationBytes: z.int(),
      receptiveField: z.int(),
      stride: z.int(),
      /** The pixel at which the part that the first number sees begins: 0 is the image's first, below it is padding. */
      offset: z.int(),
    }),
  ),
})
export type Description = z.infer<typeof Description>

/** @param predicted by whom knows the machine */
export function describe(architecture: Architecture, graph: LayerGraph, predicted?: Prediction): Description {
  const costs = layerCosts(graph)
  const fields = receptiveFields(graph)
  const modules = [...new Set(graph.layers.map(({ module }) => module))]
  const headCosts = architecture.auxiliary.map(({ name, after }) => ({ name, after, ...costsOf(costs, inHead(name)) }))
  return {
    schema: DESCRIPTION_SCHEMA,
    architecture: architecture.name,
    title: architecture.title,
    source: architecture.source,
    input: [...graph.input],
    classes: graph.classes,
    totals: costsOf(costs, () => true),
    inference: costsOf(costs, ({ head }) => head === undefined),
    activationMemory: activationMemory(graph),
    ...(predicted && { predicted }),
    ...(architecture.printedTotal && { paper: { ...architecture.printedTotal } }),
    modules: modules.flatMap((name) => {
      const own = costs.filter(({ layer }) => layer.module === name)
      const last = own.at(-1)
      const cost = costsOf(own, () => true)
      if (!last || cost.parameters === 0) return []
      const paper = architecture.printed?.[name]
      const branches = [...new Set(own.flatMap(({ layer }) => layer.branch ?? []))]
      return [
        {
          name,
          output: [...last.layer.output],
          ...cost,
          branches: branches.map((branch) => ({ name: branch, ...costsOf(own, (layer) => layer.branch === branch) })),
          trainingOnly: last.layer.head !== undefined,
          ...(paper && { paper: { ...paper } }),
        },
      ]
    }),
    heads: headCosts,
    layers: costs
      .filter(({ layer }) => layer.kind !== 'input')
      .map(({ layer, cost }) => {
        const field = fields.get(layer.name)
        if (!field) throw new Error(`no receptive field for ${layer.name}`)
        const { name, kind, module, branch, head } = layer
        return {
          name,
          kind,
          module,
          ...(branch !== undefined && { branch }),
          ...(head !== undefined && { head }),
          trainingOnly: head !== undefined,
          output: [...layer.output],
          ...cost,
          nonTrainable: nonTrainableNumbers(layer),
          activationBytes: ownBytes(layer),
          receptiveField: field.size,
          stride: field.stride,
          offset: field.offset,
        }
      }),
  }
}

function inHead(name: string): (layer: Layer) => boolean {
  return ({ head }) => head === name
}

function costsOf(costs: readonly LayerCost[], which: (layer: Layer) => boolean): Description['totals'] {
  const own = costs.filter(({ layer }) => which(layer))
  return {
    ...sumCosts(own.map(({ cost }) => cost)),
    nonTrainable: own.reduce((sum, { layer }) => sum + nonTrainableNumbers(layer), 0),
    activationBytes: own.reduce((sum, { layer }) => sum + (layer.kind === 'input' ? 0 : ownBytes(layer)), 0),
  }
}
