import type { Architecture } from '../architecture/architecture'
import { applyEdits, type Edit, EditMisfit } from './edit'
import { FACTORS } from './factors'
import type { Factor } from './level'

/** A level for each factor that a study varies. */
export type Levels = Readonly<Record<string, string>>

export interface Ablated {
  readonly architecture: Architecture
  /** What was changed, in order. */
  readonly edits: readonly Edit[]
}

/** A level that the architecture has no place for, given the levels of the factors before it. */
export class LevelMisfit extends Error {
  constructor(
    readonly factor: string,
    readonly level: string,
    reason: string,
  ) {
    super(reason)
  }
}

/**
 * An architecture brought to the levels of an arm.
 * @param factors those of the study, with the levels that it writes, in the order of `FACTORS`
 * @throws for a factor or level that does not exist: the study's check has refused those before; LevelMisfit where the
 *   architecture has no place for a level.
 */
export function ablate(base: Architecture, levels: Levels, factors: readonly Factor[] = FACTORS): Ablated {
  for (const name of Object.keys(levels))
    if (!factors.some((factor) => factor.name === name)) throw new Error(`unknown factor ${name}`)
  return factors.reduce<Ablated>(
    ({ architecture, edits }, factor) => {
      const name = levels[factor.name]
      if (name === undefined) return { architecture, edits }
      const level = factor.levels.find((candidate) => candidate.name === name)
      if (!level) throw new Error(`factor ${factor.name} has no level ${name}`)
      try {
        const more = level.patch(architecture)
        return { architecture: applyEdits(architecture, more), edits: [...edits, ...more] }
      } catch (error) {
        throw error instanceof EditMisfit ? new LevelMisfit(factor.name, name, error.message) : error
      }
    },
    { architecture: base, edits: [] },
  )
}
