import type { Failure } from '../../shared/failure'
import type { AppInfo, Command, OpenedStudy, Request, Response } from '../../shared/ipc/contract'
import type { Result } from '../../shared/result'

/** A study file and the folders that became usable by opening it. */
export type Opening = Result<OpenedStudy, Failure>

/** What the commands of the contract do. The handlers stand in front of it: they let through only what the user opened. */
export interface WorkbenchServices {
  readonly info: () => Promise<AppInfo>
  readonly dataNames: () => Promise<readonly string[]>
  readonly firstStudy: () => Promise<Opening>
  /** @returns null where the user thought better of it. */
  readonly askForStudy: () => Promise<Result<OpenedStudy | null, Failure>>
  readonly save: (draft: Request<'study.save'>) => Promise<Result<null, Failure>>
  /** Never fails: what is wrong with a source is in its problems. */
  readonly plan: (draft: Request<'study.plan'>) => Promise<Response<'study.plan'>>
  readonly start: (draft: Request<'study.start'>) => Promise<Result<Response<'study.start'>, Failure>>
  readonly pause: () => Promise<Result<null, Failure>>
  readonly resume: () => Promise<Result<null, Failure>>
  readonly stop: () => Promise<Result<null, Failure>>
  readonly analyse: (folder: string) => Promise<Result<Response<'study.analyse'>, Failure>>
  readonly exportReport: (folder: string) => Promise<Result<Response<'report.export'>, Failure>>
  readonly showReport: (file: string) => Promise<Result<null, Failure>>
}

/** Exhaustive: a command without a handler does not compile. */
export type Handlers = { readonly [C in Command]: (request: Request<C>) => Promise<Result<Response<C>, Failure>> }
