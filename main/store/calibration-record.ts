import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { Calibration } from '../../shared/cost/calibration'
import { writeAtomically } from './atomic-write'

const SCHEMA = 'ablation-workbench/calibration/1'

/** What a calibration holds for; where any of it is another, it is made anew. */
const CalibratedMachine = z.strictObject({
  processor: z.string(),
  cores: z.int().positive(),
  /** TensorFlow's version and build. */
  library: z.string(),
  /** Models of the GPUs that are there, whether they are used or not. */
  gpus: z.array(z.string()),
})
export type CalibratedMachine = z.infer<typeof CalibratedMachine>

const CalibrationFile = z.strictObject({
  schema: z.literal(SCHEMA),
  machine: CalibratedMachine,
  calibration: Calibration,
})
type CalibrationFile = z.infer<typeof CalibrationFile>

const calibrationFile = (cache: string): string => join(cache, 'calibration.json')

/** The calibration that was made of this machine; undefined where there is none, or none that can be read. */
export function readCalibration(cache: string, machine: CalibratedMachine): Calibration | undefined {
  try {
    const record = CalibrationFile.parse(JSON.parse(readFileSync(calibrationFile(cache), 'utf8')))
    return JSON.stringify(record.machine) === JSON.stringify(CalibratedMachine.parse(machine))
      ? record.calibration
      : undefined
  } catch {
    return undefined
  }
}

/** Keeps a calibration for the next program. One that cannot be kept is no reason to fail. */
export function keepCalibration(cache: string, machine: CalibratedMachine, calibration: Calibration): void {
  const record: CalibrationFile = { schema: SCHEMA, machine, calibration }
  const file = calibrationFile(cache)
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeAtomically(file, `${JSON.stringify(record)}\n`)
  } catch {
    // A full or read-only cache: the machine is measured again.
  }
}
