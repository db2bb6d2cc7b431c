import { basename, dirname } from 'node:path'
import { type BrowserWindow, dialog, shell } from 'electron'
import { environmentFailure, type Failure, inputFailure } from '../../shared/failure'
import { messages } from '../../shared/messages'
import { err, ok, type Result } from '../../shared/result'
import { formatProblem } from '../../shared/study/problem'
import type { RunEvent } from '../../shared/study/run-event'
import { datasetNames } from '../data/catalogue'
import type { DataPlaces } from '../data/places'
import type { Executor } from '../executors/executor'
import type { Crew } from '../executors/local'
import type { PrintPdf } from '../export/print-pdf'
import { REPORT_FORMATS } from '../export/report-format'
import { writeReport } from '../export/write-report'
import type { Opening, WorkbenchServices } from '../ipc/services'
import { writeAtomically } from '../store/atomic-write'
import { analyseAnyFolder } from '../study/analyse-any-folder'
import type { Machine } from '../study/machine'
import { planForFolders } from '../study/plan-for-folders'
import { prepareRun, type Unprepared } from '../study/prepare-run'
import type { SpawnWorker } from '../worker/protocol'
import type { CurrentRun } from './current-run'
import type { Drafts } from './drafts'
import { createMachineInfo } from './machine-info'
import { openStudyFile } from './open-study'
import { printPage } from './print-page'
import { freeRunFolder, runFolders } from './run-folder'

export interface ServiceOptions {
  readonly places: DataPlaces
  readonly machine: Machine
  readonly spawnWorker: SpawnWorker
  readonly openExecutor: (crew: Crew) => Executor
  readonly run: CurrentRun
  readonly drafts: Drafts
  /** The file named at the start, else the user's copy of the sample. */
  readonly firstFile: () => Promise<string>
  readonly window: () => BrowserWindow | undefined
  /** Tells the window what happens before a run has begun. */
  readonly onEvent: (event: RunEvent) => void
  /** Sends the window what has happened and was not told yet: a state that is given afterwards has it in it. */
  readonly flushEvents: () => void
}

/** The real thing behind the contract: the same functions that the command line calls. */
export function createServices(
  options: ServiceOptions,
): WorkbenchServices & { readonly open: (path: string) => Promise<Opening> } {
  const { places, machine, spawnWorker, openExecutor, run, drafts, firstFile, onEvent } = options

  /** Memory that this window's own run holds is free again when the next one begins. */
  let memoryBytes: number | undefined
  const planOf = async (file: string, source: string) => {
    const resources = await machine.resources()
    if (memoryBytes === undefined || !run.underWay()) memoryBytes = resources.memoryBytes
    const settings = { folder: dirname(file), places, speed: machine.speed(), machine: { ...resources, memoryBytes } }
    return planForFolders(source, settings, (study) => runFolders(file, study))
  }

  const prepare = async (file: string, source: string) => {
    const foldersOf = (study: string) => runFolders(file, study)
    const now = () => new Date()
    const folder = dirname(file)
    const prepared = await prepareRun(source, { folder, places, machine, spawnWorker, foldersOf, now, onEvent })
    options.flushEvents()
    if (!prepared.ok) return err(unprepared(file, prepared.error))
    const { planned, held, crew } = prepared.value
    const saved = await save(file, source)
    return saved.ok
      ? ok({ folder: held?.path ?? freeRunFolder(file, planned.plan.study), source, planned, crew })
      : saved
  }

  const open = async (path: string): Promise<Opening> => {
    const opened = await openStudyFile(path, planOf)
    if (!opened.ok) return opened
    const { file, source } = opened.value
    drafts.saved(file, source)
    options.flushEvents()
    const underWay = run.of(file)
    return ok(underWay === null ? opened.value : { file, source, ...underWay })
  }

  const save = async (file: string, source: string): Promise<Result<null, Failure>> => {
    try {
      writeAtomically(file, source)
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error)
      return err(environmentFailure(`${file} could not be saved: ${words}. What you typed is still in the editor.`))
    }
    drafts.saved(file, source)
    return ok(null)
  }

  return {
    info: createMachineInfo(openExecutor),
    dataNames: async () => datasetNames(places),
    open,
    firstStudy: async () => open(await firstFile()),
    askForStudy: async () => {
      const file = await askForFile(options.window())
      return file === null ? ok(null) : open(file)
    },
    save: ({ file, source }) => save(file, source),
    plan: async ({ file, source }) => {
      drafts.typed(file, source)
      const { planned, problems } = await planOf(file, source)
      return { plan: planned?.plan ?? null, problems: [...problems] }
    },
    start: ({ file, source }) => run.start(file, () => prepare(file, source)),
    pause: async () => run.pause(),
    resume: async () => run.resume(),
    stop: async () => run.stop(),
    analyse: async (folder) => {
      const analysed = analyseAnyFolder(folder)
      return analysed.ok ? ok(analysed.value.analysis) : analysed
    },
    exportReport: async (folder) => {
      const analysed = analyseAnyFolder(folder)
      if (!analysed.ok) return analysed
      const written = await writeReport(analysed.value, { formats: REPORT_FORMATS, paper: 'a4', printPdf })
      if (!written.ok) return written
      const page = written.value.find(({ format }) => format === 'html')
      return page ? ok({ file: page.path }) : err(environmentFailure(`${folder} has no report.html.`))
    },
    showReport: async (file) => {
      const refusal = await shell.openPath(file)
      return refusal === '' ? ok(null) : err(environmentFailure(`${file} could not be opened: ${refusal}.`))
    },
  }
}

/** By this window's own Chromium. */
const printPdf: PrintPdf = async (html, paper) => {
  try {
    return ok(await printPage(html, paper))
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    return err(environmentFailure(`report.pdf could not be printed: ${words}. The other formats are written.`))
  }
}

function unprepared(file: string, why: Unprepared): Failure {
  if (why.kind === 'failure') return why.failure
  const [first] = why.problems
  return inputFailure(first === undefined ? `${file} has no plan.` : formatProblem(basename(file), first))
}

async function askForFile(window: BrowserWindow | undefined): Promise<string | null> {
  const options: Electron.OpenDialogOptions = {
    title: messages.dialog.openTitle,
    buttonLabel: messages.dialog.open,
    filters: [{ name: messages.dialog.studyFiles, extensions: ['yaml', 'yml'] }],
    properties: ['openFile'],
  }
  const { filePaths } = await (window === undefined
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options))
  return filePaths[0] ?? null
}
