import { formatCount } from '../format/numbers'
import { compounds, compoundWords } from './compound'
import { type CostChange, sumChanges } from './cost-change'
import type { ModuleNode } from './diff-tree'
import { groupedBy } from './grouped'
import type { LayerNode } from './layer-nodes'
import { branchWords, followsBranches, moduleWords, type Sign } from './summary'
import { nodeWords } from './words'

/** A change within a module, as a line of a diff. */
export interface ModuleLine {
  /** `·` where nothing is changed of the layers themselves, and only their inputs and costs follow from others. */
  readonly sign: Sign | '·'
  /** A layer, a branch, or how many layers, by their names within the module. */
  readonly name: string
  readonly words: string
  readonly cost: CostChange
}

/** What is other in a module: added and removed branches and layers as wholes, changed ones by what is changed of them. */
export function moduleLines(module: ModuleNode): readonly ModuleLine[] {
  const { status, name, cost } = module
  if (status === 'same') return []
  if (status === 'added' || status === 'removed')
    return [{ sign: status === 'added' ? '+' : '-', name, words: moduleWords(module), cost }]
  return [...ownLines(module), ...affectedLines(module)]
}

function ownLines(module: ModuleNode): readonly ModuleLine[] {
  return module.branches.flatMap((branch): readonly ModuleLine[] => {
    if (branch.name !== undefined && (branch.status === 'added' || branch.status === 'removed')) {
      const sign = branch.status === 'added' ? '+' : '-'
      const words = compounds(branch.layers).map(compoundWords).join('; ')
      return [{ sign, name: branchWords(branch).split(':')[0] ?? '', words, cost: branch.cost }]
    }
    const renamed: readonly ModuleLine[] =
      branch.from === undefined
        ? []
        : [{ sign: '~', name: `branch ${branch.name}`, words: `was ${branch.from}`, cost: sumChanges([]) }]
    return [
      ...renamed,
      ...compounds(branch.layers).flatMap(({ main, companions }): readonly ModuleLine[] => {
        const cost = sumChanges([main, ...companions].map((node) => node.cost))
        if (main.status === 'changed') return [{ sign: '~', name: main.local, words: changedWords(main), cost }]
        if ((main.status !== 'added' && main.status !== 'removed') || followsBranches(main, module)) return []
        const sign = main.status === 'added' ? '+' : '-'
        return [{ sign, name: main.local, words: compoundWords({ main, companions }), cost }]
      }),
    ]
  })
}

function changedWords(node: LayerNode): string {
  return [...nodeWords(node), ...readsWords(node)].join(', ')
}

function readsWords({ reads }: LayerNode): readonly string[] {
  return reads ? [`reads ${formatCount(reads.from)} → ${formatCount(reads.to)} channels`] : []
}

/** Layers that read another number of channels than they did, and cost something else by it. */
function affectedLines({ branches }: ModuleNode): readonly ModuleLine[] {
  const affected = branches
    .flatMap(({ layers }) => layers)
    .filter(({ status, reads }) => status === 'affected' && reads)
  return [...groupedBy(affected, (node) => readsWords(node).join()).values()].map((nodes) => {
    const names = nodes.map(({ local }) => local)
    const words = nodes[0] ? readsWords(nodes[0]).join() : ''
    return {
      sign: '·',
      name: names.length > 2 ? `${names.length} layers` : names.join(', '),
      words: names.length > 1 ? words.replace('reads', 'read') : words,
      cost: sumChanges(nodes.map(({ cost }) => cost)),
    }
  })
}
