import type { Failure } from '../../shared/failure'
import type { Paper } from '../../shared/report/paper'
import type { Result } from '../../shared/result'

/**
 * Lays a page of HTML out on paper: handed in, as only Electron can. The page may run nothing and fetch nothing.
 * @returns the PDF; a failure of the environment where there is no Electron.
 */
export type PrintPdf = (html: string, paper: Paper) => Promise<Result<Uint8Array, Failure>>
