import type { RunState } from '../../shared/study/run-state'
import type { StudyDocument } from './study-document'

/** What the main button of the Study view offers. */
export type RunOffer =
  | { readonly kind: 'run'; readonly trials: number; readonly refusal: RunRefusal | null }
  | { readonly kind: 'resume'; readonly trials: number; readonly refusal: RunRefusal | null }
  /** This study is running or paused. */
  | { readonly kind: 'live'; readonly done: number; readonly trials: number }
  | { readonly kind: 'done'; readonly done: number; readonly trials: number }

export type RunRefusal = 'problems' | 'noPlan' | 'checkingEngine' | 'noEngine' | 'running'

export interface Circumstances {
  /** Null until the engine has answered. */
  readonly engineReady: boolean | null
  readonly anotherRuns: boolean
}

export function isUnderWay(run: RunState | null): boolean {
  return run !== null && (run.phase === 'running' || run.phase === 'paused')
}

/** Trials whose result is there for good. */
export function trialsDone(run: RunState): number {
  return run.trials.filter(({ state }) => state === 'finished').length
}

export function runOffer(document: StudyDocument, circumstances: Circumstances): RunOffer {
  const { run, plan, runPlan } = document
  if (run !== null && isUnderWay(run)) return { kind: 'live', done: trialsDone(run), trials: run.trials.length }
  const refusal = refusalOf(document, circumstances)
  const trials = plan?.trials.length ?? 0
  // A run counts for this plan only while both ask for the same trials.
  if (run === null || plan === null || runPlan?.hash !== plan.hash) return { kind: 'run', trials, refusal }
  const missing = run.trials.filter(({ state }) => state !== 'finished' && state !== 'diverged').length
  if (missing === 0) return { kind: 'done', done: trialsDone(run), trials: run.trials.length }
  return missing === run.trials.length ? { kind: 'run', trials, refusal } : { kind: 'resume', trials: missing, refusal }
}

function refusalOf(
  { problems, plan, planIsStale }: StudyDocument,
  { engineReady, anotherRuns }: Circumstances,
): RunRefusal | null {
  if (problems.length > 0) return 'problems'
  if (plan === null || planIsStale) return 'noPlan'
  if (engineReady === null) return 'checkingEngine'
  if (!engineReady) return 'noEngine'
  return anotherRuns ? 'running' : null
}
