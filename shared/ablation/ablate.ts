import type { Architecture } from '../architecture/architecture'
import { applyEdits, type Edit } from './edit'
import { FACTORS } from './factors'

/** A level for each factor that a study varies. */
export type Levels = Readonly<Record<string, string>>

export interface Ablated {
  readonly architecture: Architecture
  /** What was changed, in order. */
  readonly edits: readonly Edit[]
}

/**
 * An architecture brought to the levels of an arm.
 * @throws for a factor or level that does not exist: the study's check has refused those before.
 */
export function ablate(base: Architecture, levels: Levels): Ablated {
  for (const name of Object.keys(levels))
    if (!FACTORS.some((factor) => factor.name === name)) throw new Error(`unknown factor ${name}`)
  return FACTORS.reduce<Ablated>(
    ({ architecture, edits }, factor) => {
      const name = levels[factor.name]
      if (name === undefined) return { architecture, edits }
      const level = factor.levels.find((candidate) => candidate.name === name)
      if (!level) throw new Error(`factor ${factor.name} has no level ${name}`)
      const more = level.patch(architecture)
      return { architecture: applyEdits(architecture, more), edits: [...edits, ...more] }
    },
    { architecture: base, edits: [] },
  )
}
