import { join } from 'node:path'
import { dataPlaces } from '../../../main/data/places'
import type { Installation } from '../../../main/study/installation'
import { ASSUMED_SPEED } from '../../../shared/cost/trial-time'

const root = new URL('../../..', import.meta.url).pathname

/** This program on a machine of eight cores that was never measured, and is not now. */
export const stillInstallation: Installation = {
  root,
  worker: '/nowhere',
  places: dataPlaces({ resources: join(root, 'resources'), userData: '/nowhere', env: {} }),
  machine: {
    speed: () => ASSUMED_SPEED,
    stepSpeed: async () => ASSUMED_SPEED,
    learn: () => undefined,
    gpus: async () => [],
    resources: async () => ({ cores: 8, gpus: [], memoryBytes: 8e9, calibration: undefined }),
    calibrate: () => {
      throw new Error('a calibration was made')
    },
  },
}
