import type { ReactNode } from 'react'
import { type CostChange, costDelta } from '../../diff/cost-change'
import type { DiffTree } from '../../diff/diff-tree'
import {
  type Box,
  type Connection,
  type Drawing,
  type DrawnModule,
  type FoldedModules,
  layOut,
  type Row,
  SIZES,
} from '../../diff/drawing/layout'
import { fitted } from '../../diff/drawing/text'
import type { PartStatus } from '../../diff/layer-nodes'
import {
  formatChange,
  formatCount,
  formatCountChange,
  formatMegaMacs,
  formatMegaMacsChange,
} from '../../format/numbers'

const SIGNS = { '+': '+', '-': '−', '~': 'Δ', '·': '' } as const

/**
 * Two networks in one drawing: modules from above to below, branches side by side, and what is different marked by form as
 * well as by colour: removed dashed with cut corners and its name struck, added with a double line, changed with a filled
 * corner and Δ, new connections double. What each module costs more or less stands beside it.
 */
export function ArchitectureDiff({
  tree,
  names,
  children,
}: {
  tree: DiffTree
  names: { readonly a: string; readonly b: string }
  /** The style, where nothing around it has one. */
  children?: ReactNode
}) {
  const drawing = layOut(tree)
  const { width, height, rows } = drawing
  return (
    <svg
      className="architecture-diff"
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={`What differs between ${names.a} and ${names.b}`}
    >
      {children}
      <text className="title" x={20} y={30}>
        {fitted(`${names.a} → ${names.b}`, width - 40, 17)}
      </text>
      <Totals tree={tree} />
      <Legend />
      {rows
        .slice(1)
        .filter(({ label }) => label.follows)
        .map(({ y }) => (
          <path className="rail" key={y} d={`M${(SIZES.left + SIZES.right) / 2} ${y - SIZES.rowGap}V${y}`} />
        ))}
      {rows.map((row) => (
        <RowView key={`${row.y} ${row.label.name}`} row={row} drawing={drawing} />
      ))}
    </svg>
  )
}

function Totals({ tree: { inference, training } }: { tree: DiffTree }) {
  const words = (title: string, { from, to }: CostChange): string =>
    `${title}: ${formatCount(from.parameters)} → ${formatCount(to.parameters)} parameters` +
    `${share(from.parameters, to.parameters)}, ${formatMegaMacs(from.macs)} → ${formatMegaMacs(to.macs)} M MACs` +
    share(from.macs, to.macs)
  const differs =
    training.from.parameters !== inference.from.parameters || training.to.parameters !== inference.to.parameters
  return (
    <>
      <text className="total" x={20} y={52}>
        {words('Inference', inference)}
      </text>
      {differs && (
        <text className="total" x={20} y={69}>
          {words('Training', training)}
        </text>
      )}
    </>
  )
}

function share(from: number, to: number): string {
  return from === to || from === 0 ? '' : ` (${formatChange(to / from)})`
}

/** Right ends of the columns of numbers, and where bars lie, all on one scale. */
const COLUMNS = {
  parameters: SIZES.right + 92,
  macs: SIZES.right + 158,
  bar: { from: SIZES.right + 168, width: 60 },
} as const

const LEGEND: readonly (readonly [PartStatus, string, number])[] = [
  ['same', 'same', 0],
  ['changed', 'changed: corner, Δ', 66],
  ['removed', 'removed: dashed, cut corners', 196],
  ['added', 'added: double line', 380],
]

/** The forms, and what the columns of numbers are. */
function Legend() {
  const y = 86
  return (
    <g className="legend">
      {LEGEND.map(([status, words, x]) => (
        <g key={status} transform={`translate(${20 + x} ${y})`}>
          <Frame box={{ x: 0, y: 0, width: 18, height: 12, status }} cut={3} corner={6} />
          <text x={24} y={10}>
            {words}
          </text>
        </g>
      ))}
      <g transform={`translate(534 ${y})`}>
        <Wire path="M0 6H20" status="added" />
        <text x={26} y={10}>
          new connection
        </text>
      </g>
      <text x={662} y={y + 10}>
        in boxes: channels · weights
      </text>
      <text className="end" x={COLUMNS.parameters} y={y + 10}>
        parameters
      </text>
      <text className="end" x={COLUMNS.macs} y={y + 10}>
        M MACs
      </text>
    </g>
  )
}

function RowView({ row, drawing }: { row: Row; drawing: Drawing }) {
  return (
    <g className={`row ${row.label.status}`}>
      <Label row={row} />
      {row.kind === 'module' ? <Module module={row} /> : <Folded folded={row} />}
      {row.cost && <Costs cost={row.cost} row={row} scale={drawing.macs} />}
    </g>
  )
}

const STATUS_SIGNS: Readonly<Record<PartStatus, string>> = {
  same: '',
  affected: '',
  added: '+',
  removed: '−',
  changed: '~',
}

function Label({ row: { kind, y, label } }: { row: Row }) {
  const at = y + (kind === 'module' ? 24 : 17)
  const sign = STATUS_SIGNS[label.status]
  return (
    <>
      {sign !== '' && (
        <text className={`sign ${label.status}`} x={20} y={at}>
          {sign}
        </text>
      )}
      <text className={label.status === 'removed' ? 'module struck' : 'module'} x={34} y={at}>
        {fitted(label.name, 108, 12.5)}
      </text>
      {kind === 'module' && label.note !== '' && (
        <text className="note" x={34} y={at + 16}>
          {fitted(label.note, 124, 11)}
        </text>
      )}
    </>
  )
}

