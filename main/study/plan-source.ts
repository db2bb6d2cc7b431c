import type { MachineSpeed } from '../../shared/cost/trial-time'
import { type PlanContext, type Planning, planStudy } from '../../shared/study/plan-study'
import { datasetNames, describeDataset } from '../data/catalogue'
import type { DataPlaces } from '../data/places'

export interface PlanSettings {
  readonly places: DataPlaces
  readonly speed: MachineSpeed
  readonly workers: number
}

/**
 * Text → plan, on this machine. Every trial has one tower: studies run one process a core, and a batch that is cut
 * into towers gains only where a single trial has several cores to itself.
 */
export function planSource(source: string, { places, speed, workers }: PlanSettings): Planning {
  const context: PlanContext = {
    datasetNames: datasetNames(places),
    findDataset: (name) => {
      const described = describeDataset(places, name)
      return described.ok
        ? { found: true, dataset: described.value }
        : { found: false, sentence: described.error.message }
    },
    speed,
    workers,
    towers: 1,
  }
  return planStudy(source, context)
}
