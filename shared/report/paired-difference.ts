import type { AnalysedArm } from '../analysis/analysis'
import { mean } from '../statistics/sample'

/** Mean difference over the replicates that both have finished; null where there is none. */
export function pairedDifference(arm: AnalysedArm, base: AnalysedArm): number | null {
  const differences = arm.values.flatMap(({ replicate, value }) => {
    const twin = base.values.find((other) => other.replicate === replicate)
    return twin ? [value - twin.value] : []
  })
  return differences.length > 0 ? mean(differences) : null
}
