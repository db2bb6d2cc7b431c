import { factorNamed } from '../ablation/factors'
import { levelName } from '../ablation/level'
import { type FactorProblem, studyFactors } from '../ablation/study-factors'
import { nearest } from '../nearest'
import type { Result } from '../result'
import type { DatasetDescription } from '../training/dataset'
import type { StudyArchitecture } from './architecture-named'
import { checkTraining } from './check-training'
import type { Problem } from './problem'
import { COST_OUTCOMES, type Hypothesis, type StudyFile } from './schema'
import { quote } from './schema-problems'
import type { SourceMap } from './source-map'

/** A data set as the check finds it: known and there, or the sentence that says why it cannot be used. */
export type FoundDataset =
  | { readonly found: true; readonly dataset: DatasetDescription }
  | { readonly found: false; readonly sentence: string }

export interface Names {
  readonly architecture: StudyArchitecture
  readonly dataset: DatasetDescription
}

/** What a study's names were found to stand for. */
interface Found {
  readonly architecture: Result<StudyArchitecture, readonly Problem[]>
  readonly dataset: FoundDataset
  readonly datasetNames: readonly string[]
}

/** Signs between the names of factors and levels. */
const MEANINGFUL = /[=,*:\n]/

/** Looks up what a study names. @returns the things named, or null with the problems. */
export function checkNames(
  study: StudyFile,
  map: SourceMap,
  { architecture, dataset, datasetNames }: Found,
): { readonly names: Names | null; readonly problems: readonly Problem[] } {
  const problems: Problem[] = []
  const unknown = (path: readonly PropertyKey[], word: string, what: string, allowed: readonly string[]): void => {
    const near = nearest(word, allowed)
    const found = `${quote(word)} is not ${what}.`
    problems.push({
      range: map.value(path),
      found,
      allowed: [...allowed],
      ...(near !== undefined && { nearest: near }),
    })
  }
  const problem = (path: readonly PropertyKey[], found: string): void => {
    problems.push({ range: map.value(path), found, allowed: [] })
  }

  if (!architecture.ok) problems.push(...architecture.error)

  if (!datasetNames.includes(study.dataset.name))
    unknown(['dataset', 'name'], study.dataset.name, 'a data set known here', datasetNames)
  else if (!dataset.found) problem(['dataset', 'name'], dataset.sentence)
  else {
    checkSizes(study, dataset.dataset, problem)
    checkOutcome(study, dataset.dataset, problem)
  }

  problems.push(...studyFactors(study.factors).problems.map((own) => factorProblem(own, study, map)))
  for (const name of Object.keys(study.factors)) {
    const missing = architecture.ok && factorNamed(name)?.missingIn(architecture.value.architecture)
    if (missing) problem(['factors', name], `${missing}, so the factor ${name} has nothing to vary.`)
  }
  for (const name of Object.keys(study.factors))
    if (MEANINGFUL.test(name))
      problems.push({
        range: map.key(['factors', name]),
        found: `The factor’s name ${quote(name)} has a sign in it that means something where factors are named: = and , in arms, * and : in effects.`,
        allowed: [],
      })
  checkTraining(study, problem)
  checkTested(study, unknown)
  for (const [index, hypothesis] of study.hypotheses.entries())
    checkHypothesis(hypothesis, ['hypotheses', index], study, unknown, problem)

  const names = architecture.ok && dataset.found ? { architecture: architecture.value, dataset: dataset.dataset } : null
  return { names: problems.length === 0 ? names : null, problems }
}

/** A factor or level that stands for nothing, at its place. */
function factorProblem(
  { factor, index, kind, word, allowed }: FactorProblem,
  { factors }: StudyFile,
  map: SourceMap,
): Problem {
  const near = nearest(word, allowed)
  const rest = { allowed: [...allowed], ...(near !== undefined && { nearest: near }) }
  if (index === undefined)
    return { range: map.key(['factors', factor]), found: `${quote(word)} is not a factor known here.`, ...rest }
  const range = map.value(['factors', factor, index])
  const found =
    kind === 'twice'
      ? `Level ${word} stands twice.`
      : `${quote(factors[factor]?.[index] ?? word)} is not a level of ${factor}.`
  return { range, found, ...rest }
}

