import { dirname, join, resolve } from 'node:path'
import { inputFailure } from '../../../shared/failure'
import type { RunEvent } from '../../../shared/study/run-event'
import { forkWorkers } from '../../executors/fork-worker'
import { localExecutor } from '../../executors/local'
import { readStudyText } from '../../store/study-text'
import type { Installation } from '../../study/installation'
import { launchStudy } from '../../study/launch-study'
import { defaultWorkers } from '../../study/machine'
import { planSource } from '../../study/plan-source'
import { EXIT, type ExitCode } from '../exit-code'
import { type Progress, quietProgress, textProgress } from '../progress'
import { type Terminal, tellFailure, tellProblems } from '../terminal'

export interface RunCommandOptions {
  readonly out?: string
  readonly on: string
  readonly workers?: string
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
  const workers = options.workers === undefined ? defaultWorkers() : Number(options.workers)
  if (!Number.isInteger(workers) || workers < 1 || workers > MAX_WORKERS)
    return tellFailure(
      terminal,
      inputFailure(`--workers ${options.workers}: a whole number from 1 to ${MAX_WORKERS} is expected.`),
    )
  const source = readStudyText(file)
  if (!source.ok) return tellFailure(terminal, source.error)
  const { planned, problems } = planSource(source.value, { places, speed: machine.speed(), workers })
  if (!planned) return tellProblems(terminal, file, problems)

  const folder = resolve(options.out ?? join(dirname(file), planned.plan.study))
  const progress: Progress = options.json ? quietProgress : textProgress(terminal, planned.plan)
  const onEvent = (event: RunEvent): void => {
    if (options.json && event.event !== 'progress') terminal.out(JSON.stringify(event))
    progress.onEvent(event)
  }
  const executor = localExecutor({
    spawnWorker: forkWorkers(worker),
    workers: planned.plan.predicted.workers,
    threads: 1,
  })
  const launched = await launchStudy({ source: source.value, planned, folder, places, machine, executor, onEvent })
  if (!launched.ok) return tellFailure(terminal, launched.error)

  const { run, finished } = launched.value
  const release = stopOnSignals(terminal, () => run.stop())
  const end = await finished.finally(release)
  progress.end()
  if (end.state === 'stopped') {
    if (!options.json) terminal.say(`Stopped. What has finished is kept; run the same command to go on: ${folder}`)
    return EXIT.interrupted
  }
  if (!options.json) terminal.say(`The study’s folder: ${folder}`)
  return end.state === 'complete' ? EXIT.done : EXIT.failedTrials
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
