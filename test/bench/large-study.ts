import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseDocument } from 'yaml'
import { openStudyFolder, trialFolder } from '../../main/store/study-folder'
import { findInstallation } from '../../main/study/installation'
import { planSource } from '../../main/study/plan-source'
import { RESULT_SCHEMA, type ResultRecord } from '../../shared/study/result-record'
import { deriveSeed } from '../../shared/training/seeds'

export const LARGE = { trials: 1000, epochs: 50 } as const

/** The sample study's arms, each with so many replicates that there are a thousand trials. */
const REPLICATES = 125

/**
 * A study's folder with a thousand results of fifty epochs each. Its numbers are made up and its shape is a run's: what is measured with
 * it is how long reading, analysis and report take. It is removed when the process ends.
 */
export function largeStudy(text: string, root: string): string {
  const document = parseDocument(text)
  document.set('replicates', REPLICATES)
  document.setIn(['training', 'epochs'], LARGE.epochs)
  const source = document.toString()
  const { places, machine } = findInstallation(join(root, 'out', 'main'))
  const { planned, problems } = planSource(source, { folder: undefined, places, speed: machine.speed(), workers: 1 })
  if (!planned) throw new Error(problems.map(({ found }) => found).join('; '))
  if (planned.trials.length !== LARGE.trials) throw new Error(`${planned.trials.length} trials were planned`)
  const home = mkdtempSync(join(tmpdir(), 'ablation-workbench-large-'))
  process.once('exit', () => rmSync(home, { recursive: true, force: true }))
  const folder = join(home, planned.plan.study)
  const opened = openStudyFolder(folder, source, planned.plan)
  if (!opened.ok) throw new Error(opened.error.message)
  for (const trial of planned.trials) {
    mkdirSync(trialFolder(folder, trial.id), { recursive: true })
    writeFileSync(join(trialFolder(folder, trial.id), 'result.json'), JSON.stringify(resultOf(trial), null, 2))
  }
  return folder
}

function resultOf({
  id,
  arm,
  replicate,
  seed,
}: {
  id: string
  arm: string
  replicate: number
  seed: number
}): ResultRecord {
  const noise = (purpose: string): number => deriveSeed(seed, arm, purpose) / 2 ** 31 - 0.5
  return {
    schema: RESULT_SCHEMA,
    trial: id,
    arm,
    replicate,
    seed,
    attempt: 1,
    started: '2026-01-01T00:00:00.000Z',
    finished: '2026-01-01T00:01:00.000Z',
    seconds: 60 + noise('seconds'),
    environment: {
      tensorflow: '2.15.1',
      device: 'CPU (1 thread)',
      system: 'linux x64 6.1.0',
      processor: 'made up',
      node: '20.20.0',
      runtime: 'Node 20.20.0',
      version: '0.1.0',
      threads: 1,
    },
    outcome: 'finished',
    parameters: 50_000,
    curve: Array.from({ length: LARGE.epochs }, (_, index) => {
      const accuracy = 0.9 - 0.4 * Math.exp(-index / 8) + 0.01 * noise(`accuracy ${index}`)
      const loss = 0.3 + Math.exp(-index / 8) + 0.01 * noise(`loss ${index}`)
      return {
        epoch: index + 1,
        step: (index + 1) * 78,
        steps: LARGE.epochs * 78,
        train: { loss, accuracy, heads: {} },
        validation: { loss, accuracy },
        learningRate: 0.1,
        seconds: 1,
        imagesPerSecond: 5000,
      }
    }),
  }
}
