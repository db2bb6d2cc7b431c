import { type Arm, listedArms, type VariedFactor } from '../design/arms'
import { nearest } from '../nearest'
import { err, ok, type Result } from '../result'
import { contentHash } from '../study/content-hash'
import { IMPORTED_PLAN_SCHEMA, type ImportedPlan } from '../study/imported-plan'
import { IMPORTED_RESULT_SCHEMA, type ImportedResult, importedTrialId, writtenNumber } from '../study/imported-result'
import type { ImportedStudy } from '../study/imported-study'
import { chooseOutcome } from './choose-outcome'
import type { ImportedRun, ImportedRuns, ReadRuns } from './imported-runs'
import { LIMITS } from './limits'

/** What a person said of an import. */
export interface Asked {
  readonly name: string
  readonly question?: string | undefined
  /** The arm that others are compared with. */
  readonly base?: string | undefined
  readonly metric?: string | undefined
  readonly better?: 'more' | 'less' | undefined
}

/** Where runs come from. */
export type Origin = Pick<ImportedPlan['imported'], 'format' | 'version' | 'files'>

/** All that the folder of an imported study holds. */
export interface ImportedContent {
  readonly study: ImportedStudy
  readonly plan: ImportedPlan
  readonly results: readonly ImportedResult[]
}

/** Runs → study: the base and the outcome are chosen, runs are put under arms and replicates. @returns the sentence why it cannot be */
export function studyOfRuns({ runs, notes }: ReadRuns, asked: Asked, origin: Origin): Result<ImportedContent, string> {
  const problem = runsProblem(runs)
  if (problem !== undefined) return err(problem)
  const base = baseLevels(runs, asked.base)
  if (!base.ok) return base
  const outcome = chooseOutcome(runs, asked)
  if (!outcome.ok) return outcome
  const factors = runs.factors.map(({ name, levels }): VariedFactor => {
    const first = base.value[name] ?? ''
    return { name, levels: [first, ...levels.filter((level) => level !== first)] }
  })
  const arms = armsOf(factors, runs)
  const { replicates, paired, replicateOf } = pairRuns(runs)
  const places = new Map(arms.map(({ levels }, index) => [levelsKey(levels), index]))
  const placed = runs.runs
    .map((run) => ({
      result: resultOf(run),
      place: places.get(levelsKey(run.levels)) ?? 0,
      replicate: replicateOf(run),
    }))
    .sort((a, b) => a.replicate - b.replicate || a.place - b.place)
    .map(({ place, ...own }) => ({ ...own, arm: arms[place]?.id ?? '' }))
  const question = asked.question ?? `How do ${asked.name}’s arms differ in ${outcome.value.metric}?`
  const plan: ImportedPlan = {
    schema: IMPORTED_PLAN_SCHEMA,
    study: asked.name,
    question,
    hash: contentHash({ factors, trials: placed.map(({ result }) => result.trial) }),
    imported: {
      ...origin,
      files: [...origin.files],
      rows: notes.rows,
      understood: [...notes.understood],
      unusable: notes.unusable.map((own) => ({ ...own, examples: [...own.examples] })),
      repeated: { ...notes.repeated },
    },
    factors: factors.map(({ name, levels }) => ({ name, levels: [...levels] })),
    design: 'imported',
    metrics: [...runs.metrics],
    stepName: runs.stepName,
    replicates,
    paired,
    arms: arms.map((arm) => ({ ...arm, levels: { ...arm.levels }, parameters: null, macs: null, trainingMacs: null })),
    trials: placed.map(({ result, arm, replicate }) => ({ id: result.trial, arm, replicate, seed: result.seed })),
    warnings: paired === 'chance' ? [BY_CHANCE] : [],
  }
  const study: ImportedStudy = {
    study: asked.name,
    question,
    imported: true,
    factors: Object.fromEntries(plan.factors.map(({ name, levels }) => [name, levels])),
    outcome: outcome.value,
    analysis: { test: 'paired-t', sumsOfSquares: 'II' },
    hypotheses: [],
  }
  return ok({ study, plan, results: placed.map(({ result }) => result) })
}

const BY_CHANCE =
  'No two arms share a seed: runs were paired by chance, by a hash of their names. Tests hold all the same; pairing takes no noise off them.'

function runsProblem({ factors, runs }: ImportedRuns): string | undefined {
  if (runs.length === 0) return 'No run has a number that could be used.'
  if (factors.length === 0) return 'All runs are of one arm: there is nothing to compare it with.'
  if (factors.some(({ name }) => name === '__proto__')) return 'A factor cannot be called __proto__: rename its column.'
  const arms = new Set(runs.map(({ levels }) => levelsKey(levels))).size
  if (arms > LIMITS.arms)
    return `There are ${arms.toLocaleString('en')} arms; at most ${LIMITS.arms.toLocaleString('en')} are compared. Is a column of numbers taken for a factor? Name those that are with --factors.`
  return undefined
}

/** Names that arms have which others are compared with. */
const BASE_NAMES = ['base', 'baseline', 'control', 'default', 'reference', 'full']

