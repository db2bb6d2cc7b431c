import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { comparedArms } from '../../shared/analysis/analyse-study'
import { combinationOf } from '../../shared/analysis/contrasts'
import type { AskedSpread, OutcomeSpread } from '../../shared/study/detectable'
import { readStudyFolder } from '../store/study-folder'
import { analyseFolder } from './analyse-folder'

/** Folders beside a study are looked into, up to so many. */
const MOST_FOLDERS = 100
/** While a study is edited it is planned again and again: what was found stands for a moment. */
const STANDS_MS = 10_000

const found = new Map<string, { readonly at: number; readonly spread: OutcomeSpread | undefined }>()

/**
 * How an outcome spread between replicates in the studies whose folders lie beside a study's file, its own among them: of
 * those with the same architecture, data set and outcome the one that tells it best.
 */
export function earlierSpread(folder: string, asked: AskedSpread): OutcomeSpread | undefined {
  const key = JSON.stringify([folder, asked])
  const held = found.get(key)
  if (held && Date.now() - held.at < STANDS_MS) return held.spread
  const spread = readSpread(folder, asked)
  found.set(key, { at: Date.now(), spread })
  return spread
}

function readSpread(folder: string, asked: AskedSpread): OutcomeSpread | undefined {
  const known = studiesIn(folder).flatMap((path) => spreadIn(path, asked) ?? [])
  const [best] = known.sort((a, b) => b.df - a.df)
  return best && { sd: best.sd, from: best.from }
}

function studiesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name))
    .sort()
    .filter((path) => existsSync(join(path, 'plan.json')))
    .slice(0, MOST_FOLDERS)
}

interface Known extends OutcomeSpread {
  readonly df: number
}

/** Pooled over the contrasts, as the spread of the difference of two arms; undefined where a folder tells of something else. */
function spreadIn(path: string, { metric, split, architecture, dataset }: AskedSpread): Known | undefined {
  // A plan is read in no time, a thousand results are not.
  const held = readStudyFolder(path)
  if (!held.ok) return undefined
  const { plan } = held.value
  if (plan.architecture !== architecture || plan.dataset.name !== dataset) return undefined
  const analysed = analyseFolder(path)
  if (!analysed.ok) return undefined
  const { study, analysis } = analysed.value
  if (study.outcome.metric !== metric || study.outcome.split !== split) return undefined
  const compared = comparedArms(plan)
  const parts = analysis.contrasts.flatMap((own) => {
    const squares = combinationOf(compared, own).reduce((sum, { weight }) => sum + weight ** 2, 0)
    return own.sd === null || own.sd === 0 ? [] : [{ df: own.n - 1, variance: own.sd ** 2 / (squares / 2) }]
  })
  const df = parts.reduce((sum, part) => sum + part.df, 0)
  if (df === 0) return undefined
  const variance = parts.reduce((sum, part) => sum + part.df * part.variance, 0) / df
  return { sd: Math.sqrt(variance), df, from: `measured in ${analysis.trials.finished} trials of ${plan.study}` }
}
