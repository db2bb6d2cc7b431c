import type { PlannedArm } from './plan'
import type { StudyFile } from './schema'

/** Arms whose cost is within this share of the base's count as equal. */
const EQUAL_COST = 0.01

/** What a reviewer would object to, said before launch. */
export function planWarnings(study: StudyFile, arms: readonly PlannedArm[]): readonly string[] {
  const warnings: string[] = []
  const [base, ...compared] = arms
  if (!base) throw new Error('a plan without a base')
  const unequal = compared.filter(({ macs }) => Math.abs(macs / base.macs - 1) > EQUAL_COST)
  const most = unequal.reduce<PlannedArm>((a, b) => (b.macs > a.macs ? b : a), base)
  const least = unequal.reduce<PlannedArm>((a, b) => (b.macs < a.macs ? b : a), base)
  if (unequal.length > 0) {
    const [first, ...rest] = [most, least].filter((arm) => arm !== base)
    const share = (arm: PlannedArm): string => (arm.macs / base.macs).toFixed(2)
    const others = rest.map((arm) => `, ${arm.label} ${share(arm)} times`).join('')
    if (first)
      warnings.push(
        `The arms differ in cost: ${first.label} spends ${share(first)} times the MACs of the base${others}. As it stands, the study compares sizes as well as parts; arms of equal cost are not built yet.`,
      )
  }
  if (study.replicates === 1) warnings.push('One replicate shows no spread: no interval and no test can be given.')
  else if (study.replicates < 5)
    warnings.push(`${study.replicates} replicates give wide intervals: only large differences can be told from chance.`)
  return warnings
}
