import { type Cost, sumCosts } from '../cost/cost'

/** What a part costs in A and in B; nothing where it is not there. */
export interface CostChange {
  readonly from: Cost
  readonly to: Cost
}

export const NO_COST: Cost = sumCosts([])

/** B less A. */
export function costDelta({ from, to }: CostChange): Cost {
  return {
    parameters: to.parameters - from.parameters,
    weights: to.weights - from.weights,
    macs: to.macs - from.macs,
    activations: to.activations - from.activations,
  }
}

export function sumChanges(changes: readonly CostChange[]): CostChange {
  return { from: sumCosts(changes.map(({ from }) => from)), to: sumCosts(changes.map(({ to }) => to)) }
}
