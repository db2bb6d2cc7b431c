import { type CostChange, costDelta } from '../../shared/diff/cost-change'
import type { DiffTree, ModuleNode } from '../../shared/diff/diff-tree'
import { isEmpty } from '../../shared/diff/graph-diff'
import { moduleLines } from '../../shared/diff/module-lines'
import { type Difference, type Sign, summarise } from '../../shared/diff/summary'
import {
  formatChange,
  formatCount,
  formatCountChange,
  formatLarge,
  formatMegaMacsChange,
} from '../../shared/format/numbers'
import { cutEnd, cutMiddle, type Page, padded, paint, textWidth } from './page'
import { textTable } from './text-table'

/** A difference as people read it in a terminal: what is different, what it costs, then module by module. */
export function diffText(tree: DiffTree, names: { readonly a: string; readonly b: string }, page: Page): string {
  const title = `${names.a} → ${names.b}`
  if (isEmpty(tree.diff))
    return `${title}\nThe same network: ${formatCount(tree.b.layers.length)} layers, none different.`
  return [
    title,
    '',
    ...summaryLines(summarise(tree), page),
    '',
    costTable(tree, names, page),
    '',
    ...moduleBlocks(tree, page),
    '',
    'MACs: multiply-adds of one forward pass of one image.',
    ...(tree.modules.some(readsOthers) ? ['·: unchanged itself, but it reads another number of channels.'] : []),
  ].join('\n')
}

function readsOthers({ branches }: ModuleNode): boolean {
  return branches.some(({ layers }) => layers.some(({ status, reads }) => status === 'affected' && reads !== undefined))
}

/** Networks that have little in common differ in much: beyond so many kinds of difference the modules tell the rest. */
const MOST_DIFFERENCES = 24

function summaryLines(differences: readonly Difference[], page: Page): readonly string[] {
  const shown = differences.length > MOST_DIFFERENCES + 1 ? differences.slice(0, MOST_DIFFERENCES) : differences
  const most = Math.floor(page.columns / 2)
  const width = Math.min(most, Math.max(...shown.map(({ what }) => textWidth(what))))
  const lines = shown.map(({ sign, what, places }) => {
    const line = places === '' ? `${signWords(sign)} ${what}` : `${signWords(sign)} ${padded(what, width)}  ${places}`
    return paint(cutEnd(line, page.columns), sign, page)
  })
  const left = differences.length - shown.length
  return left > 0 ? [...lines, `and ${formatCount(left)} more kinds of difference: see the modules below`] : lines
}

/** A true minus, as in all that is printed. */
function signWords(sign: Sign | '·'): string {
  return sign === '-' ? '−' : sign
}

function costTable(
  { inference, training }: DiffTree,
  names: { readonly a: string; readonly b: string },
  { columns }: Page,
): string {
  const most = Math.max(12, Math.floor((columns - 64) / 2))
  const same = JSON.stringify(training) === JSON.stringify(inference)
  const rows = (title: string, change: CostChange) =>
    COSTS.map(({ cost, word, words }) => ({ title: word + title, from: change.from[cost], to: change.to[cost], words }))
  return textTable(
    [
      { title: 'per image', cell: ({ title }) => title },
      { title: cutMiddle(names.a, most), align: 'right', cell: ({ from, words }) => words(from) },
      { title: cutMiddle(names.b, most), align: 'right', cell: ({ to, words }) => words(to) },
      { title: 'difference', align: 'right', cell: ({ from, to, words }) => signed(to - from, words) },
      { title: '', align: 'right', cell: ({ from, to }) => (from === 0 || from === to ? '' : formatChange(to / from)) },
    ],
    [...rows('', inference), ...(same ? [] : rows(' in training', training))],
  )
}

const COSTS = [
  { cost: 'parameters', word: 'parameters', words: formatCount },
  { cost: 'weights', word: 'weights', words: formatCount },
  { cost: 'macs', word: 'MACs', words: formatLarge },
  { cost: 'activations', word: 'activations', words: formatCount },
] as const

function signed(value: number, words: (value: number) => string): string {
  if (value === 0) return '·'
  return `${value < 0 ? '−' : '+'}${words(Math.abs(value))}`
}

/** A row of the part that goes module by module; `isModule` opens one. */
interface Row {
  readonly sign: Sign | '·'
  readonly name: string
  readonly words: string
  readonly cost: CostChange | undefined
  readonly isModule: boolean
}

/** Names of layers are cut to this on a screen. */
const MOST_NAME = 38
/** Columns of both differences, with their gaps. */
const COST_COLUMNS = 26

function moduleBlocks({ modules }: DiffTree, page: Page): readonly string[] {
  const seen = new Map<string, string>()
  const rows = modules.flatMap((module) => moduleRows(module, seen))
  const indent = ({ isModule }: Row): string => (isModule ? '' : '    ')
  const mostName = page.columns === Number.POSITIVE_INFINITY ? page.columns : MOST_NAME
  const nameOf = (row: Row): string => cutMiddle(`${indent(row)}${signWords(row.sign)} ${row.name}`, mostName)
  const names = Math.max(...rows.map((row) => textWidth(nameOf(row))))
  const most = Math.max(24, page.columns - names - COST_COLUMNS - 2)
  const words = Math.min(most, Math.max(...rows.map((row) => textWidth(row.words))))
  const line = (row: Row): string => {
    const { parameters, macs } = row.cost ? costDelta(row.cost) : { parameters: 0, macs: 0 }
    const costs = row.cost
      ? `${formatCountChange(parameters).padStart(13)}${formatMegaMacsChange(macs).padStart(13)}`
      : ''
    const text = padded(cutMiddle(row.words, most), words)
    return paint(`${padded(nameOf(row), names)}  ${text}${costs}`.trimEnd(), row.sign, page)
  }
  const heading = `${padded('module', names)}  ${padded('', words)}${'parameters'.padStart(13)}${'M MACs'.padStart(13)}`
  return [heading, ...rows.map(line)]
}

/** A module and its lines; one line alone, if it is all there is; and for what an earlier module has too, a word that says so. */
function moduleRows(module: ModuleNode, seen: Map<string, string>): readonly Row[] {
  const lines = moduleLines(module)
  const { name, from, status, cost, trainingOnly } = module
  if (lines.length === 0 && from === undefined) return changesCost(module) ? [moduleRow(module, '')] : []
  const was = from === undefined ? [] : [`was ${from}`]
  const only = trainingOnly && status !== 'added' && status !== 'removed' ? ['in training alone'] : []
  const [first, ...others] = lines
  if (first && others.length === 0 && first.name === name)
    return [{ ...first, words: [...was, first.words].join(', '), cost, isModule: true }]
  const key = JSON.stringify(lines.map(({ sign, name: part, words }) => [sign, part, words]))
  const earlier = seen.get(key)
  const rows = lines.map((line) => ({ ...line, isModule: false }))
  if (earlier === undefined) seen.set(key, name)
  else if (lines.length > 1) return [moduleRow(module, [...was, `as ${earlier}`].join(', '))]
  return [moduleRow(module, [...was, ...only].join(', ')), ...rows]
}

function moduleRow({ name, status, cost }: ModuleNode, words: string): Row {
  return { sign: status === 'affected' || status === 'same' ? '·' : '~', name, words, cost, isModule: true }
}

function changesCost({ cost }: ModuleNode): boolean {
  const { parameters, macs } = costDelta(cost)
  return parameters !== 0 || macs !== 0
}