type Tell = (path: readonly PropertyKey[], sentence: string) => void
type TellUnknown = (path: readonly PropertyKey[], word: string, what: string, allowed: readonly string[]) => void

function checkSizes(study: StudyFile, dataset: DatasetDescription, problem: Tell): void {
  for (const split of ['train', 'validation', 'test'] as const) {
    const asked = study.dataset[split]
    const there = dataset.sizes[split]
    if (asked !== undefined && asked > there)
      problem(
        ['dataset', split],
        `${dataset.name} has ${there.toLocaleString('en')} ${split} images, not ${asked.toLocaleString('en')}.`,
      )
  }
  const train = study.dataset.train ?? dataset.sizes.train
  if (study.training.batch > train)
    problem(
      ['training', 'batch'],
      `A batch of ${study.training.batch} is larger than the ${train.toLocaleString('en')} training images.`,
    )
}

/** Whether the data have what the outcome is measured on. */
function checkOutcome(study: StudyFile, { name, classes, sizes }: DatasetDescription, problem: Tell): void {
  const { metric, split } = study.outcome
  if (metric === 'top-5' && classes.length <= 5)
    problem(
      ['outcome', 'metric'],
      `${name} has ${classes.length} classes: among the five likeliest is every one. Take accuracy or loss.`,
    )
  if (split === 'test' && sizes.test === 0)
    problem(['outcome', 'split'], `${name} has no test images. Take validation, or a data set that has a test split.`)
}

/** Effects are tested of factors that the study varies. */
function checkTested({ analysis, factors }: StudyFile, unknown: TellUnknown): void {
  const names = Object.keys(factors)
  const { primary, family = [] } = analysis
  if (primary !== undefined && !names.includes(primary))
    unknown(['analysis', 'primary'], primary, 'a factor of this study', names)
  for (const [index, name] of family.entries())
    if (!names.includes(name)) unknown(['analysis', 'family', index], name, 'a factor of this study', names)
}

function checkHypothesis(
  { compare, expect, outcome }: Hypothesis,
  path: readonly PropertyKey[],
  study: StudyFile,
  unknown: TellUnknown,
  problem: Tell,
): void {
  const levels = study.factors[compare.factor]?.map(levelName)
  if (!levels)
    unknown([...path, 'compare', 'factor'], compare.factor, 'a factor of this study', Object.keys(study.factors))
  else
    for (const side of ['from', 'to'] as const)
      if (!levels.includes(compare[side]))
        unknown([...path, 'compare', side], compare[side], `a level that ${compare.factor} has in this study`, levels)
  if (compare.from === compare.to) problem([...path, 'compare', 'to'], 'The levels compared are the same.')

  if (compare.at !== undefined && ![study.controls].flat().includes(compare.at))
    problem(
      [...path, 'compare', 'at'],
      `The claim compares arms at ${compare.at}, and the study has no such controls: add controls: ${compare.at}.`,
    )
  const cost = outcome !== undefined && COST_OUTCOMES.some((name) => name === outcome)
  const expectations = Object.keys(expect)
  if (expectations.length !== 1)
    problem(
      [...path, 'expect'],
      `${expectations.length === 0 ? 'No expectation' : 'More than one expectation'}: one is needed.`,
    )
  else if (cost && expect.ratioBelow === undefined)
    problem([...path, 'expect'], `A cost is compared by its ratio: expect ratioBelow for ${outcome}.`)
  else if (!cost && expect.ratioBelow !== undefined)
    problem(
      [...path, 'expect'],
      `${outcome ?? study.outcome.metric} is compared by its difference: expect equivalentWithin or differenceAbove.`,
    )
  if (outcome !== undefined && !cost && outcome !== study.outcome.metric)
    problem(
      [...path, 'outcome'],
      `The study’s outcome is ${study.outcome.metric}: a claim about ${outcome} cannot be judged.`,
    )
}
