import { assertNever } from '../../shared/assert-never'
import type { FailureKind } from '../../shared/failure'
import type { RunEventOf } from '../../shared/study/run-event'

/** What the command line ends with; 1 is left to bugs, which end the process by themselves. */
export const EXIT = { done: 0, input: 2, failedTrials: 3, environment: 4, interrupted: 130 } as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Of a study that came to its end with trials that failed in this run: of refused ones alone, what refused them. */
export function exitCodeOfTrials(failures: readonly RunEventOf<'trial.failed'>[]): ExitCode {
  const kinds = failures.map(({ cause, failure }) => (cause === 'refused' ? failure : undefined))
  if (kinds.length === 0 || kinds.includes(undefined)) return EXIT.failedTrials
  return exitCodeOf(kinds.includes('environment') ? 'environment' : 'input')
}

export function exitCodeOf(kind: FailureKind): ExitCode {
  switch (kind) {
    case 'input':
      return EXIT.input
    case 'environment':
      return EXIT.environment
    default:
      return assertNever(kind)
  }
}
