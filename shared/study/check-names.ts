import { FACTORS, factorNamed } from '../ablation/factors'
import type { Architecture } from '../architecture/architecture'
import { ARCHITECTURES, architectureNamed } from '../architecture/registry'
import { nearest } from '../nearest'
import type { DatasetDescription } from '../training/dataset'
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
  readonly architecture: Architecture
  readonly dataset: DatasetDescription
}

/** Looks up what a study names. @returns the things named, or null with the problems. */
export function checkNames(
  study: StudyFile,
  map: SourceMap,
  { dataset, datasetNames }: { readonly dataset: FoundDataset; readonly datasetNames: readonly string[] },
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

  const architecture = typeof study.architecture === 'string' ? architectureNamed(study.architecture) : undefined
  if (typeof study.architecture === 'string' && !architecture)
    unknown(
      ['architecture'],
      study.architecture,
      'an architecture known here',
      ARCHITECTURES.map(({ name }) => name),
    )

  if (!datasetNames.includes(study.dataset.name))
    unknown(['dataset', 'name'], study.dataset.name, 'a data set known here', datasetNames)
  else if (!dataset.found) problem(['dataset', 'name'], dataset.sentence)
  else checkSizes(study, dataset.dataset, problem)

  for (const [name, levels] of Object.entries(study.factors)) {
    const factor = factorNamed(name)
    if (!factor) {
      const names = FACTORS.map((known) => known.name)
      const near = nearest(name, names)
      const found = `${quote(name)} is not a factor known here.`
      problems.push({
        range: map.key(['factors', name]),
        found,
        allowed: names,
        ...(near !== undefined && { nearest: near }),
      })
      continue
    }
    const missing = architecture && factor.missingIn(architecture)
    if (missing !== undefined) problem(['factors', name], `${missing}, so the factor ${name} has nothing to vary.`)
    for (const [index, level] of levels.entries()) {
      if (typeof level !== 'string') continue
      const known = factor.levels.map((candidate) => candidate.name)
      if (!known.includes(level)) unknown(['factors', name, index], level, `a level of ${name}`, known)
      else if (levels.indexOf(level) < index) problem(['factors', name, index], `Level ${level} stands twice.`)
    }
  }
  checkTraining(study, problem)
  for (const [index, hypothesis] of study.hypotheses.entries())
    checkHypothesis(hypothesis, ['hypotheses', index], study, unknown, problem)

  const names = architecture && dataset.found ? { architecture, dataset: dataset.dataset } : null
  return { names: problems.length === 0 ? names : null, problems }
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

function checkHypothesis(
  { compare, expect, outcome }: Hypothesis,
  path: readonly PropertyKey[],
  study: StudyFile,
  unknown: TellUnknown,
  problem: Tell,
): void {
  const levels = study.factors[compare.factor]?.filter((level) => typeof level === 'string')
  if (!levels)
    unknown([...path, 'compare', 'factor'], compare.factor, 'a factor of this study', Object.keys(study.factors))
  else
    for (const side of ['from', 'to'] as const)
      if (!levels.includes(compare[side]))
        unknown([...path, 'compare', side], compare[side], `a level that ${compare.factor} has in this study`, levels)
  if (compare.from === compare.to) problem([...path, 'compare', 'to'], 'The levels compared are the same.')

  const cost = outcome !== undefined && COST_OUTCOMES.some((name) => name === outcome)
  const expectations = Object.keys(expect)
  if (expectations.length !== 1)
    problem(
      [...path, 'expect'],
      `${expectations.length === 0 ? 'No expectation' : 'More than one expectation'}: one is needed.`,
    )
  else if (cost && expect.ratioBelow === undefined)
    problem([...path, 'expect'], `A cost is compared by its ratio: expect ratioBelow for ${outcome}.`)
  else if (!cost && expect.equivalentWithin === undefined)
    problem(
      [...path, 'expect'],
      `${outcome ?? study.outcome.metric} is compared by its difference: expect equivalentWithin.`,
    )
  if (outcome !== undefined && !cost && outcome !== study.outcome.metric)
    problem(
      [...path, 'outcome'],
      `The study’s outcome is ${study.outcome.metric}: a claim about ${outcome} cannot be judged.`,
    )
}
