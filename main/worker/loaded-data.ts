import { type Failure, inputFailure } from '../../shared/failure'
import { err, type Result } from '../../shared/result'
import type { TrialData } from '../../shared/training/trial'
import type { Dataset } from '../data/dataset'
import { loadDataset } from '../data/load-dataset'
import type { DataPlaces } from '../data/places'
import { type AnySplit, RESIDENT_BYTES } from '../engine/split-source'

/** The data set that a worker's trials share, read once. */
export interface LoadedData {
  load(places: DataPlaces, data: TrialData): Promise<Result<Dataset<AnySplit>, Failure>>
}

export function createLoadedData(): LoadedData {
  let held: { readonly key: string; readonly dataset: Result<Dataset<AnySplit>, Failure> } | undefined
  return {
    load: async (places, { name, sizes, sha256 }) => {
      const key = JSON.stringify([name, sizes, sha256])
      if (held?.key === key) return held.dataset
      const dataset = await loadDataset(places, name, sizes, { residentBytes: RESIDENT_BYTES })
      if (dataset.ok && dataset.value.description.sha256 !== sha256)
        return err(inputFailure(`${name} is no longer the data that the study was planned with: its hash has changed.`))
      if (dataset.ok) held = { key, dataset }
      return dataset
    },
  }
}
