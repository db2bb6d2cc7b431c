import { assertNever } from '../../shared/assert-never'
import type { FailureKind } from '../../shared/failure'

/** What the command line ends with; 1 is left to bugs, which end the process by themselves. */
export const EXIT = { done: 0, input: 2, failedTrials: 3, environment: 4, interrupted: 130 } as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

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
