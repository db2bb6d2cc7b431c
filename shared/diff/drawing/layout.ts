import { formatShape } from '../../architecture/shape'
import { type CostChange, costDelta } from '../cost-change'
import type { DiffTree, ModuleNode } from '../diff-tree'
import type { PartStatus } from '../layer-nodes'
import { moduleLines } from '../module-lines'
import { type Chip, type ChipModule, chipModule } from './chips'
import { fitted, wrapped } from './text'

/** Everything of the drawing, in pixels. */
export interface Drawing {
  readonly width: number
  readonly height: number
  readonly rows: readonly Row[]
  /** Least and greatest change of MACs of a module, zero among them, for one scale of all bars. */
  readonly macs: readonly [least: number, most: number]
}

export type Row = DrawnModule | FoldedModules

/** A module with its boxes and connections. */
export interface DrawnModule {
  readonly kind: 'module'
  readonly y: number
  readonly height: number
  readonly label: RowLabel
  readonly columns: readonly { readonly name: string; readonly x: number; readonly y: number }[]
  readonly boxes: readonly Box[]
  readonly connections: readonly Connection[]
  /** Where what the module reads comes in: a line that all branches hang on; absent where there are none. */
  readonly rail?: { readonly from: number; readonly to: number; readonly y: number }
  readonly cost: CostChange
}

/** Modules that need no drawing: unchanged, changed as an earlier one, or with other costs alone. */
export interface FoldedModules {
  readonly kind: 'folded'
  readonly y: number
  readonly height: number
  readonly label: RowLabel
  readonly text: string
  readonly cost: CostChange | null
}

export interface RowLabel {
  readonly name: string
  readonly status: PartStatus
  readonly note: string
  /** Whether the row before leads to it; an auxiliary classifier hangs on an earlier one. */
  readonly follows: boolean
}

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly status: PartStatus
  readonly title: string
  readonly detail: string
  /** Lines; the second and third of a note go on with the first. */
  readonly notes: readonly { readonly sign: NoteSign; readonly text: string; readonly goesOn: boolean }[]
}

type NoteSign = Chip['notes'][number]['sign']

export interface Connection {
  readonly path: string
  /** Where its head is, and whether it comes there from above or from the left. */
  readonly end: { readonly x: number; readonly y: number; readonly from: 'above' | 'left' }
  readonly status: 'same' | 'added' | 'removed'
}

type Route = Omit<Connection, 'status'>

export const SIZES = {
  width: 1080,
  /** Above the first row: title, totals, legend. */
  top: 118,
  /** Where boxes are drawn, between labels and costs. */
  left: 150,
  right: 838,
  gap: 26,
  rowGap: 14,
  pad: 14,
  rail: 30,
  chip: { least: 84, most: 158, alone: 204, height: 42, line: 15, apart: 22 },
  folded: 26,
  bottom: 24,
} as const

const AREA = SIZES.right - SIZES.left

/** Places a difference on a page: modules from above to below, their branches side by side. */
export function layOut(tree: DiffTree): Drawing {
  const rows: Row[] = []
  const drawn = new Map<string, string>()
  let y: number = SIZES.top
  const push = (row: Row): void => {
    rows.push(row)
    y += row.height + SIZES.rowGap
  }
  let unchanged: ModuleNode[] = []
  const flush = (): void => {
    if (unchanged.length > 0) push(foldedSame(unchanged, y))
    unchanged = []
  }
  for (const module of tree.modules) {
    if (module.name === 'input' && module.status !== 'changed') continue
    const lines = moduleLines(module)
    if (module.status === 'same' || (module.status === 'affected' && lines.length === 0)) {
      unchanged.push(module)
      continue
    }
    flush()
    const key = JSON.stringify(lines.map(({ sign, name, words }) => [sign, name, words]))
    const earlier = drawn.get(key)
    if (module.status === 'affected') push(folded(module, y, `${lines[0]?.name} ${lines[0]?.words}`))
    else if (earlier !== undefined && lines.length > 1) push(folded(module, y, `changed as ${earlier}`))
    else {
      drawn.set(key, module.name)
      push(drawnModule(module, y))
    }
  }
  flush()
  const macs = tree.modules.map(({ cost }) => costDelta(cost).macs)
  return {
    width: SIZES.width,
    height: y + SIZES.bottom,
    rows,
    macs: [Math.min(0, ...macs), Math.max(0, ...macs)],
  }
}

