import type { Failure } from '../../shared/failure'
import { formatProblem, type Problem } from '../../shared/study/problem'
import { EXIT, type ExitCode, exitCodeOf } from './exit-code'
import type { Page } from './page'

/** Where a command writes: results to standard output, everything said about them to standard error. */
export interface Terminal {
  readonly out: (text: string) => void
  readonly say: (text: string) => void
  /** Whether standard error is a screen that can be drawn over; its columns. */
  readonly screen: { readonly columns: number } | undefined
  /** What standard output is. */
  readonly page: Page
}

export function processTerminal(): Terminal {
  // A reader that has gone, as `head` does, is no error of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.done)
    throw error
  })
  return {
    out: (text) => void process.stdout.write(`${text}\n`),
    say: (text) => void process.stderr.write(`${text}\n`),
    screen: process.stderr.isTTY ? { columns: process.stderr.columns || 80 } : undefined,
    page: {
      columns: process.stdout.isTTY ? process.stdout.columns || 80 : Number.POSITIVE_INFINITY,
      colour: process.stdout.isTTY && !process.env.NO_COLOR,
    },
  }
}

export function tellFailure(terminal: Terminal, failure: Failure): ExitCode {
  terminal.say(failure.message)
  return exitCodeOf(failure.kind)
}

export function tellProblems(terminal: Terminal, file: string, problems: readonly Problem[]): ExitCode {
  for (const problem of problems) terminal.say(formatProblem(file, problem))
  return EXIT.input
}

export function printJson(terminal: Terminal, value: unknown): void {
  terminal.out(JSON.stringify(value, null, 2))
}
