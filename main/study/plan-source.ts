import type { MachineSpeed } from '../../shared/cost/trial-time'
import type { MachineResources } from '../../shared/study/machine-share'
import { type PlanContext, type Planning, planStudy } from '../../shared/study/plan-study'
import { datasetNames, describeDataset } from '../data/catalogue'
import type { DataPlaces } from '../data/places'
import { RESIDENT_BYTES } from '../engine/split-source'
import { memoryForWorkers } from '../worker/available-memory'
import { architectureFiles } from './architecture-files'
import { earlierSpread } from './earlier-spread'
import { coresHere } from './machine'

export interface PlanSettings {
  /** The folder of the study’s file, from which it names an architecture’s; undefined for a text without a file. */
  readonly folder: string | undefined
  readonly places: DataPlaces
  readonly speed: MachineSpeed
  /** This machine, not measured, unless said. */
  readonly machine?: MachineResources
  /** Trials at a time, where a person said so. */
  readonly workers?: number | undefined
  /** Towers of each trial, where the study’s first start has fixed them. */
  readonly towers?: number | undefined
}

/** Text → plan, on this machine. */
export function planSource(source: string, settings: PlanSettings): Planning {
  const { folder, places, speed, machine, workers, towers } = settings
  const context: PlanContext = {
    datasetNames: datasetNames(places),
    findDataset: (name) => {
      const described = describeDataset(places, name)
      return described.ok
        ? { found: true, dataset: described.value }
        : { found: false, sentence: described.error.message }
    },
    readArchitectureFile: architectureFiles(folder),
    speed,
    machine: machine ?? { cores: coresHere(), gpus: [], memoryBytes: memoryForWorkers(), calibration: undefined },
    workers,
    towers,
    residentBytes: RESIDENT_BYTES,
    findSpread: (asked) => (folder === undefined ? undefined : earlierSpread(folder, asked)),
  }
  return planStudy(source, context)
}
