import type { PlannedArm, StudyPlan } from '../../shared/study/plan'

/** Small multiples: one cell an arm, in rows and columns that follow the factors. */
export interface Trellis {
  /** Heads of the columns; null where the cells carry their own names. */
  readonly columns: readonly string[] | null
  readonly columnCount: number
  readonly rows: readonly { readonly head: string | null; readonly cells: readonly (PlannedArm | null)[] }[]
}

/** More columns than this make charts too narrow to read. */
const MOST_COLUMNS = 4

/**
 * Where every combination of levels is an arm, the first factor gives the rows and the others the columns;
 * any other set of arms fills a grid in the plan's order.
 */
export function arrangeTrellis({ factors, arms }: Pick<StudyPlan, 'factors' | 'arms'>): Trellis {
  const [first, ...others] = factors
  const columns = combinations(others)
  const crossed = first !== undefined && first.levels.length * columns.length === arms.length
  if (!crossed || others.length === 0 || columns.length > MOST_COLUMNS) return grid(arms)
  const rows = first.levels.map((level) => ({
    head: `${capital(first.name)} ${level}`,
    cells: columns.map((column) => findArm(arms, { [first.name]: level, ...column })),
  }))
  const columnHeads = columns.map((column) =>
    capital(
      Object.entries(column)
        .map(([factor, level]) => `${factor} ${level}`)
        .join(', '),
    ),
  )
  return { columns: columnHeads, columnCount: columns.length, rows }
}

function grid(arms: readonly PlannedArm[]): Trellis {
  const columnCount = Math.max(
    1,
    Math.min(MOST_COLUMNS, arms.length <= 2 ? arms.length : Math.ceil(Math.sqrt(arms.length))),
  )
  const rows = []
  for (let start = 0; start < arms.length; start += columnCount) {
    rows.push({ head: null, cells: arms.slice(start, start + columnCount) })
  }
  return { columns: null, columnCount, rows }
}

function combinations(factors: StudyPlan['factors']): Readonly<Record<string, string>>[] {
  return factors.reduce<Readonly<Record<string, string>>[]>(
    (before, { name, levels }) => before.flatMap((chosen) => levels.map((level) => ({ ...chosen, [name]: level }))),
    [{}],
  )
}

function findArm(arms: readonly PlannedArm[], levels: Readonly<Record<string, string>>): PlannedArm | null {
  return arms.find((arm) => Object.entries(levels).every(([factor, level]) => arm.levels[factor] === level)) ?? null
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
