import { z } from 'zod'
import type { VariedFactor } from '../design/arms'
import { MATCHED, type Matched } from '../design/matched'
import { holm } from '../statistics/holm'
import { TESTS, type TestName } from '../study/analysis-schema'
import {
  type Change,
  type Combination,
  changesToBase,
  isMultiple,
  type LevelledArm,
  matchedChange,
  signedEffect,
} from './combination'
import { Evidence, evidence, type OutcomesByArm, replicateValues } from './evidence'

/** What is compared: two levels of a factor, of the arms as they are or of those that cost what the base does. */
export interface Comparison extends Change {
  readonly at?: Matched | undefined
  /** Levels of other factors that it is looked at within: a simple effect. */
  readonly within?: Readonly<Record<string, string>> | undefined
}

/** A planned arm as effects see it. */
export interface ComparableArm extends LevelledArm {
  readonly control?: { readonly of: string; readonly matched: Matched } | undefined
  /** Of inference. */
  readonly macs: number | null
}

/** What effects are worked out from: arms, what stands for each at the base's cost, and how they were chosen. */
export interface ComparedArms {
  /** The base first. */
  readonly arms: readonly ComparableArm[]
  readonly controls: readonly { readonly of: string; readonly matched: Matched; readonly arm: string | null }[]
  readonly factors: readonly VariedFactor[]
  /** A two-level fraction, in which no two arms differ in one factor alone. */
  readonly fraction: boolean
}

/** A change of one factor's level, averaged over the other factors within each replicate. */
export const Contrast = Evidence.extend({
  factor: z.string(),
  from: z.string(),
  to: z.string(),
  /** Where controls stand for the arms: what they have in common with the base. */
  at: z.enum(MATCHED).optional(),
  /** The levels of other factors that a simple effect is looked at within. */
  within: z.record(z.string(), z.string()).optional(),
  /** The family that Holm's adjustment was made over. */
  family: z.enum(['primary', 'secondary']).nullable(),
  /** Mean inference MACs after the change over those before it, over the same arms; null where arms' costs are not known. */
  macsRatio: z.number().nullable(),
  /** Change of the outcome for each million MACs that the change adds; null where it adds none. */
  perMegaMac: z.number().nullable(),
})
export type Contrast = z.infer<typeof Contrast>

/** How a study's effects are tested. */
export interface Testing {
  readonly test: TestName
  /** The factor that the study is about: its contrasts are a family of their own. */
  readonly primary?: string | undefined
  /** Factors whose contrasts are adjusted together; all where the study does not say. */
  readonly family?: readonly string[] | undefined
}

/**
 * A contrast for each factor's change from another level to the base's, averaged over the other factors within a replicate;
 * then, for each kind of control, those that come out otherwise between arms of equal cost. Holm's adjustment over all of a family:
 * whoever asks twice pays for it.
 */
export function contrasts(compared: ComparedArms, outcomes: OutcomesByArm, testing: Testing): readonly Contrast[] {
  const found = comparisonsOf(compared).map((own) => contrast(compared, outcomes, own, testing.test, TESTS))
  const familied = found.map((own): Contrast => ({ ...own, family: familyOf(own.factor, testing) }))
  const adjusted = adjust(familied)
  const isPrimary = ({ family }: Contrast): boolean => family === 'primary'
  return [...adjusted.filter(isPrimary), ...adjusted.filter((own) => !isPrimary(own))]
}

/** Every change to the base's level; then, for each kind of control, those that are of other arms at equal cost. */
export function comparisonsOf(compared: ComparedArms): readonly Comparison[] {
  const changes = changesToBase(compared.factors)
  const atCost = MATCHED.flatMap((at) => changes.map((change) => ({ ...change, at })))
  return [...changes, ...atCost.filter((own) => differsAtCost(compared, own))]
}

/** Each contrast at each level of each other factor: what an average may hide. In no family, as nothing is claimed by them. */
export function simpleEffects(compared: ComparedArms, outcomes: OutcomesByArm, test: TestName): readonly Contrast[] {
  if (compared.fraction) return []
  return changesToBase(compared.factors).flatMap((change) => {
    const whole = combinationOf(compared, change)
    return compared.factors
      .filter(({ name }) => name !== change.factor)
      .flatMap(({ name, levels }) => levels.map((level) => ({ ...change, within: { [name]: level } })))
      .filter((own) => {
        const part = combinationOf(compared, own)
        return part.length > 0 && !isMultiple(part, whole)
      })
      .map((own) => contrast(compared, outcomes, own, test))
  })
}