function labelOf(module: ModuleNode): RowLabel {
  const last = module.branches.flatMap(({ layers }) => layers).at(-1)
  const output = (last?.b ?? last?.a)?.output
  const was = module.from === undefined ? '' : `was ${module.from}`
  const shape = output ? `→ ${formatShape(output)}` : ''
  const note = was || (module.trainingOnly ? headNote(module) : shape)
  return { name: module.name, status: module.status, note, follows: !module.trainingOnly }
}

/** `training, on 4a`: the module that an auxiliary classifier reads. */
function headNote({ branches }: ModuleNode): string {
  const [first] = branches.flatMap(({ layers }) => layers)
  const [read] = (first?.b ?? first?.a)?.inputs ?? []
  return read === undefined ? 'training only' : `training, on ${read.split('/')[0]}`
}

function foldedSame(modules: readonly ModuleNode[], y: number): FoldedModules {
  const names = modules.map(({ name }) => name).join(', ')
  return {
    kind: 'folded',
    y,
    height: SIZES.folded,
    label: { name: '', status: 'same', note: '', follows: modules.some(({ trainingOnly }) => !trainingOnly) },
    text: fitted(`unchanged: ${names}`, AREA - 2 * SIZES.pad, 11),
    cost: null,
  }
}

function folded(module: ModuleNode, y: number, text: string): FoldedModules {
  return { kind: 'folded', y, height: SIZES.folded, label: labelOf(module), text, cost: module.cost }
}

function drawnModule(module: ModuleNode, y: number): DrawnModule {
  const plan = chipModule(module)
  const label = labelOf(module)
  const isChain = plan.columns.length <= 1 && plan.below.length === 0
  return isChain ? chain(plan, label, module.cost, y) : sideBySide(plan, label, module.cost, y)
}

/** A chip with its lines cut to a width, and the height that it takes. */
function boxOf({ status, title, detail, notes }: Chip, width: number): Omit<Box, 'x' | 'y'> {
  const lines = notes.flatMap(({ sign, text }) =>
    wrapped(text, width - 26, 11).map((line, at) => ({ sign, text: line, goesOn: at > 0 })),
  )
  return {
    width,
    height: SIZES.chip.height + lines.length * SIZES.chip.line,
    status,
    title: fitted(title, width - 22, 12.5),
    detail: fitted(detail, width - 12, 11),
    notes: lines,
  }
}

/** Boxes from left to right, in lines of as many as have room. */
function chain({ chips, edges }: ChipModule, label: RowLabel, cost: CostChange, y: number): DrawnModule {
  const { chip, gap, pad } = SIZES
  const perLine = Math.max(1, chips.length > 4 ? 3 : chips.length)
  const width = Math.min(chip.alone, (AREA - 2 * pad - (perLine - 1) * gap) / perLine)
  const start = (SIZES.left + SIZES.right - perLine * width - (perLine - 1) * gap) / 2
  const boxes: Box[] = []
  let lineY = y + pad
  let lineHeight = 0
  for (const [at, one] of chips.entries()) {
    if (at > 0 && at % perLine === 0) {
      lineY += lineHeight + chip.apart
      lineHeight = 0
    }
    const box = boxOf(one, width)
    boxes.push({ ...box, x: start + (at % perLine) * (width + gap), y: lineY })
    lineHeight = Math.max(lineHeight, box.height)
  }
  const connections = edges
    .filter(({ from }) => from >= 0)
    .flatMap(({ from, to, status }): readonly Connection[] => {
      const [one, other] = [boxes[from], boxes[to]]
      return one && other ? [{ ...along(one, other, to - from), status }] : []
    })
  return { kind: 'module', y, height: lineY + lineHeight + pad - y, label, columns: [], boxes, connections, cost }
}

/** To the next box on the line, over boxes between, or down to the next line. */
function along(from: Box, to: Box, steps: number): Route {
  if (from.y !== to.y) {
    const middle = to.y - SIZES.chip.apart / 2
    return fromAbove(`M${centre(from)} ${from.y + from.height}V${middle}H${centre(to)}`, centre(to), to.y)
  }
  const level = from.y + 21
  if (steps === 1) return { path: `M${from.x + from.width} ${level}H${to.x}`, end: { x: to.x, y: level, from: 'left' } }
  return fromAbove(`M${from.x + from.width - 12} ${from.y}V${from.y - 8}H${to.x + 12}`, to.x + 12, to.y)
}

/** The way so far, and down to its end. */
function fromAbove(path: string, x: number, y: number): Route {
  return { path: `${path}V${y}`, end: { x, y, from: 'above' } }
}

function centre({ x, width }: Box): number {
  return x + width / 2
}

