import { type Failure, inputFailure } from '../../shared/failure'
import type { OpenedStudy } from '../../shared/ipc/contract'
import { err, ok, type Result } from '../../shared/result'
import { type OpenedPaths, openPathsOf } from './opened-paths'
import type { Handlers, WorkbenchServices } from './services'

/** The contract's handlers: each guards the paths it is given, then asks the services. */
export function createHandlers(services: WorkbenchServices, paths: OpenedPaths): Handlers {
  const remember = (study: OpenedStudy | null) => {
    if (study !== null) openPathsOf(paths, study)
  }
  const guarded = async <T>(path: string, act: () => Promise<Result<T, Failure>>): Promise<Result<T, Failure>> =>
    paths.isOpen(path) ? act() : err(notOpened(path))

  return {
    'app.info': async () => ok(await services.info()),
    'data.names': async () => ok([...(await services.dataNames())]),
    'study.first': async () => tap(await services.firstStudy(), remember),
    'study.open': async () => tap(await services.askForStudy(), remember),
    'study.save': (draft) => guarded(draft.file, () => nothing(services.save(draft))),
    'study.plan': (draft) => guarded(draft.file, async () => ok(await services.plan(draft))),
    'study.start': (draft) =>
      guarded(draft.file, async () =>
        tap(await services.start(draft), ({ run }) => {
          if (run.folder !== null) paths.open(run.folder)
        }),
      ),
    'study.pause': () => nothing(services.pause()),
    'study.resume': () => nothing(services.resume()),
    'study.stop': () => nothing(services.stop()),
    'study.analyse': ({ folder }) => guarded(folder, () => services.analyse(folder)),
    'report.export': ({ folder }) =>
      guarded(folder, async () => tap(await services.exportReport(folder), ({ file }) => paths.open(file))),
    'report.show': ({ file }) =>
      file.endsWith('.html')
        ? guarded(file, () => nothing(services.showReport(file)))
        : Promise.resolve(
            err(inputFailure(`${file} is not a report: a report is an .html file that was exported here.`)),
          ),
  }
}

function notOpened(path: string): Failure {
  return inputFailure(`${path} was not opened in this window. Open it with File, Open… first.`)
}

function tap<T>(result: Result<T, Failure>, see: (value: T) => void): Result<T, Failure> {
  if (result.ok) see(result.value)
  return result
}

async function nothing(result: Promise<Result<null, Failure>>): Promise<Result<Record<string, never>, Failure>> {
  const settled = await result
  return settled.ok ? ok({}) : settled
}
