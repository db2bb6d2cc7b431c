import { dirname, join, resolve } from 'node:path'
import { inputFailure } from '../../../shared/failure'
import { err, ok } from '../../../shared/result'
import type { RunEvent, RunEventOf } from '../../../shared/study/run-event'
import { forkWorkers } from '../../executors/fork-worker'
import { localExecutor } from '../../executors/local'
import { readStudyText } from '../../store/study-text'
import { unwritten } from '../../store/unwritten'
import type { Installation } from '../../study/installation'
import { launchStudy } from '../../study/launch-study'
import { prepareRun } from '../../study/prepare-run'
import { EXIT, type ExitCode, exitCodeOfTrials } from '../exit-code'
import { calibrationWords, type Progress, quietProgress, textProgress } from '../progress'
import { type Terminal, tellFailure, tellProblems } from '../terminal'

export interface RunCommandOptions {
  readonly out?: string
  readonly on: string
  readonly workers?: string
  readonly amend?: boolean
  readonly json?: boolean
}

const MAX_WORKERS = 256

export async function runCommand(
  terminal: Terminal,
  { places, machine, worker }: Installation,
  file: string,
  options: RunCommandOptions,
): Promise<ExitCode> {
  if (options.on !== 'local')
    return tellFailure(terminal, inputFailure(`--on ${options.on} is not built yet. Allowed: local.`))
  const workers = options.workers === undefined ? undefined : Number(options.workers)
  if (workers !== undefined && !(Number.isInteger(workers) && workers >= 1 && workers <= MAX_WORKERS))
    return tellFailure(
      terminal,
      inputFailure(`--workers ${options.workers}: a whole number from 1 to ${MAX_WORKERS} is expected.`),
    )
  const source = readStudyText(file)
  if (!source.ok) return tellFailure(terminal, source.error)
  const json = (event: RunEvent): void => terminal.out(JSON.stringify(event))
  const spawnWorker = forkWorkers(worker)
  const folderOf = (study: string): string => resolve(options.out ?? join(dirname(file), study))
  const prepared = await prepareRun(source.value, {
    folder: dirname(file),
    places,
    machine,
    spawnWorker,
    workers,
    foldersOf: (study) => [folderOf(study)],
    amend: options.amend,
    now: () => new Date(),
    onEvent: options.json ? json : (event) => terminal.say(calibrationWords(event)),
  })
  if (!prepared.ok)
    return prepared.error.kind === 'problems'
      ? tellProblems(terminal, file, prepared.error.problems)
      : tellFailure(terminal, prepared.error.failure)

  const { planned, crew } = prepared.value
  const folder = folderOf(planned.plan.study)
  const progress: Progress = options.json ? quietProgress : textProgress(terminal, planned.plan)
  const failures: RunEventOf<'trial.failed'>[] = []
  const onEvent = (event: RunEvent): void => {
    if (event.event === 'trial.failed') failures.push(event)
    if (options.json && event.event !== 'progress') json(event)
    progress.onEvent(event)
  }
  const executor = localExecutor(spawnWorker, crew)
  const launched = await launchStudy({
    source: source.value,
    planned,
    folder,
    amend: options.amend,
    places,
    machine,
    executor,
    onEvent,
  })
  if (!launched.ok) return tellFailure(terminal, launched.error)

  const { run, finished } = launched.value
  const release = stopOnSignals(terminal, () => run.stop())
  // A journal that cannot be written ends the run.
  const ended = await finished.then(ok, (error: unknown) => err(unwritten(error))).finally(release)
  progress.end()
  if (!ended.ok) return tellFailure(terminal, ended.error)
  const { state } = ended.value
  if (state === 'stopped') {
    if (!options.json) terminal.say(`Stopped. What has finished is kept; run the same command to go on: ${folder}`)
    return EXIT.interrupted
  }
  if (!options.json) terminal.say(`The study’s folder: ${folder}`)
  return state === 'complete' ? EXIT.done : exitCodeOfTrials(failures)
}

/** The first signal stops after the steps under way, the second at once. @returns the function that ends the watch. */
function stopOnSignals(terminal: Terminal, stop: () => void): () => void {
  let asked = false
  const onSignal = (): void => {
    if (asked) process.exit(EXIT.interrupted)
    asked = true
    terminal.say('Stopping after the steps under way; once more to stop at once.')
    stop()
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, onSignal)
  return () => {
    for (const signal of signals) process.off(signal, onSignal)
  }
}
