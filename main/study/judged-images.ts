import { analyseImages, type ImageAnalysis } from '../../shared/analysis/image-analysis'
import type { JudgedTrial } from '../../shared/analysis/per-image'
import type { Failure } from '../../shared/failure'
import { ok, type Result } from '../../shared/result'
import { readPredictions } from '../store/predictions'
import type { AnalysedFolder } from './analyse-folder'

/**
 * What the trials of a study made of each image of the split that its outcome is measured on.
 * @returns undefined where the base kept no predictions, as by earlier versions
 */
export function judgedImages({ folder, study, results }: AnalysedFolder): Result<ImageAnalysis | undefined, Failure> {
  const { split } = study.outcome
  const trials: JudgedTrial[] = []
  let labels: Uint16Array | undefined
  for (const result of results) {
    if (result.outcome !== 'finished') continue
    const read = readPredictions(folder.path, result, split)
    if (!read.ok) return read
    if (!read.value) continue
    const { trial, arm, replicate } = result
    labels ??= read.value.labels
    trials.push({ trial, arm, replicate, predictions: read.value.classes })
  }
  if (!labels) return ok(undefined)
  const { arms, dataset } = folder.plan
  const count = 1 + labels.reduce((most, label) => Math.max(most, label), 0)
  const classes = dataset.classNames ?? Array.from({ length: count }, (_, label) => String(label))
  const ids = arms.filter(({ control }) => control === undefined).map(({ id }) => id)
  return ok(analyseImages(ids, trials, { labels, classes }, split))
}
