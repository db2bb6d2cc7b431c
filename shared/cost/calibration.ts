import { z } from 'zod'

/** How trials share a machine: processes at a time, TensorFlow's threads in each, towers of each trial. */
const Arrangement = z.strictObject({
  workers: z.int().positive(),
  threads: z.int().positive(),
  towers: z.int().positive(),
})
export type Arrangement = z.infer<typeof Arrangement>

/** How many images a second all processes of an arrangement trained together. */
const MeasuredArrangement = Arrangement.extend({ imagesPerSecond: z.number().positive() })
export type MeasuredArrangement = z.infer<typeof MeasuredArrangement>

/** What was measured of a machine. The first arrangement is the one that is taken where nothing was measured. */
export const Calibration = z.strictObject({
  device: z.enum(['cpu', 'gpu']),
  measured: z.array(MeasuredArrangement).min(1),
})
export type Calibration = z.infer<typeof Calibration>

/** Images a step while measuring. */
export const CALIBRATION_BATCH = 64

const TOWERS = [1, 2, 4, 8] as const
/** A tower with fewer images spends its time on the way from operation to operation. */
const LEAST_OF_TOWER = 16
/** Trials that share a GPU. */
const TRIALS_OF_GPU = [1, 2, 4] as const

/** Another arrangement than the usual one has to be faster by this: less is noise. */
const CLEARLY_FASTER = 1.05

/**
 * What is worth measuring on cores: for many trials one a core, one every second core (two cores may be one with two
 * threads), and that with two threads; for one trial alone, more threads with and without towers.
 */
export function coreArrangements(cores: number): readonly Arrangement[] {
  const half = Math.max(1, Math.floor(cores / 2))
  const together = [
    { workers: cores, threads: 1, towers: 1 },
    { workers: half, threads: 1, towers: 1 },
    { workers: half, threads: 2, towers: 1 },
  ]
  const alone = TOWERS.filter((towers) => isShared(CALIBRATION_BATCH, towers)).flatMap((towers) => [
    // Threads have the branches of a module to share, without towers too.
    { workers: 1, threads: towers, towers: 1 },
    { workers: 1, threads: towers, towers },
  ])
  return distinct([...together, ...alone].filter(({ workers, threads }) => workers * threads <= cores))
}

/** What is worth measuring on GPUs: one trial on each, two, and four. */
export function gpuArrangements(gpus: number): readonly Arrangement[] {
  return TRIALS_OF_GPU.map((trials) => ({ workers: trials * gpus, threads: 1, towers: 1 }))
}

/** The arrangement by which many trials of one tower get on fastest together. */
export function fastestTogether({ measured }: Calibration): MeasuredArrangement {
  const [usual, ...others] = measured.filter(({ towers }) => towers === 1)
  if (!usual) throw new Error('a calibration without an arrangement of one tower')
  return others.reduce(faster, usual)
}

/** The number of towers by which one trial alone gets on fastest. @param threads that it may use */
export function fastestTowers(calibration: Calibration, threads: number, batch: number): number {
  const [usual, ...others] = alone(calibration, threads)
    .filter(({ towers }) => isShared(batch, towers))
    .toSorted((a, b) => a.towers - b.towers)
  return usual ? others.reduce(faster, usual).towers : 1
}

/** How many times as fast a trial of so many towers is with these threads as with one of each; 1 where that was not measured. */
export function speedupAlone(calibration: Calibration, threads: number, towers: number): number {
  const measured = alone(calibration, threads)
  const usual = measured.find((one) => one.threads === 1 && one.towers === 1)
  const such = measured.filter((one) => one.towers === towers).map(({ imagesPerSecond }) => imagesPerSecond)
  return usual && such.length > 0 ? Math.max(...such) / usual.imagesPerSecond : 1
}

/** What one trial of one tower trained in an arrangement; undefined where that was not measured. */
export function imagesPerSecondEach(
  { measured }: Calibration,
  share: { readonly workers: number; readonly threads: number },
): number | undefined {
  const such = measured.find(
    ({ workers, threads, towers }) => workers === share.workers && threads === share.threads && towers === 1,
  )
  return such && such.imagesPerSecond / such.workers
}

function alone({ measured }: Calibration, threads: number): readonly MeasuredArrangement[] {
  return measured.filter((one) => one.workers === 1 && one.threads <= threads)
}

function faster(best: MeasuredArrangement, next: MeasuredArrangement): MeasuredArrangement {
  return next.imagesPerSecond > CLEARLY_FASTER * best.imagesPerSecond ? next : best
}

/** Whether so many towers share a batch equally, each with images enough. */
function isShared(batch: number, towers: number): boolean {
  return batch % towers === 0 && batch / towers >= (towers === 1 ? 1 : LEAST_OF_TOWER)
}

function distinct(arrangements: readonly Arrangement[]): readonly Arrangement[] {
  return [...new Map(arrangements.map((one) => [JSON.stringify(one), one])).values()]
}
