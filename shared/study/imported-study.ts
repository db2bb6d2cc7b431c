import { z } from 'zod'
import { nearest } from '../nearest'
import { AnalysisSettings } from './analysis-schema'
import type { Problem } from './problem'
import { readYaml } from './read-yaml'
import { StudyFile } from './schema'
import { schemaProblems } from './schema-problems'
import type { SourceMap } from './source-map'

/** How numbers of an outcome are shown: 0.87 as 87 %, 87 as 87 %, or as it is. */
export const UNITS = ['share', 'percent', 'number'] as const
export type Unit = (typeof UNITS)[number]

const word = z.string().min(1).max(200)
const { study, question, hypotheses } = StudyFile.shape

/**
 * `study.yaml` of an imported study: the part of a study file that needs no network and no recipe. It says how the runs beside
 * it are compared; question, outcome, tests and hypotheses can be changed at any time, and nothing is registered.
 */
export const ImportedStudy = z
  .strictObject({
    study,
    question,
    imported: z.literal(true).describe('Its runs were made elsewhere: it is analysed and reported, and cannot be run.'),
    factors: z
      .record(word, z.array(word).min(2).max(1000))
      .describe('What was varied, as the runs have it. The first level of each factor is the base’s.'),
    outcome: z
      .strictObject({
        metric: word.describe('One of the metrics that were imported.'),
        better: z.enum(['more', 'less']).describe('Whether a greater number is the better one.'),
        unit: z
          .enum(UNITS)
          .describe(
            'How it is shown. share: 0.87 as 87 %. percent: 87 as 87 %. number: as it is. Margins of claims are in shares for the first two: 0.02 is two points.',
          ),
        at: z
          .union([z.literal('last-step'), z.number()])
          .default('last-step')
          .describe(
            'At which step of a run. A number: at this step, and runs that have not measured there do not count.',
          ),
      })
      .describe('The number by which arms are compared.'),
    analysis: AnalysisSettings.unwrap().omit({ diverged: true }).prefault({}),
    hypotheses,
  })
  .describe('Runs that were made elsewhere, and how they are compared.')
export type ImportedStudy = z.infer<typeof ImportedStudy>

/** What an imported study’s text is held against: the runs beside it. */
export interface ImportedNames {
  /** By the name of each factor, the base’s level first. */
  readonly factors: readonly { readonly name: string; readonly levels: readonly string[] }[]
  readonly metrics: readonly string[]
}

/** Text → study, with what is wrong with it; every name in it is one of the runs’. */
export function parseImportedStudy(
  source: string,
  names: ImportedNames,
): { readonly study: ImportedStudy | null; readonly problems: readonly Problem[] } {
  const yaml = readYaml(source)
  if (!yaml.ok) return { study: null, problems: yaml.error }
  const { value, map } = yaml.value
  const parsed = ImportedStudy.safeParse(value)
  if (!parsed.success)
    return {
      study: null,
      problems: schemaProblems(parsed.error.issues, value, map, { schema: ImportedStudy, what: 'an imported study' }),
    }
  const problems = nameProblems(parsed.data, names, map)
  return { study: problems.length > 0 ? null : parsed.data, problems }
}

function nameProblems(own: ImportedStudy, { factors, metrics }: ImportedNames, map: SourceMap): readonly Problem[] {
  const problems: Problem[] = []
  const tell = (path: readonly PropertyKey[], found: string): void => {
    problems.push({ range: map.value(path), found, allowed: [] })
  }
  const known = (path: readonly PropertyKey[], name: string, what: string, allowed: readonly string[]): boolean => {
    if (allowed.includes(name)) return true
    const near = nearest(name, allowed)
    problems.push({
      range: map.value(path),
      found: `${JSON.stringify(name)} is not ${what}.`,
      allowed: allowed.slice(0, 50),
      ...(near !== undefined && { nearest: near }),
    })
    return false
  }
  const sameFactors = factors.map(({ name, levels }) => JSON.stringify([name, levels]))
  if (
    Object.entries(own.factors)
      .map((entry) => JSON.stringify(entry))
      .join() !== sameFactors.join()
  )
    tell(
      ['factors'],
      'These are not the factors of the imported runs, in their order: import the runs again to have others, or another base.',
    )
  known(['outcome', 'metric'], own.outcome.metric, 'a metric that was imported', metrics)
  const names = factors.map(({ name }) => name)
  const { primary, family = [] } = own.analysis
  if (primary !== undefined) known(['analysis', 'primary'], primary, 'a factor of this study', names)
  for (const [index, name] of family.entries())
    known(['analysis', 'family', index], name, 'a factor of this study', names)
  for (const [index, { compare, expect, outcome }] of own.hypotheses.entries()) {
    const path = ['hypotheses', index]
    if (known([...path, 'compare', 'factor'], compare.factor, 'a factor of this study', names)) {
      const levels = factors.find(({ name }) => name === compare.factor)?.levels ?? []
      for (const side of ['from', 'to'] as const)
        known([...path, 'compare', side], compare[side], `a level that ${compare.factor} has in this study`, levels)
      if (compare.from === compare.to) tell([...path, 'compare', 'to'], 'The levels compared are the same.')
    }
    if (compare.at !== undefined)
      tell(
        [...path, 'compare', 'at'],
        'An imported study has no arms that were rescaled to the base’s cost: leave this out.',
      )
    if (outcome !== undefined)
      tell(
        [...path, 'outcome'],
        `A claim of an imported study is about its outcome, ${own.outcome.metric}, as costs are not known: leave this out.`,
      )
    if (expect.ratioBelow !== undefined || Object.keys(expect).length !== 1)
      tell([...path, 'expect'], 'One expectation is needed: equivalentWithin or differenceAbove.')
  }
  return problems
}
