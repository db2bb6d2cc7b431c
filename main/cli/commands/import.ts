import { basename, resolve } from 'node:path'
import { type Failure, inputFailure } from '../../../shared/failure'
import { formatBytes } from '../../../shared/format/numbers'
import { previewText } from '../../../shared/import/preview'
import { parsePattern, type RunPattern } from '../../../shared/import/run-pattern'
import { err, ok, type Result } from '../../../shared/result'
import { MAX_STUDY_BYTES } from '../../../shared/study/read-yaml'
import { StudyFile } from '../../../shared/study/schema'
import { IMPORT_FORMATS, type ImportRequest, importRuns } from '../../import/import-runs'
import { studySource } from '../../import/study-source'
import { writeImportedFolder } from '../../store/imported-folder'
import { EXIT, type ExitCode } from '../exit-code'
import { statusLine } from '../status-line'
import { printJson, type Terminal, tellFailure } from '../terminal'

export interface ImportCommandOptions {
  readonly out: string
  readonly name?: string
  readonly question?: string
  readonly base?: string
  readonly metric?: string
  readonly lowerIsBetter?: boolean
  readonly higherIsBetter?: boolean
  readonly factors?: string
  readonly format?: string
  readonly pattern?: string
  readonly duplicates?: string
  readonly dryRun?: boolean
  readonly json?: boolean
}

/** Makes a study’s folder of runs that were made elsewhere. */
export async function importCommand(
  terminal: Terminal,
  paths: readonly string[],
  options: ImportCommandOptions,
): Promise<ExitCode> {
  const asked = readOptions(paths, options)
  if (!asked.ok) return tellFailure(terminal, asked.error)
  const stop = new AbortController()
  const onSignal = (): void => stop.abort(new Error('interrupted'))
  for (const signal of SIGNALS) process.on(signal, onSignal)
  try {
    return await importAs(terminal, asked.value, options, stop.signal)
  } catch (error) {
    if (!stop.signal.aborted) throw error
    terminal.say('Stopped. Nothing was written.')
    return EXIT.interrupted
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal)
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

async function importAs(
  terminal: Terminal,
  request: ImportRequest,
  { out, dryRun = false, json = false }: ImportCommandOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const status = statusLine(terminal)
  let bytes = 0
  const onBytes = (read: number): void => {
    bytes += read
    status.draw(() => `reading: ${formatBytes(bytes)}`)
  }
  const content = await importRuns(request, { signal, onBytes })
  status.clear()
  if (!content.ok) return tellFailure(terminal, content.error)
  const { study, plan, results } = content.value
  const path = resolve(out)
  const source = studySource(study)
  if (Buffer.byteLength(source) > MAX_STUDY_BYTES)
    return tellFailure(
      terminal,
      inputFailure(
        `The names of ${plan.arms.length} arms make a study file of more than ${MAX_STUDY_BYTES / 1024} KiB: import fewer arms, or shorten their names.`,
      ),
    )
  if (!json) terminal.say(previewText(content.value))
  if (!dryRun) {
    const written = writeImportedFolder({ path, source, plan, results })
    if (!written.ok) return tellFailure(terminal, written.error)
  }
  if (json)
    printJson(terminal, { schema: 'ablation-workbench/import/1', dryRun, folder: dryRun ? null : path, study, plan })
  else if (dryRun) terminal.out('A dry run: nothing was written.')
  else
    terminal.out(
      `${path}\nNext: ablate analyze ${out}; ablate report ${out}. Claims and outcome stand in study.yaml there.`,
    )
  return EXIT.done
}

function readOptions(paths: readonly string[], options: ImportCommandOptions): Result<ImportRequest, Failure> {
  const { out, question, base, metric, factors, format, pattern, duplicates = 'refuse' } = options
  const name = options.name ?? nameOf(basename(resolve(out)))
  if (!StudyFile.shape.study.safeParse(name).success)
    return refused(
      `--name ${JSON.stringify(name.slice(0, 100))}: letters, digits, dots, dashes and underscores are allowed, 64 at most.`,
    )
  if (question !== undefined && !StudyFile.shape.question.safeParse(question).success)
    return refused('--question: 1 to 500 letters are allowed.')
  const known = IMPORT_FORMATS.find((own) => own === format)
  if (format !== undefined && known === undefined)
    return refused(`--format ${format}: ${IMPORT_FORMATS.join(' or ')} is allowed.`)
  if (duplicates !== 'refuse' && duplicates !== 'last')
    return refused(`--duplicates ${duplicates}: refuse or last is allowed.`)
  if (options.lowerIsBetter && options.higherIsBetter)
    return refused('--lower-is-better and --higher-is-better contradict each other: leave one out.')
  let read: RunPattern | undefined
  if (pattern !== undefined) {
    const parsed = parsePattern(pattern)
    if (!parsed.ok) return refused(parsed.error)
    read = parsed.value
  }
  return ok({
    paths,
    name,
    question,
    base,
    metric,
    better: options.lowerIsBetter ? 'less' : options.higherIsBetter ? 'more' : undefined,
    format: known,
    factors: factors?.split(',').map((own) => own.trim()),
    ofRepeated: duplicates,
    pattern: read,
  })
}

function refused(message: string): Result<never, Failure> {
  return err(inputFailure(message))
}

/** A folder’s name as a study can be called. */
function nameOf(folder: string): string {
  return (
    folder
      .replace(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '')
      .slice(0, 64) || 'imported'
  )
}
