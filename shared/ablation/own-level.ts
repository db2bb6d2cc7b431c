import type { Architecture } from '../architecture/architecture'
import { asItIs, type Factor, type Level } from './level'
import { type PatchOperation, patchEdits } from './patch'

/** A level that a study brings along. */
export interface OwnLevel {
  readonly name: string
  readonly patch: readonly PatchOperation[]
}

export function isOwnLevel(written: unknown): written is OwnLevel {
  return typeof written === 'object' && written !== null && 'patch' in written && 'name' in written
}

/** The level of a study's own patch. */
export function ownLevel({ name, patch }: OwnLevel): Level {
  return {
    name,
    description: 'A patch of the study’s own.',
    patch: (architecture: Architecture) => patchEdits(architecture, patch),
  }
}

/** Words for the level of a factor of the study's own that changes nothing. */
const UNCHANGED = ['as-is', 'on', 'off', 'none'] as const

/** A factor that exists in one study alone: the architecture as it is, against patches. */
export function ownFactor(name: string): Factor {
  return {
    name,
    description: 'A factor of the study’s own.',
    levels: UNCHANGED.map((word) => ({ name: word, description: 'As the architecture is.', patch: asItIs })),
    missingIn: () => undefined,
  }
}
