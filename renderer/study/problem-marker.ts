import { type Problem, problemSentence } from '../../shared/study/problem'

/** A problem where the editor draws it; both count lines and columns from 1, both ends are exclusive. */
export interface ProblemMarker {
  readonly startLineNumber: number
  readonly startColumn: number
  readonly endLineNumber: number
  readonly endColumn: number
  readonly message: string
}

/** An empty range is widened to one character: nothing cannot be underlined. */
export function problemMarker(problem: Problem): ProblemMarker {
  const { line, column, endLine, endColumn } = problem.range
  const empty = line === endLine && column === endColumn
  return {
    startLineNumber: line,
    startColumn: column,
    endLineNumber: endLine,
    endColumn: empty ? endColumn + 1 : endColumn,
    message: problemSentence(problem),
  }
}
