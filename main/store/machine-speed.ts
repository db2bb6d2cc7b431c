import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { median } from '../../shared/statistics/sample'
import { writeAtomically } from './atomic-write'

const SCHEMA = 'ablation-workbench/speed/1'

const SpeedFile = z.strictObject({
  schema: z.literal(SCHEMA),
  /** The processor; another one begins anew. */
  processor: z.string(),
  /** Seconds that finished trials took, over those that the assumed speed foretells; the latest last. */
  ratios: z.array(z.number().positive()),
})
type SpeedFile = z.infer<typeof SpeedFile>

/** Enough for a median that follows a machine whose load changes. */
const KEPT = 48

/** What earlier trials tell of how fast this machine is. */
export interface SpeedRecord {
  /** Seconds over the assumed machine's; undefined before a trial has finished here. */
  readonly slowness: number | undefined
  /** How many trials that is the median of. */
  readonly trials: number
  /** Adds a finished trial. A record that cannot be kept is no reason to fail. */
  add(ratio: number): void
}

export function openSpeedRecord(cache: string, processor: string): SpeedRecord {
  const file = join(cache, 'speed.json')
  const ratios = [...readRatios(file, processor)]
  return {
    get slowness() {
      return ratios.length > 0 ? median(ratios) : undefined
    },
    get trials() {
      return ratios.length
    },
    add: (ratio) => {
      ratios.push(ratio)
      ratios.splice(0, ratios.length - KEPT)
      const record: SpeedFile = { schema: SCHEMA, processor, ratios }
      try {
        mkdirSync(dirname(file), { recursive: true })
        writeAtomically(file, `${JSON.stringify(record)}\n`)
      } catch {
        // A full or read-only cache: the next prediction is a little worse.
      }
    },
  }
}

function readRatios(file: string, processor: string): readonly number[] {
  try {
    const record = SpeedFile.parse(JSON.parse(readFileSync(file, 'utf8')))
    return record.processor === processor ? record.ratios : []
  } catch {
    return []
  }
}
