import type { LayerGraph } from '../architecture/layer-graph'
import type { Cost } from '../cost/cost'
import { type CostChange, costDelta } from './cost-change'
import { type DiffTree, diffTree } from './diff-tree'
import { isEmpty } from './graph-diff'
import { moduleLines } from './module-lines'
import type { Sign } from './summary'

/** What an arm changes in one module of the base, and what that does to the module's cost. */
export interface ArmModuleChange {
  readonly module: string
  /** `·` where nothing is changed in it, and its costs follow from what it reads. */
  readonly sign: Sign | '·'
  /** `− branch pool`, `~ 3x3 reads 16 → 64 channels`; of a whole module what it was. */
  readonly changes: readonly { readonly sign: Sign | '·'; readonly what: string }[]
  /** An auxiliary classifier's: its cost is that of training alone. */
  readonly trainingOnly: boolean
  readonly cost: CostChange
  readonly delta: Cost
}

/** An arm beside the base: who changes what, in which module, at which cost. */
export interface ArmDiff {
  readonly arm: string
  readonly label: string
  /** Whether it is the base's network. */
  readonly same: boolean
  readonly modules: readonly ArmModuleChange[]
  readonly inference: CostChange
  readonly training: CostChange
}

/** The modules of the base that an arm changes, in the arm's order. */
export function armModuleChanges({ modules }: DiffTree): readonly ArmModuleChange[] {
  return modules.flatMap((module): readonly ArmModuleChange[] => {
    const { name, status, trainingOnly, cost } = module
    const lines = moduleLines(module)
    const delta = costDelta(cost)
    const costsTheSame = delta.parameters === 0 && delta.macs === 0
    if (status === 'same' || (status === 'affected' && costsTheSame)) return []
    return [
      {
        module: name,
        sign: status === 'added' ? '+' : status === 'removed' ? '-' : status === 'affected' ? '·' : '~',
        changes: lines.map(({ sign, name: part, words }) => ({
          sign,
          what: part === name ? words : sign === '+' || sign === '-' ? part : `${part} ${words}`,
        })),
        trainingOnly,
        cost,
        delta,
      },
    ]
  })
}

/** Each arm's graph beside the base's. */
export function studyDiff(
  base: LayerGraph,
  arms: readonly { readonly id: string; readonly label: string; readonly graph: LayerGraph }[],
): readonly ArmDiff[] {
  return arms.map(({ id, label, graph }) => {
    const tree = diffTree(base, graph)
    return {
      arm: id,
      label,
      same: isEmpty(tree.diff),
      modules: armModuleChanges(tree),
      inference: tree.inference,
      training: tree.training,
    }
  })
}