/** The effect of one change of level, replicate by replicate. */
function contrast(
  compared: ComparedArms,
  outcomes: OutcomesByArm,
  comparison: Comparison,
  test: TestName,
  besides: readonly TestName[] = [],
): Contrast {
  const { factor, from, to, at, within } = comparison
  const combination = combinationOf(compared, comparison)
  const found = evidence(replicateValues(combination, outcomes), test, besides)
  const { before, after } = macsOf(combination, compared.arms)
  const added = before === null || after === null ? 0 : (after - before) / 1e6
  return {
    ...found,
    factor,
    from,
    to,
    ...(at !== undefined && { at }),
    ...(within !== undefined && { within: { ...within } }),
    family: null,
    macsRatio: before === null || after === null ? null : after / before,
    perMegaMac: found.estimate === null || added === 0 ? null : found.estimate / added,
  }
}

/** The arms that a comparison is made of, with their weights; empty where the design cannot make it. */
export function combinationOf(compared: ComparedArms, { within, at, ...change }: Comparison): Combination {
  const arms = armsAt(compared, at).filter(({ levels }) =>
    Object.entries(within ?? {}).every(([name, level]) => levels[name] === level),
  )
  return compared.fraction ? signedEffect(arms, [change]) : matchedChange(arms, change)
}

/** The arms as they are; or, at equal cost, what stands for each. An arm that nothing stands for is left out. */
export function armsAt({ arms, controls }: ComparedArms, at: Matched | undefined): readonly LevelledArm[] {
  const asTheyAre = arms.filter(({ control }) => control === undefined)
  if (at === undefined) return asTheyAre
  const [base, ...others] = asTheyAre
  const standing = others.flatMap(({ id, levels }) => {
    const arm = controls.find(({ of, matched }) => of === id && matched === at)?.arm
    return arm ? [{ id: arm, levels }] : []
  })
  return base ? [base, ...standing] : []
}

/** Mean MACs of the arms after a change and before it. */
function macsOf(
  combination: Combination,
  arms: readonly ComparableArm[],
): { readonly before: number | null; readonly after: number | null } {
  const macs = new Map(arms.map((arm) => [arm.id, arm.macs]))
  return {
    after: weighted(combination, 1, (arm) => macs.get(arm) ?? null),
    before: weighted(combination, -1, (arm) => macs.get(arm) ?? null),
  }
}

/** Mean of a number of the arms on one side of a combination; null of none, or where one is not known. */
export function weighted(combination: Combination, side: 1 | -1, of: (arm: string) => number | null): number | null {
  const terms = combination.filter(({ weight }) => Math.sign(weight) === side)
  if (terms.length === 0) return null
  let [sum, total] = [0, 0]
  for (const { arm, weight } of terms) {
    const value = of(arm)
    if (value === null) return null
    sum += Math.abs(weight) * value
    total += Math.abs(weight)
  }
  return sum / total
}

/** Whether a comparison at equal cost is of other arms than the one of the arms as they are. */
function differsAtCost(compared: ComparedArms, comparison: Comparison): boolean {
  const controls = new Set(compared.arms.filter(({ control }) => control !== undefined).map(({ id }) => id))
  return combinationOf(compared, comparison).some(({ arm }) => controls.has(arm))
}

/** The family that a factor's contrasts are adjusted in; null of those that the study tests beside. */
export function familyOf(factor: string, { primary, family }: Testing): Contrast['family'] {
  if (factor === primary) return 'primary'
  return family === undefined || family.includes(factor) ? 'secondary' : null
}

/** Holm's adjustment within each family. */
function adjust(found: readonly Contrast[]): readonly Contrast[] {
  const adjusted = new Map<Contrast, number>()
  for (const family of ['primary', 'secondary'] as const) {
    const tested = found.filter((own) => own.family === family && own.p !== null)
    const ps = holm(tested.map(({ p }) => p ?? 1))
    for (const [index, own] of tested.entries()) adjusted.set(own, ps[index] ?? 1)
  }
  return found.map((own) => ({ ...own, pHolm: adjusted.get(own) ?? null }))
}
