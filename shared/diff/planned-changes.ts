import { z } from 'zod'
import type { LayerGraph } from '../architecture/layer-graph'
import { diffTree } from './diff-tree'
import { armModuleChanges } from './study-diff'

const ChangeSign = z.enum(['+', '-', '~', '·'])

/** What an arm changes in one module of the base, as a plan holds it. */
export const PlannedChange = z.strictObject({
  module: z.string(),
  /** `·` where nothing is changed in it, and its costs follow from what it reads. */
  sign: ChangeSign,
  changes: z.array(z.strictObject({ sign: ChangeSign, what: z.string() })),
  /** An auxiliary classifier: its costs are none at inference. */
  trainingOnly: z.boolean(),
  /** The arm's less the base's. */
  parameters: z.int(),
  macs: z.int(),
})
export type PlannedChange = z.infer<typeof PlannedChange>

/** Module by module what an arm's network has other than the base's, in its own order. */
export function plannedChanges(base: LayerGraph, arm: LayerGraph): PlannedChange[] {
  return armModuleChanges(diffTree(base, arm)).map(({ module, sign, changes, trainingOnly, delta }) => ({
    module,
    sign,
    changes: changes.map((change) => ({ ...change })),
    trainingOnly,
    parameters: delta.parameters,
    macs: delta.macs,
  }))
}
