import { stringify } from 'yaml'
import type { ImportedStudy } from '../../shared/study/imported-study'

const HEAD = [
  ' Runs that were made elsewhere; ablate import made this file. Question, outcome, analysis and hypotheses can be changed',
  ' here at any time, and analyze and report go by them. What is claimed after results were seen is no prediction: the report',
  ' says that nothing was registered. A claim, as an example:',
  '',
]

/** `study.yaml` of an imported study. */
export function studySource(study: ImportedStudy): string {
  const { hypotheses, analysis, ...rest } = study
  const body = stringify({ ...rest, analysis: { test: analysis.test }, hypotheses }, { lineWidth: 0 })
  return `${[...HEAD, ...exampleClaim(study), ''].map((line) => `#${line}`).join('\n')}\n${body}`
}

/** A change to the better, as a claim, in comments: names are JSON, so that none breaks out of its line. */
function exampleClaim({ factors, outcome }: ImportedStudy): readonly string[] {
  const [[factor, [base, other] = []] = []] = Object.entries(factors)
  const [from, to] = outcome.better === 'more' ? [other, base] : [base, other]
  return [
    '   hypotheses:',
    `     - claim: ${JSON.stringify(`${factor} ${to} raises ${outcome.metric} over ${from}`)}`,
    `       compare: { factor: ${JSON.stringify(factor)}, from: ${JSON.stringify(from)}, to: ${JSON.stringify(to)} }`,
    '       expect: { differenceAbove: 0 }',
  ]
}
