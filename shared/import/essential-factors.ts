/** A factor with its level in each arm. */
export interface FactorColumn {
  readonly name: string
  /** By arm, in one order for all factors. */
  readonly levels: readonly string[]
}

/**
 * The factors without those that only give arms a name beside what is varied: one that is another in each arm, where the
 * others tell arms apart without it. Where a column called `arm` tells more arms apart than all others do, it alone is left, as
 * nothing says what else is varied.
 */
export function essentialFactors(columns: readonly FactorColumn[]): readonly FactorColumn[] {
  const all = combinations(columns)
  const kept = withoutNames(columns, all)
  const arm = kept.find(({ name }) => name === 'arm')
  return arm && kept.length > 1 && combinations([arm]) === all ? [arm] : kept
}

function withoutNames(columns: readonly FactorColumn[], all: number): readonly FactorColumn[] {
  const name = columns.find((own) => {
    const others = columns.filter((other) => other !== own)
    return others.length > 0 && combinations([own]) === all && combinations(others) === all
  })
  return name
    ? withoutNames(
        columns.filter((own) => own !== name),
        all,
      )
    : columns
}

/** How many arms these factors tell apart. */
function combinations(columns: readonly FactorColumn[]): number {
  const [first] = columns
  return new Set(first?.levels.map((_, arm) => JSON.stringify(columns.map(({ levels }) => levels[arm])))).size
}
