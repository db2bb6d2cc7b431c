import { join } from 'node:path'

/** Folders that data sets are looked for in; each holds one folder a data set, of its name. */
export interface DataPlaces {
  /** What comes with the workbench: a dataset.json for every data set, and the files of the embedded ones. */
  readonly embedded: string
  /** The user's own files. */
  readonly user: string
  /** Where Debian's packages put theirs. */
  readonly system: string
}

/**
 * @param resources the workbench's resources folder
 * @param userData the workbench's folder for the user's data (env-paths' `data`)
 * @param env its ABLATION_DATA, where set, is the user's folder of data sets
 */
export function dataPlaces(from: {
  readonly resources: string
  readonly userData: string
  readonly env: Readonly<Record<string, string | undefined>>
}): DataPlaces {
  return {
    embedded: join(from.resources, 'data'),
    user: from.env.ABLATION_DATA || join(from.userData, 'datasets'),
    system: '/usr/share/datasets',
  }
}
