import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseDocument } from 'yaml'
import { loadDataset } from '../../main/data/load-dataset'
import { findInstallation } from '../../main/study/installation'
import { planSource } from '../../main/study/plan-source'
import { buildLayerGraph } from '../../shared/architecture/build-graph'
import type { StudyPlan } from '../../shared/study/plan'

/** Within the checkout. */
export const SAMPLE = join('resources', 'studies', 'inception-parts.yaml')

/** Every trial of the sample study is one of 8 arms with one of 3 seeds. */
export const SAMPLE_TRIALS = 24
const ARMS = 8

export interface SampleSize {
  /** 2, 4 or 8: the fewer, the fewer factors. */
  readonly arms: number
  readonly replicates: number
}

/** So many trials of the sample study: fewer replicates first, then fewer factors. @param trials 2, 4, 8, 16 or 24 */
export function sampleSize(trials: number): SampleSize {
  return { arms: Math.min(trials, ARMS), replicates: Math.max(1, trials / ARMS) }
}

/** The sample study with so many arms and replicates. */
export function sampleStudy(text: string, { arms, replicates }: SampleSize): string {
  const document = parseDocument(text)
  document.set('replicates', replicates)
  for (const [factor, left] of [
    ['auxiliary', 4],
    ['pooling', 2],
  ] as const) {
    if (arms <= left) document.deleteIn(['factors', factor])
  }
  return document.toString()
}

/** Writes a study's trials and data for the peers' scripts, and its text for this program. @returns its plan. */
export async function writeStudy(folder: string, source: string, root: string): Promise<StudyPlan> {
  mkdirSync(folder, { recursive: true })
  const { places, machine } = findInstallation(join(root, 'out', 'main'))
  const { planned, problems } = planSource(source, { folder: undefined, places, speed: machine.speed(), workers: 1 })
  if (!planned) throw new Error(problems.map(({ found }) => found).join('; '))
  const trials = planned.trials.map((trial) => {
    const graph = buildLayerGraph(trial.architecture, trial)
    if (!graph.ok) throw new Error(graph.error.message)
    const { arm, replicate, seed, recipe } = trial
    return { arm, replicate, seed, recipe, graph: graph.value }
  })
  const { name, sizes } = planned.plan.dataset
  const data = await loadDataset(places, name, sizes)
  if (!data.ok) throw new Error(data.error.message)
  for (const split of ['train', 'validation'] as const) {
    const { images, labels } = data.value.splits[split]
    writeFileSync(join(folder, `${split}-images.bin`), images)
    writeFileSync(join(folder, `${split}-labels.bin`), labels)
  }
  writeFileSync(join(folder, 'study.json'), JSON.stringify({ trials }))
  writeFileSync(join(folder, 'study.yaml'), source)
  return planned.plan
}
