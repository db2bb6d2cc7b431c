import { analyseStudy } from '../../../shared/analysis/analyse-study'
import type { ReportInput } from '../../../shared/report/report-input'
import { type PlannedStudy, planStudy } from '../../../shared/study/plan-study'
import { RESULT_SCHEMA, type ResultRecord } from '../../../shared/study/result-record'
import { deriveSeed } from '../../../shared/training/seeds'
import { planContext, studySource } from '../study/sample-study'

/** A study of three factors in the sample study's shape. */
export const sampleParts = {
  study: 'inception-parts',
  question: 'Which parts of an Inception module earn their computation?',
  factors: '{ reduction: [on, off], pooling: [on, off], auxiliary: [on, off] }',
  replicates: '3',
  training:
    '{ epochs: 6, batch: 64, optimizer: { kind: momentum, learningRate: 0.1, weightDecay: 0.0001 }, schedule: { kind: cosine } }',
  hypotheses:
    '[{ claim: 1x1 reductions save computation, compare: { factor: reduction, from: off, to: on }, outcome: macs, expect: { ratioBelow: 0.6 } }, ' +
    '{ claim: 1x1 reductions do not cost accuracy, compare: { factor: reduction, from: off, to: on }, expect: { equivalentWithin: 0.02 } }]',
}

export function planned(
  parts: Readonly<Record<string, string>> = sampleParts,
  context: Parameters<typeof planContext>[0] = {},
): PlannedStudy {
  const planning = planStudy(studySource(parts), planContext(context))
  if (!planning.planned) throw new Error(JSON.stringify(planning.problems))
  return planning.planned
}

type Finished = Extract<ResultRecord, { outcome: 'finished' }>

/** Made-up results that look like training: deterministic, of whole images out of 2,000. */
export function resultsOf({ plan, trials }: PlannedStudy): readonly Finished[] {
  return trials.map((trial): Finished => {
    const arm = plan.arms.find(({ id }) => id === trial.arm)
    const off = (factor: string) => (arm?.levels[factor] === 'off' ? 1 : 0)
    const noise = (...purpose: readonly string[]) =>
      deriveSeed(1, trial.arm, String(trial.replicate), ...purpose) / 2 ** 31 - 0.5
    const seedNoise = deriveSeed(1, 'replicate', String(trial.replicate)) / 2 ** 31 - 0.5
    const last =
      0.872 +
      0.004 * off('reduction') -
      0.011 * off('pooling') -
      0.003 * off('auxiliary') +
      0.008 * seedNoise +
      0.006 * noise('last')
    const heads = off('auxiliary') ? [] : ['auxiliary1', 'auxiliary2']
    const epochs = Array.from({ length: plan.epochs }, (_, index) => index + 1)
    return {
      schema: RESULT_SCHEMA,
      trial: trial.id,
      arm: trial.arm,
      replicate: trial.replicate,
      seed: trial.seed,
      attempt: 1,
      started: '2025-01-01T10:00:00.000Z',
      finished: '2025-01-01T10:00:12.000Z',
      seconds: 11 + 4 * off('reduction') - off('pooling') + noise('seconds'),
      environment: {
        tensorflow: '2.9.1',
        device: 'CPU (2 threads)',
        system: 'linux x64 6.1.0',
        processor: 'a processor, 2 cores',
        node: '20.20.0',
        runtime: 'Node 20.20.0',
        version: '0.1.0',
        threads: 1,
      },
      outcome: 'finished',
      parameters: arm?.trainingParameters ?? 0,
      curve: epochs.map((epoch) => {
        const share = epoch === plan.epochs ? 1 : 1 - Math.exp(-1.1 * epoch) / (1 - Math.exp(-1.1 * plan.epochs))
        const accuracy =
          epoch === plan.epochs ? last : 0.55 + (last - 0.55) * share + (0.02 / epoch) * noise('epoch', String(epoch))
        const main = 0.3 + 0.9 * Math.exp(-0.6 * epoch) + (0.05 / epoch) * noise('loss', String(epoch))
        const losses = Object.fromEntries(heads.map((head, index) => [head, main * (1.35 - 0.12 * index) + 0.05]))
        return {
          epoch,
          step: epoch * 78,
          steps: plan.epochs * 78,
          train: {
            loss: main + 0.3 * Object.values(losses).reduce((sum, own) => sum + own, 0),
            accuracy: Math.min(1, accuracy + 0.01),
            heads: losses,
          },
          validation: { loss: main + 0.06, accuracy: Math.round(accuracy * 2000) / 2000 },
          learningRate: 0.05 * (1 + Math.cos((Math.PI * epoch) / plan.epochs)),
          seconds: 1.9,
          imagesPerSecond: 2600,
        }
      }),
    }
  })
}

/** The same trial, had it diverged after so many epochs. */
export function diverged(
  { outcome: _outcome, parameters: _parameters, ...trial }: Finished,
  epochs: number,
  reason = 'the loss left the finite numbers.',
): ResultRecord {
  return {
    ...trial,
    outcome: 'diverged',
    curve: trial.curve.slice(0, epochs),
    step: epochs * 78 + 19,
    reason,
    seconds: 4.2,
  }
}

/** A report's input whose analysis is that of its results. */
export function reportInput(
  study: PlannedStudy = planned(),
  results: readonly ResultRecord[] = resultsOf(study),
  changes: Partial<Pick<ReportInput, 'study' | 'plan'>> = {},
): ReportInput {
  const parts = { study: study.study, plan: study.plan, ...changes }
  return { ...parts, results, analysis: analyseStudy({ study: parts.study, plan: parts.plan, results: results }) }
}
