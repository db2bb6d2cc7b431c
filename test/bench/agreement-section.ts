import { formatP, formatPercent, formatPoints, formatPointsInterval } from '../../shared/format/numbers'
import { type AgreementVerdict, type Comparison, judgeAgreement, MARGIN } from './agreement-verdict'
import { section, table } from './markdown'
import type { Agreement } from './results'

/** The accuracies of this program and Keras's, and whether they agree. */
export function agreementSection(agreement: Agreement): string {
  const verdict = judgeAgreement(agreement)
  const { overall, arms } = verdict
  const margin = `±${formatPercent(MARGIN, 0)} pp`
  const rows = [
    ...arms.map((arm) => row(arm.label, arm)),
    row(`**all arms** (n = ${overall.own.n}, each seed’s mean)`, overall),
  ]
  return section(
    'Accuracies against Keras’s',
    `The sample study’s arms, ${arms.length} of them with ${overall.own.n} seeds each, trained whole by \`ablate run\` (${agreement.own}) and by
test/bench/peers/study_keras.py (${agreement.keras}) on ${agreement.date.slice(0, 10)}; the last epoch’s validation accuracy. A seed means
other random numbers in each of the two, so they are compared as independent samples: Welch’s test and its 95 % interval.

The rule: they **agree** where 0 lies within the interval over all arms and no arm’s p, adjusted by Holm, is below .05. They
are **equivalent** within ${margin} where the 90 % interval over all arms lies inside: two one-sided tests at 5 %.

${table(
  ['arm', 'this program, % (sd)', 'Keras, % (sd)', 'difference, pp', '95 % interval, pp', 'p, in arms by Holm'],
  rows,
)}

Verdict: **${words(verdict)}** The 90 % interval over all arms is ${formatPointsInterval(verdict.interval90)} pp.`,
  )
}

function row(title: string, { own, keras, difference, interval, p }: Comparison): readonly string[] {
  const accuracy = ({ mean, sd }: Comparison['own']): string => `${formatPercent(mean, 2)} (${formatPercent(sd, 2)})`
  return [title, accuracy(own), accuracy(keras), formatPoints(difference), formatPointsInterval(interval), formatP(p)]
}

function words({ agrees, equivalent, overall }: AgreementVerdict): string {
  const margin = `within ±${formatPercent(MARGIN, 0)} pp`
  const seeds = `${overall.own.n} seeds`
  if (agrees) {
    return equivalent
      ? `they agree within seed noise, and are equivalent ${margin}.`
      : `they agree within seed noise; ${seeds} do not show that they are equivalent ${margin}.`
  }
  return equivalent
    ? `they differ by more than seed noise, and are equivalent ${margin} all the same.`
    : `they differ by more than seed noise.`
}
