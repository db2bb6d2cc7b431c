import { formatCount } from '../format/numbers'
import type { MachineSpeed } from './trial-time'

/** What a predicted time stands on: `measured from 24 trials run on this machine`. */
export function speedWords({ from, trials }: Pick<MachineSpeed, 'from' | 'trials'>): string {
  if (from === 'assumed') return 'assumed machine: nothing was measured on this one yet'
  if (from === 'calibrated') return 'calibrated on this machine'
  const counted = trials === undefined ? 'trials' : `${formatCount(trials)} ${trials === 1 ? 'trial' : 'trials'}`
  return `measured from ${counted} run on this machine`
}
