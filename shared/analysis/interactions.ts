import { z } from 'zod'
import { holm } from '../statistics/holm'
import type { TestName } from '../study/analysis-schema'
import {
  type Change,
  type Combination,
  changesToBase,
  isMultiple,
  matchedInteraction,
  signedEffect,
} from './combination'
import { armsAt, type ComparedArms } from './contrasts'
import { Evidence, evidence, type OutcomesByArm, replicateValues } from './evidence'

const side = z.strictObject({ factor: z.string(), from: z.string(), to: z.string() })

/** How much more a change does at the base's level of another factor than at another level of it. */
export const Interaction = Evidence.extend({
  /** The change, and the change that it is looked at across; either way round the number is the same. */
  first: side,
  second: side,
})
export type Interaction = z.infer<typeof Interaction>

/**
 * The interaction of every two changes that the design can see, paired within replicates like contrasts; Holm's adjustment
 * over all of them, a family of their own. What a fraction confounds with a single factor's change is left out: it is told
 * by the table of aliases.
 */
export function interactions(compared: ComparedArms, outcomes: OutcomesByArm, test: TestName): readonly Interaction[] {
  const arms = armsAt(compared, undefined)
  const changes = changesToBase(compared.factors)
  const effects = compared.fraction ? changes.map((change) => signedEffect(arms, [change])) : []
  const combine = (first: Change, second: Change): Combination =>
    compared.fraction ? signedEffect(arms, [first, second]) : matchedInteraction(arms, first, second)
  const found = changes.flatMap((first, index) =>
    changes.slice(index + 1).flatMap((second) => {
      if (first.factor === second.factor) return []
      const combination = combine(first, second)
      if (combination.length === 0 || effects.some((effect) => isMultiple(effect, combination))) return []
      return [{ ...evidence(replicateValues(combination, outcomes), test), first: { ...first }, second: { ...second } }]
    }),
  )
  const tested = found.filter(({ p }) => p !== null)
  const adjusted = holm(tested.map(({ p }) => p ?? 1))
  return found.map((own) => ({ ...own, pHolm: adjusted[tested.indexOf(own)] ?? null }))
}
