import {
  CALIBRATION_BATCH,
  type Calibration,
  fastestTogether,
  fastestTowers,
  type MeasuredArrangement,
} from '../../../shared/cost/calibration'
import { formatCount } from '../../../shared/format/numbers'
import { counted } from '../../../shared/report/words'

export const UNCALIBRATED =
  'not measured yet: the first run, or doctor --calibrate, measures how this machine trains best'

/** What was chosen for this machine, and from which figures. */
export function calibrationWords(calibration: Calibration, cores: number, gpus: number): string {
  const { workers, threads } = fastestTogether(calibration)
  const together = calibration.measured.filter(({ towers }) => towers === 1)
  const many = `${formatCount(workers)} at a time${gpus > 0 ? ` on ${counted(gpus, 'GPU', 'GPUs')}` : `, ${counted(threads, 'thread', 'threads')} each`}`
  const sums = together
    .map((one) => figure(one, `${one.workers} × ${counted(one.threads, 'thread', 'threads')}`))
    .join(', ')
  if (calibration.device === 'gpu') return `trials run ${many} (images/s: ${sums})`
  const towers = fastestTowers(calibration, cores, CALIBRATION_BATCH)
  const alone = calibration.measured.filter((one) => one.workers === 1)
  const single = alone
    .map((one) =>
      figure(one, `${counted(one.towers, 'tower', 'towers')} in ${counted(one.threads, 'thread', 'threads')}`),
    )
    .join(', ')
  return `many trials run ${many} (images/s: ${sums}); one alone with ${counted(towers, 'tower', 'towers')} (${single})`
}

function figure({ imagesPerSecond }: MeasuredArrangement, name: string): string {
  return `${name} ${formatCount(imagesPerSecond)}`
}