function Folded({ folded: { y, height, text } }: { folded: FoldedModules }) {
  return (
    <>
      <rect className="folded" x={SIZES.left} y={y} width={SIZES.right - SIZES.left} height={height} rx={3} />
      <text className="note" x={SIZES.left + SIZES.pad} y={y + 17}>
        {text}
      </text>
    </>
  )
}

function Module({ module: { y, height, boxes, connections, columns, rail } }: { module: DrawnModule }) {
  // Unchanged lines lie below, so that a new or a lost one is seen whole.
  const order = { same: 0, removed: 1, added: 2 } as const
  const sorted = [...connections].sort((one, other) => order[one.status] - order[other.status])
  return (
    <>
      <rect className="panel" x={SIZES.left} y={y} width={SIZES.right - SIZES.left} height={height} rx={5} />
      {rail && (
        <path
          className="rail"
          d={`M${(SIZES.left + SIZES.right) / 2} ${y}V${rail.y}M${rail.from} ${rail.y}H${rail.to}`}
        />
      )}
      {sorted.map((connection) => (
        <g key={`${connection.status} ${connection.path}`}>
          <Wire path={connection.path} status={connection.status} />
          <Arrow connection={connection} />
        </g>
      ))}
      {columns.map(({ name, x, y: at }) => (
        <text className="note halo" key={`${name} ${x}`} x={x} y={at}>
          {name}
        </text>
      ))}
      {boxes.map((box) => (
        <BoxView key={`${box.x} ${box.y}`} box={box} />
      ))}
    </>
  )
}

function Wire({ path, status }: Pick<Connection, 'path' | 'status'>) {
  return (
    <>
      <path className={`wire ${status}`} d={path} />
      {status === 'added' && <path className="wire between" d={path} />}
    </>
  )
}

/** The head of a connection. */
function Arrow({ connection: { end, status } }: { connection: Connection }) {
  const size = status === 'added' ? 'l-5 -8h10z' : 'l-3.5 -7h7z'
  const shape = end.from === 'left' ? 'l-7 -3.5v7z' : size
  return <path className={`arrow ${status}`} d={`M${end.x} ${end.y}${shape}`} />
}

function BoxView({ box }: { box: Box }) {
  const { x, y, width, status, title, detail, notes } = box
  const middle = x + width / 2
  return (
    <g className={`box ${status}`}>
      <Frame box={box} cut={8} corner={13} />
      <text className={status === 'removed' ? 'name struck' : 'name'} x={middle} y={y + 18}>
        {title}
      </text>
      <text className="detail" x={middle} y={y + 33}>
        {detail}
      </text>
      {notes.map(({ sign, text, goesOn }, at) => {
        const lineY = y + 33 + (at + 1) * SIZES.chip.line
        return (
          <Note key={lineY} sign={goesOn ? '' : SIGNS[sign]} x={x + 8} y={lineY} className={NOTE_CLASSES[sign]}>
            {text}
          </Note>
        )
      })}
    </g>
  )
}

const NOTE_CLASSES = { '+': 'added', '-': 'removed', '~': 'changed', '·': 'quiet' } as const

function Note({
  sign,
  x,
  y,
  className,
  children,
}: {
  sign: string
  x: number
  y: number
  className: string
  children: ReactNode
}) {
  return (
    <text className={`change ${className}`} x={x} y={y}>
      {sign}
      <tspan className={className === 'removed' ? 'struck' : undefined} x={x + 12}>
        {children}
      </tspan>
    </text>
  )
}

/** The outline that tells a part's status: cut corners, double, filled corner, plain. */
function Frame({
  box: { x, y, width, height, status },
  cut,
  corner,
}: {
  box: Pick<Box, 'x' | 'y' | 'width' | 'height' | 'status'>
  cut: number
  corner: number
}) {
  if (status === 'removed') {
    const [right, bottom] = [x + width, y + height]
    const path =
      `M${x + cut} ${y}H${right - cut}L${right} ${y + cut}V${bottom - cut}L${right - cut} ${bottom}` +
      `H${x + cut}L${x} ${bottom - cut}V${y + cut}Z`
    return <path className="frame removed" d={path} />
  }
  const inset = corner > 8 ? 3 : 2.5
  return (
    <>
      <rect className={`frame ${status}`} x={x} y={y} width={width} height={height} rx={3} />
      {status === 'added' && (
        <rect
          className="frame inner"
          x={x + inset}
          y={y + inset}
          width={width - 2 * inset}
          height={height - 2 * inset}
          rx={2}
        />
      )}
      {status === 'changed' && <path className="corner" d={`M${x} ${y}h${corner}l-${corner} ${corner}z`} />}
    </>
  )
}

function Costs({ cost, row, scale: [least, most] }: { cost: CostChange; row: Row; scale: Drawing['macs'] }) {
  const { parameters, macs } = costDelta(cost)
  const y = row.y + (row.kind === 'module' ? 24 : 17)
  const { from, width } = COLUMNS.bar
  const at = (value: number): number => from + ((value - least) / Math.max(1, most - least)) * width
  return (
    <g className="costs">
      <text className="end" x={COLUMNS.parameters} y={y}>
        {formatCountChange(parameters)}
      </text>
      <text className="end" x={COLUMNS.macs} y={y}>
        {formatMegaMacsChange(macs)}
      </text>
      {macs !== 0 && (
        <rect
          className={macs > 0 ? 'more' : 'less'}
          x={at(Math.min(0, macs))}
          y={y - 8}
          // A change too small to see still shows that it is one.
          width={Math.max(1, at(Math.abs(macs)) - at(0))}
          height={8}
        />
      )}
      <line className="zero" x1={at(0)} x2={at(0)} y1={y - 11} y2={y + 3} />
    </g>
  )
}
