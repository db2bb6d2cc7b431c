import { join } from 'node:path'
import { type DataPlaces, dataPlaces } from '../data/places'
import { userFolders } from '../store/user-folders'
import { type Machine, thisMachine } from './machine'

/** Where this program's parts lie, and what it knows of its machine. */
export interface Installation {
  /** The folder that holds package.json, resources/ and out/. */
  readonly root: string
  /** The built worker. */
  readonly worker: string
  readonly places: DataPlaces
  readonly machine: Machine
}

/** @param built the folder of the built main process, out/main */
export function findInstallation(built: string): Installation {
  const root = join(built, '..', '..')
  const { data, cache } = userFolders()
  return {
    root,
    worker: join(built, 'worker.js'),
    places: dataPlaces({ resources: join(root, 'resources'), userData: data, env: process.env }),
    machine: thisMachine(cache),
  }
}