/** Branches side by side, their boxes from above to below, what joins them beneath. */
function sideBySide(plan: ChipModule, label: RowLabel, cost: CostChange, y: number): DrawnModule {
  const { chip, gap, pad, rail } = SIZES
  const { columns, chips, below, edges } = plan
  const count = columns.length
  const room = (AREA - 2 * pad - (count - 1) * gap) / count
  const width = Math.max(chip.least, Math.min(chip.most, room))
  const start = SIZES.left + Math.max(pad, (AREA - count * width - (count - 1) * gap) / 2)
  const boxes = new Map<number, Box>()
  const columnOf = new Map<number, number>()
  const top = y + rail + 26
  let deepest = top
  for (const [column, { chips: own }] of columns.entries()) {
    let boxY = top
    for (const at of own) {
      const one = chips[at]
      if (!one) continue
      const box = { ...boxOf(one, width), x: start + column * (width + gap), y: boxY }
      boxes.set(at, box)
      columnOf.set(at, column)
      boxY += box.height + chip.apart
    }
    deepest = Math.max(deepest, boxY)
  }
  let belowY = deepest + 8
  for (const at of below) {
    const one = chips[at]
    if (!one) continue
    const box = { ...boxOf(one, chip.most), x: (SIZES.left + SIZES.right - chip.most) / 2, y: belowY }
    boxes.set(at, box)
    belowY += box.height + chip.apart
  }
  const end = (below.length > 0 ? belowY : deepest) - chip.apart
  const height = end + pad - y
  const places = { boxes, columnOf, columns, width, railY: y + rail }
  const connections = edges.flatMap((edge): readonly Connection[] => {
    const way = route(edge, places)
    return way ? [{ ...way, status: edge.status }] : []
  })
  const ends = connections.length > 0 ? columns.map((_, at) => start + at * (width + gap) + width / 2) : []
  return {
    kind: 'module',
    y,
    height,
    label,
    columns: columns.map(({ name = '' }, at) => ({
      name: fitted(name, width, 11),
      x: start + at * (width + gap),
      y: top - 10,
    })),
    boxes: [...boxes.values()],
    connections,
    ...(ends.length > 0 && { rail: { from: Math.min(...ends), to: Math.max(...ends), y: y + rail } }),
    cost,
  }
}

interface Places {
  readonly boxes: ReadonlyMap<number, Box>
  /** Of the chips in branches. */
  readonly columnOf: ReadonlyMap<number, number>
  readonly columns: ChipModule['columns']
  readonly width: number
  readonly railY: number
}

/** The way of an edge: straight where nothing is between, else beside the column. */
function route({ from, to }: ChipModule['edges'][number], places: Places): Route | undefined {
  const { boxes, columnOf, columns, width, railY } = places
  const [one, other] = [boxes.get(from), boxes.get(to)]
  if (!other) return undefined
  const { x: toX, y: toY } = other
  const aside = (box: Box): number => box.x + width + SIZES.gap / 2
  if (from < 0) {
    const column = columnOf.get(to)
    const isFirst = column === undefined || columns[column]?.chips[0] === to
    if (isFirst) return fromAbove(`M${centre(other)} ${railY}`, centre(other), toY)
    return fromAbove(`M${aside(other)} ${railY}V${toY - 9}H${toX + width - 18}`, toX + width - 18, toY)
  }
  if (!one) return undefined
  const bottom = one.y + one.height
  const [column, columnTo] = [columnOf.get(from), columnOf.get(to)]
  const own = columns[column ?? -1]?.chips ?? []
  if (column !== undefined && column === columnTo) {
    if (own.indexOf(to) === own.indexOf(from) + 1) return fromAbove(`M${centre(one)} ${bottom}`, centre(one), toY)
    const lead = `M${one.x + width - 14} ${bottom}V${bottom + 8}H${aside(one)}V${toY - 9}`
    return fromAbove(`${lead}H${toX + width - 18}`, toX + width - 18, toY)
  }
  const share = column === undefined ? 0.5 : (column + 1) / (columns.length + 1)
  const end = toX + other.width * share
  const isLast = column === undefined || own.at(-1) === from
  const drop = isLast ? centre(one) : aside(one)
  const lead = isLast ? `M${drop} ${bottom}` : `M${one.x + width - 14} ${bottom}V${bottom + 8}H${drop}`
  const turn = Math.max(bottom + 8, toY - 26)
  const path = `${lead}V${turn}C${drop} ${toY - 6} ${end} ${turn} ${end} ${toY}`
  return { path, end: { x: end, y: toY, from: 'above' } }
}
