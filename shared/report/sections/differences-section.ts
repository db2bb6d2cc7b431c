import { changeWords } from '../../analysis/change-words'
import { combinationOf } from '../../analysis/contrasts'
import { contrastAnchor } from '../provenance'
import type { Reference, ReportSection, RichText } from '../report-document'
import type { ComparedFacts } from '../report-facts'
import { type TableCell, type TableRow, unitOf } from '../report-table'

/** Each contrast in each replicate, with the trials on either side of it: where the effects come from. */
export function differencesSection(facts: ComparedFacts): ReportSection {
  const { analysis, plan, words } = facts
  const replicates = Array.from({ length: plan.replicates }, (_, index) => index + 1)
  return {
    id: 'differences',
    title: 'Paired differences',
    note: 'what each effect was worked out from; numbers are those of the trials below',
    blocks: [
      {
        kind: 'table',
        id: 'differences-table',
        caption: `Paired differences of ${words.noun}, replicate by replicate`,
        compact: true,
        columns: [
          { key: 'replicate', heading: 'Replicate', align: 'start', rowHeading: true },
          { key: 'difference', heading: 'Difference', ...unitOf(words.unit), align: 'end' },
          { key: 'to', heading: 'Mean of trials', align: 'start' },
          { key: 'from', heading: 'minus mean of trials', align: 'start', grows: true },
        ],
        groups: analysis.contrasts.map((contrast, index) => {
          const { differences, n } = contrast
          const combination = combinationOf(facts.compared, contrast)
          const armsOf = (sign: 1 | -1) =>
            combination.filter(({ weight }) => Math.sign(weight) === sign).map(({ arm }) => arm)
          return {
            id: contrastAnchor(index),
            heading: [`${changeWords(contrast)}, ${n} of ${plan.replicates} replicates complete`],
            rows: replicates.map((replicate): TableRow => {
              const found = differences.find((difference) => difference.replicate === replicate)
              const side = (arms: readonly string[]): TableCell => ({
                kind: 'text',
                text: references(arms, replicate, facts),
              })
              return {
                cells: [
                  { kind: 'text', text: [String(replicate)] },
                  found
                    ? { kind: 'number', text: words.signed(found.value), value: found.value, weight: 'strong' }
                    : { kind: 'text', text: ['incomplete'], weight: 'quiet' },
                  side(armsOf(1)),
                  side(armsOf(-1)),
                ],
              }
            }),
          }
        }),
      },
    ],
  }
}

/** `1, 4, 7`; a trial that has not finished is told by its outcome. */
function references(arms: readonly string[], replicate: number, { trialsOf }: ComparedFacts): RichText {
  return arms.flatMap((arm, index) => {
    const trial = trialsOf(arm).find((own) => own.replicate === replicate)
    if (!trial) return []
    const outcome = trial.result?.outcome === 'finished' ? '' : ` (${trial.result?.outcome ?? 'no result'})`
    const reference: Reference = { text: `${trial.number}${outcome}`, to: trial.anchor }
    return index > 0 ? [', ', reference] : [reference]
  })
}
