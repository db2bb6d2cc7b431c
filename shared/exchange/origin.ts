import { VERSION } from '../version'

/** Where the numbers of an exported network come from. */
export interface Origin {
  /** `initial weights of seed 1`, or the study, arm and replicate that trained them. */
  readonly weights: string
}

/** For the head of every exported file. */
export function originSentence({ weights }: Origin): string {
  return `Written by Ablation Workbench ${VERSION}; ${weights}.`
}
