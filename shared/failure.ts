/** What kind of failure it is; the command line turns it into its exit code. */
export const FAILURE_KINDS = [
  /** The input is wrong: exit 2. */
  'input',
  /** The environment lacks something: exit 4. */
  'environment',
] as const
export type FailureKind = (typeof FAILURE_KINDS)[number]

/** An expected failure, told in a sentence a person can act on. */
export interface Failure {
  readonly kind: FailureKind
  /** What happened, where, what is allowed or was expected, and what to do. */
  readonly message: string
}

export function inputFailure(message: string): Failure {
  return { kind: 'input', message }
}

export function environmentFailure(message: string): Failure {
  return { kind: 'environment', message }
}
