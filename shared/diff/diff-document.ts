import { z } from 'zod'
import { consequentRewirings } from './consequent-rewirings'
import { type CostChange, costDelta } from './cost-change'
import type { DiffTree } from './diff-tree'
import { isEmpty } from './graph-diff'
import type { LayerNode } from './layer-nodes'
import { summarise } from './summary'
import { nodeWords } from './words'

const DIFF_SCHEMA = 'ablation-workbench/diff/1'

const Shape = z.tuple([z.int(), z.int(), z.int()])
const Costs = z.strictObject({ parameters: z.int(), weights: z.int(), macs: z.int(), activations: z.int() })
const Change = z.strictObject({ from: Costs, to: Costs, delta: Costs })
const Status = z.enum(['same', 'added', 'removed', 'changed', 'affected'])
const Position = z.strictObject({ module: z.string(), branch: z.string().optional(), head: z.string().optional() })
const Renaming = z.strictObject({ from: z.string(), to: z.string() })
const Outputs = z.array(z.strictObject({ head: z.string(), layer: z.string() }))
const Side = z.strictObject({ name: z.string(), architecture: z.string(), input: Shape, classes: z.int() })
/** A layer as it is in its graph, with its attributes, and its position in the order of layers. */
const PlacedLayer = z.looseObject({ index: z.int(), name: z.string(), kind: z.string(), output: Shape })

/** What `diff --json` prints. Layers of both graphs are called by their names in A; `modules` by those in B. */
export const DiffDocument = z.strictObject({
  schema: z.literal(DIFF_SCHEMA),
  a: Side,
  b: Side,
  /** Whether they are the same network. */
  same: z.boolean(),
  /** Each difference once, with all its places. */
  summary: z.array(z.strictObject({ sign: z.enum(['+', '-', '~']), what: z.string(), where: z.array(z.string()) })),
  added: z.array(PlacedLayer),
  removed: z.array(PlacedLayer),
  /** Null where a layer has no such attribute. */
  changed: z.array(z.strictObject({ layer: z.string(), attribute: z.string(), from: z.json(), to: z.json() })),
  /** Other shapes, beyond a width that the layer itself chooses. */
  reshaped: z.array(z.strictObject({ layer: z.string(), from: Shape, to: Shape })),
  /** `follows` where it is so only because layers between came or went. */
  rewired: z.array(
    z.strictObject({
      layer: z.string(),
      from: z.array(z.string()),
      to: z.array(z.string()),
      follows: z.boolean(),
    }),
  ),
  renamed: z.strictObject({
    modules: z.array(Renaming),
    branches: z.array(z.strictObject({ module: z.string(), ...Renaming.shape })),
    layers: z.array(Renaming),
  }),
  moved: z.array(z.strictObject({ layer: z.string(), from: Position, to: Position })),
  reordered: z.array(z.strictObject({ layer: z.string(), from: z.int(), to: z.int() })),
  outputs: z.strictObject({ from: Outputs, to: Outputs }).nullable(),
  /** B less A at inference. */
  delta: Costs,
  inference: Change,
  /** With the auxiliary classifiers. */
  training: Change,
  /** What is not the same, in B's order. */
  modules: z.array(
    z.strictObject({
      name: z.string(),
      from: z.string().optional(),
      status: Status,
      trainingOnly: z.boolean(),
      cost: Change,
      branches: z.array(
        z.strictObject({
          name: z.string().optional(),
          from: z.string().optional(),
          status: Status,
          cost: Change,
          layers: z.array(
            z.strictObject({
              name: z.string(),
              from: z.string().optional(),
              status: Status,
              /** What is other, in words. */
              changes: z.array(z.string()),
              cost: Change,
            }),
          ),
        }),
      ),
    }),
  ),
})
export type DiffDocument = z.infer<typeof DiffDocument>

/** @param names what the two are called: architectures, files, arms. */
export function diffDocument(tree: DiffTree, names: { readonly a: string; readonly b: string }): DiffDocument {
  const { diff, inference, training, modules } = tree
  const { a, b, added, removed, rewired, ...lists } = diff
  const consequent = consequentRewirings(diff)
  return DiffDocument.parse({
    schema: DIFF_SCHEMA,
    a: { name: names.a, ...a },
    b: { name: names.b, ...b },
    same: isEmpty(diff),
    summary: summarise(tree).map(({ sign, what, where }) => ({ sign, what, where })),
    added: added.map(({ index, layer }) => ({ index, ...layer })),
    removed: removed.map(({ index, layer }) => ({ index, ...layer })),
    rewired: rewired.map((rewiring) => ({ ...rewiring, follows: consequent.has(rewiring.layer) })),
    ...lists,
    delta: costDelta(inference),
    inference: withDelta(inference),
    training: withDelta(training),
    modules: modules.filter(isOther).map(({ cost, branches, ...module }) => ({
      ...module,
      cost: withDelta(cost),
      branches: branches.filter(isOther).map(({ layers, ...branch }) => ({
        ...branch,
        cost: withDelta(branch.cost),
        layers: layers.filter(isOther).map(layerEntry),
      })),
    })),
  })
}

function isOther({ status }: { readonly status: string }): boolean {
  return status !== 'same'
}

function layerEntry(node: LayerNode) {
  const { name, from, status, reads, cost } = node
  const follows = reads ? [`reads ${reads.from} → ${reads.to} channels`] : []
  return {
    name,
    ...(from !== undefined && { from }),
    status,
    changes: [...(status === 'changed' ? nodeWords(node) : []), ...follows],
    cost: withDelta(cost),
  }
}

function withDelta(change: CostChange) {
  return { ...change, delta: costDelta(change) }
}
