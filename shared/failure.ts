/** What kind of failure it is; the command line turns it into its exit code. */
export const FAILURE_KINDS = [
  /** The input is wrong: exit 2. */
  'input',
  /** The environment lacks something: exit 4. */
  'environment',
  /** The program contradicts itself, and has noticed it: exit 1. */
  'program',
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

/** @param message what contradicts what; that it is nobody else's fault is added */
export function programFailure(message: string): Failure {
  return {
    kind: 'program',
    message: `${message} Nothing of it was trained. This is a fault of Ablation Workbench: please report it, with the study.`,
  }
}
