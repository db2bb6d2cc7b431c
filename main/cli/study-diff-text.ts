import { formatShape } from '../../shared/architecture/shape'
import { networkCost } from '../../shared/cost/cost'
import { type CostChange, costDelta } from '../../shared/diff/cost-change'
import type { ArmDiff, ArmModuleChange } from '../../shared/diff/study-diff'
import { type Sign, shortened } from '../../shared/diff/summary'
import {
  formatChange,
  formatCount,
  formatCountChange,
  formatLarge,
  formatMegaMacsChange,
} from '../../shared/format/numbers'
import type { StudyDiff } from '../study/study-diffs'
import { cutEnd, type Page, padded, paint, textWidth } from './page'

const SCHEMA = 'ablation-workbench/study-diff/1'

/** What `diff STUDY --json` prints: of each arm what it changes, module by module, and the differences of its costs. */
export function studyDiffDocument({ study, base, arms }: StudyDiff) {
  const { architecture, input, classes } = base.graph
  const difference = (change: CostChange) => ({ ...change, delta: costDelta(change) })
  return {
    schema: SCHEMA,
    study,
    base: { arm: base.label, architecture, input, classes, ...networkCost(base.graph) },
    arms: arms.map(({ modules, inference, training, ...arm }) => ({
      ...arm,
      delta: costDelta(inference),
      inference: difference(inference),
      training: difference(training),
      modules: modules.map(({ cost, delta: _, ...module }) => ({ ...module, ...difference(cost) })),
    })),
  }
}

/** Columns of a difference and its share, with their gaps. */
const NUMBER = 12
const SHARE = 11
const MOST_CHANGES = 4

interface Row {
  readonly arm: string
  readonly module: string
  readonly words: string
  readonly sign: Sign | '·'
  readonly numbers: string
}

/** One table: arm by arm, module by module what is changed and what that costs; then the arm as a whole. */
export function studyDiffText({ study, base, arms }: StudyDiff, page: Page): string {
  const { architecture, input, classes } = base.graph
  const cost = networkCost(base.graph).inference
  const heading: Row = {
    arm: 'arm',
    module: 'module',
    words: 'what it changes in the base',
    sign: '·',
    numbers: ['parameters', '', 'M MACs', ''].map((word, at) => word.padStart(at % 2 === 0 ? NUMBER : SHARE)).join(''),
  }
  const rows = arms.flatMap(armRows)
  const width = (of: (row: Row) => string) => Math.max(...[heading, ...rows].map((row) => textWidth(of(row))))
  const [arm, module] = [width((row) => row.arm), width((row) => row.module)]
  const most = Math.max(24, page.columns - arm - module - 2 * (NUMBER + SHARE) - 4)
  const words = Math.min(
    most,
    width((row) => row.words),
  )
  const line = (row: Row): string =>
    [padded(row.arm, arm), padded(row.module, module), padded(cutEnd(row.words, most), words) + row.numbers]
      .join('  ')
      .trimEnd()
  return [
    `${study}: ${formatCount(arms.length)} ${arms.length === 1 ? 'arm' : 'arms'} against ${base.label}`,
    `${architecture} for ${formatShape(input)} and ${formatCount(classes)} classes, ` +
      `${formatCount(cost.parameters)} parameters and ${formatLarge(cost.macs)} MACs at inference`,
    '',
    line(heading),
    ...rows.map((row) => paint(line(row), row.sign, row.sign === '·' ? { ...page, colour: false } : page)),
    '',
    'Of a module the difference is its own; of an arm that of inference. MACs: multiply-adds of one forward pass of one image.',
  ].join('\n')
}

function armRows({ label, same, modules, inference }: ArmDiff): readonly Row[] {
  const total: Row = { arm: '', module: 'in all', words: '', sign: '·', numbers: numbersOf(inference) }
  if (same) return [{ ...total, arm: label, module: '', words: 'the same network' }]
  const rows = [...modules.map(moduleRow), total]
  return rows.map((row, at) => (at === 0 ? { ...row, arm: label } : row))
}

function moduleRow({ module, sign, changes, trainingOnly, cost }: ArmModuleChange): Row {
  const what = shortened(
    changes.map((change) => `${change.sign === '-' ? '−' : change.sign} ${change.what}`),
    MOST_CHANGES,
  )
  return { arm: '', module, words: trainingOnly ? `${what} (training only)` : what, sign, numbers: numbersOf(cost) }
}

function numbersOf(change: CostChange): string {
  const delta = costDelta(change)
  return (
    [
      ['parameters', formatCountChange],
      ['macs', formatMegaMacsChange],
    ] as const
  )
    .map(([cost, words]) => {
      const share =
        change.from[cost] === 0 || change.to[cost] === 0 ? '' : formatChange(change.to[cost] / change.from[cost])
      return words(delta[cost]).padStart(NUMBER) + (delta[cost] === 0 ? '' : share).padStart(SHARE)
    })
    .join('')
}
