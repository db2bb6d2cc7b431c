import { assertNever } from '../../shared/assert-never'
import type { FailureKind } from '../../shared/failure'
import type { RunEventOf } from '../../shared/study/run-event'

/** What the command line ends with; bugs that nobody noticed end the process by themselves, with 1 too. */
export const EXIT = { done: 0, bug: 1, input: 2, failedTrials: 3, environment: 4, interrupted: 130 } as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Of a study that came to its end with trials that failed in this run: of refused ones alone, what refused them. */
export function exitCodeOfTrials(failures: readonly RunEventOf<'trial.failed'>[]): ExitCode {
  const kinds = failures.map(({ cause, failure }) => (cause === 'refused' ? failure : undefined))
  if (kinds.length === 0 || kinds.includes(undefined)) return EXIT.failedTrials
  return exitCodeOf(WORST_FIRST.find((kind) => kinds.includes(kind)) ?? 'input')
}

/** What most needs to be known of several. */
const WORST_FIRST = ['program', 'environment', 'input'] as const satisfies readonly FailureKind[]

export function exitCodeOf(kind: FailureKind): ExitCode {
  switch (kind) {
    case 'input':
      return EXIT.input
    case 'environment':
      return EXIT.environment
    case 'program':
      return EXIT.bug
    default:
      return assertNever(kind)
  }
}
