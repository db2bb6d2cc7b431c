import { useMemo, useRef } from 'react'
import { formatMegaMacs } from '../../shared/format/numbers'
import { messages } from '../../shared/messages'
import { armLook } from '../../shared/report/arm-look'
import type { PlannedArm, StudyPlan } from '../../shared/study/plan'
import type { RunState } from '../../shared/study/run-state'
import { useSize } from '../frame/use-size'
import { ArmChart } from './arm-chart'
import { type ArmCurves, armCurves } from './arm-curves'
import { type Axis, cuts, epochAxis, valueAxis } from './axis'
import type { CurvePoint, Metric } from './curves'
import { arrangeTrellis, type Trellis } from './trellis'

const text = messages.live

/** Least size at which a chart can be read; the panel scrolls rather than going below it. */
const LEAST = { width: 136, height: 96 }
const ROW_HEAD = 104
const COLUMN_HEAD = 20
const OWN_HEAD = 18
const GAP = 12
const AXIS_NAME = 16

/** The curves of all arms as small multiples with the same axes. */
export function TrellisChart({ run, plan, metric }: { run: RunState; plan: StudyPlan; metric: Metric }) {
  const [size, measure] = useSize()
  const curves = useArmCurves(run, plan, metric)
  const trellis = useMemo(() => arrangeTrellis(plan), [plan])
  const points = [...curves.values()].flatMap(({ trials }) => trials.flatMap((trial) => trial.points))
  const bands = [...curves.values()].flatMap(({ band }) => band)
  const y = useStable(valueAxis(metric, points, bands))
  const x = useStable(epochAxis(plan.epochs, isWithinEpochs(metric, points)))
  const cell = cellSize(size, trellis)

  return (
    <section className="panel trellis" aria-label={text.trellis}>
      <div className="trellis-title">
        <h2>{text.metricTitles[metric]}</h2>
        <span className="note">
          {[
            ...(metric === 'training-loss' ? [text.mainLoss] : []),
            ...(bands.length > 0 ? [text.noteBand] : [text.note]),
            ...(cuts(y, bands) ? [text.noteCut] : []),
          ].join(' · ')}
        </span>
      </div>
      <div className="trellis-charts" ref={measure}>
        {size.width > 0 && (
          <div
            className="trellis-grid"
            style={{
              gridTemplateColumns: `${trellis.columns === null ? '' : `${ROW_HEAD}px `}repeat(${trellis.columnCount}, ${cell.width}px)`,
            }}
          >
            {trellis.columns !== null && (
              <>
                <span />
                {trellis.columns.map((column) => (
                  <span key={column} className="column-head ellipsis" title={column}>
                    {column}
                  </span>
                ))}
              </>
            )}
            {trellis.rows.map((row, index) => (
              <Row key={row.head ?? `row ${index + 1}`}>
                {row.head !== null && <RowHead head={row.head} arms={row.cells} factors={plan.factors} />}
                {row.cells.map((arm) => {
                  const drawn = arm === null ? undefined : curves.get(arm.id)
                  return drawn === undefined ? (
                    <span key={arm?.id ?? `${row.head} empty`} />
                  ) : (
                    <ArmChart
                      key={drawn.arm.id}
                      curves={drawn}
                      hue={armLook(plan.factors, drawn.arm).hue}
                      named={trellis.columns === null}
                      replicates={plan.replicates}
                      metric={metric}
                      x={x}
                      y={y}
                      width={cell.width}
                      height={cell.height}
                    />
                  )
                })}
              </Row>
            ))}
            {trellis.columns !== null && <span />}
            {Array.from({ length: trellis.columnCount }, (_, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
              <span key={column} className="axis-name">
                {text.epoch}
              </span>
            ))}
          </div>
        )}
      </div>
    </section>
  )
}

/** Curves that do not change from one batch of events to the next stay the same objects. */
function useArmCurves(run: RunState, plan: StudyPlan, metric: Metric): ReadonlyMap<string, ArmCurves> {
  const before = useRef<ReadonlyMap<string, ArmCurves>>(new Map())
  return useMemo(() => {
    before.current = armCurves(run, plan, metric, before.current)
    return before.current
  }, [run, plan, metric])
}

/** Training is measured within epochs while it runs; of trials read back from disk only whole epochs are known. */
function isWithinEpochs(metric: Metric, points: readonly CurvePoint[]): boolean {
  return metric !== 'validation-accuracy' && (points.length === 0 || points.some(({ x }) => x < 1))
}

/** An axis that says the same stays the same object. */
function useStable(axis: Axis): Axis {
  const key = JSON.stringify(axis)
  return useMemo(() => JSON.parse(key) as Axis, [key])
}

const Row = ({ children }: { children: React.ReactNode }) => <>{children}</>

function RowHead({
  head,
  arms,
  factors,
}: {
  head: string
  arms: readonly (PlannedArm | null)[]
  factors: StudyPlan['factors']
}) {
  const macs = arms.flatMap((arm) => (arm === null ? [] : [arm.macs]))
  const [low, high] = [Math.min(...macs), Math.max(...macs)].map(formatMegaMacs)
  const levels = arms.find((arm) => arm !== null)?.levels ?? {}
  return (
    <span className={`row-head ${armLook(factors, { levels }).hue}`}>
      <b className="hue-text">{head}</b>
      <span>{text.megaMacs(low === high ? `${low}` : text.range(`${low}`, `${high}`))}</span>
    </span>
  )
}

/** Charts share what the panel offers, down to a least size. */
function cellSize(size: { readonly width: number; readonly height: number }, { columns, columnCount, rows }: Trellis) {
  const width = (size.width - (columns === null ? 0 : ROW_HEAD + GAP) - GAP * (columnCount - 1)) / columnCount
  const own = columns === null ? OWN_HEAD : 0
  const height = (size.height - AXIS_NAME - (columns === null ? 0 : COLUMN_HEAD)) / Math.max(1, rows.length) - own - 4
  return {
    width: Math.floor(Math.max(LEAST.width, width)),
    height: Math.floor(Math.min(240, Math.max(LEAST.height, height))),
  }
}
