import type { Architecture } from '../architecture/architecture'
import type { Edit } from './edit'

/** One setting of a factor: a named patch on the architecture. */
export interface Level {
  readonly name: string
  readonly description: string
  /**
   * The edits that bring this architecture to the level; none where it is there already.
   * @throws EditMisfit where the architecture has no place for the level.
   */
  readonly patch: (architecture: Architecture) => readonly Edit[]
}

/** Levels of a factor that take numbers or words of the study's. */
export interface ParametrisedLevels {
  /** How one is written: `{ ratio: 0.5 }`. */
  readonly form: string
  readonly description: string
  /** The level; undefined where what is written is not of the form. */
  readonly read: (written: unknown) => Level | undefined
}

/** A part of the architecture that a study varies. */
export interface Factor {
  readonly name: string
  readonly description: string
  readonly levels: readonly Level[]
  readonly parametrised?: ParametrisedLevels
  /** Why an architecture has nothing to vary here; undefined where it has. */
  readonly missingIn: (architecture: Architecture) => string | undefined
}

/** The level at which nothing is changed. */
export function asItIs(): readonly Edit[] {
  return []
}

/** A level as a study file has it, under the name that it goes by: `off`, `0.5`, `1-3-5`, `ratio 0.5`. */
export function levelName(written: unknown): string {
  if (Array.isArray(written)) return written.join('-')
  if (typeof written !== 'object' || written === null) return String(written)
  const name: unknown = Reflect.get(written, 'name')
  if (typeof name === 'string') return name
  return Object.entries(written)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key} ${Array.isArray(value) ? value.join('+') : String(value)}`)
    .join(' ')
}