/** The levels of the base: of the arm that was asked for, else of one that is called so, else of the first run. */
function baseLevels(
  { factors, runs }: ImportedRuns,
  asked: string | undefined,
): Result<Readonly<Record<string, string>>, string> {
  const [first] = runs
  if (!first) throw new Error('an import without runs was not refused')
  const [only] = factors
  const armNames = factors.length === 1 && only ? only.levels : []
  if (asked === undefined) {
    const named = only && armNames.find((level) => BASE_NAMES.includes(level.toLowerCase()))
    return ok(only && named !== undefined ? { [only.name]: named } : (wholeArm(factors, runs) ?? first.levels))
  }
  if (only && armNames.includes(asked)) return ok({ [only.name]: asked })
  const words = (levels: Readonly<Record<string, string>>): string =>
    factors.map(({ name }) => `${name}=${levels[name]}`).join(',')
  const arms = [...new Set(runs.map(({ levels }) => words(levels)))]
  const pairs = new Set(asked.split(',').map((pair) => pair.trim()))
  const run = runs.find(({ levels }) => factors.every(({ name }) => pairs.has(`${name}=${levels[name]}`)))
  if (run) return ok(run.levels)
  const allowed = armNames.length > 0 ? armNames : arms
  const near = nearest(asked, allowed)
  const more = allowed.length > 20 ? `, … (${allowed.length} in all)` : ''
  return err(
    `--base ${JSON.stringify(asked.slice(0, 200))} is no arm of these runs. Allowed: ${allowed.slice(0, 20).join(factors.length > 1 ? '; ' : ', ')}${more}.${near === undefined ? '' : ` Did you mean ${near}?`}`,
  )
}

/** Levels that say that a part is there, and those that say that it is not. */
const THERE = ['on', 'yes', 'true', 'with', '1']
const NOT_THERE = ['off', 'no', 'false', 'without', '0', 'none']

/** The levels of an arm that has all parts, where factors say which are there: what is ablated, mostly. */
function wholeArm(factors: ImportedRuns['factors'], runs: ImportedRuns['runs']): ImportedRun['levels'] | undefined {
  const parts = factors.flatMap(({ name, levels }) => {
    const there = levels.find((level) => THERE.includes(level.toLowerCase()))
    const without = levels.some((level) => NOT_THERE.includes(level.toLowerCase()))
    return there !== undefined && without ? [{ name, there }] : []
  })
  return parts.length === 0
    ? undefined
    : runs.find(({ levels }) => parts.every(({ name, there }) => levels[name] === there))?.levels
}

/** The arms that have runs, the base first. Arms that are known by name alone are called by it. */
function armsOf(factors: readonly VariedFactor[], { runs }: ImportedRuns): readonly Arm[] {
  const found = new Map<string, Arm>()
  const taken = new Set<string>()
  const [base] = listedArms(factors, [])
  if (base) found.set(levelsKey(base.levels), base)
  for (const { levels } of runs) {
    const key = levelsKey(levels)
    if (found.has(key)) continue
    const [, own] = listedArms(factors, [levels])
    if (!own) throw new Error(`the base was taken for another arm: ${key}`)
    // Levels may hold the signs that part them in an id.
    let { id } = own
    while (taken.has(id)) id = `${id}′`
    taken.add(id)
    found.set(key, { ...own, id })
  }
  const [only] = factors
  const named = factors.length === 1 && only?.name === 'arm'
  return [...found.values()].map((arm) => (named ? { ...arm, label: arm.levels.arm ?? arm.label } : arm))
}

/**
 * Which replicate each run is: a seed is the same replicate in every arm. Where no two arms share one, an arm's runs are put in
 * an order that has nothing to do with their results, nor with that in which they stand: a list sorted by accuracy would
 * otherwise pair the best with the best, and show effects far surer than they are.
 */
function pairRuns({ runs }: ImportedRuns) {
  const armsOfSeed = new Map<string, Set<string>>()
  for (const { levels, seed } of runs) {
    const name = seed ?? ''
    armsOfSeed.set(name, (armsOfSeed.get(name) ?? new Set()).add(levelsKey(levels)))
  }
  const seeds = [...armsOfSeed.keys()].sort(byNumber)
  if ([...armsOfSeed.values()].some((arms) => arms.size > 1)) {
    const places = new Map(seeds.map((seed, index) => [seed, index + 1]))
    return {
      replicates: seeds.length,
      paired: 'seed' as const,
      replicateOf: ({ seed }: ImportedRun) => places.get(seed ?? '') ?? 1,
    }
  }
  const byArm = new Map<string, ImportedRun[]>()
  for (const run of runs) byArm.set(levelsKey(run.levels), [...(byArm.get(levelsKey(run.levels)) ?? []), run])
  const places = new Map<ImportedRun, number>()
  for (const own of byArm.values()) {
    const drawn = own
      .map((run) => ({ run, key: contentHash([run.levels, run.seed]) }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
    for (const [index, { run }] of drawn.entries()) places.set(run, index + 1)
  }
  const replicates = Math.max(...[...byArm.values()].map(({ length }) => length))
  return { replicates, paired: 'chance' as const, replicateOf: (run: ImportedRun) => places.get(run) ?? 1 }
}

function byNumber(a: string, b: string): number {
  const [first, second] = [Number(a), Number(b)]
  if (Number.isFinite(first) && Number.isFinite(second) && first !== second) return first - second
  return a < b ? -1 : a > b ? 1 : 0
}

function resultOf({ levels, seed, series }: ImportedRun): ImportedResult {
  const content = {
    levels: { ...levels },
    seed,
    series: series.map(({ metric, steps, values }) => ({
      metric,
      steps: [...steps],
      values: values.map(writtenNumber),
    })),
  }
  return { schema: IMPORTED_RESULT_SCHEMA, trial: importedTrialId(content), ...content }
}

function levelsKey(levels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(levels).sort(([a], [b]) => (a < b ? -1 : 1)))
}
