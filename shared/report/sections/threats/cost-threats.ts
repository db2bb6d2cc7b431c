import { changeWords } from '../../../analysis/change-words'
import { formatFixed, formatMegaMacs } from '../../../format/numbers'
import type { ReportFacts } from '../../report-facts'
import { capital, listed } from '../../words'
import { type Threat, where } from './threat'

/** MACs within this share of each other count as equal. */
const EQUAL = 0.01

/** Contrasts that change the network's size together with the part. */
export function costThreats({ analysis, study, plan }: ReportFacts): readonly Threat[] {
  const unequal = analysis.contrasts.flatMap(({ macsRatio, ...own }) =>
    macsRatio !== null && Math.abs(macsRatio - 1) > EQUAL ? [{ ...own, macsRatio }] : [],
  )
  const ratios = unequal.map((own) => `${changeWords(own)} (${formatFixed(own.macsRatio, 2)} times)`)
  const macs = plan.arms.map((arm) => arm.macs)
  const controls = [study.controls].flat().every((control) => control === 'none')
  return where(
    unequal.length > 0,
    'Unequal cost',
    `Arms need from ${formatMegaMacs(Math.min(...macs))} M to ${formatMegaMacs(Math.max(...macs))} M MACs. ${capital(listed(ratios))}: these effects are of the network’s size as well as of the part.` +
      (controls ? ' The study has no arms matched in cost that would tell the two apart.' : ''),
  )
}
