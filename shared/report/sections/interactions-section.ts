import { changeWords } from '../../analysis/change-words'
import { effectScale } from '../figures/effect-scale'
import type { ReportBlock, ReportSection } from '../report-document'
import type { ComparedFacts } from '../report-facts'
import { evidenceCells, evidenceColumns, scaleWords } from './effects-section'
import { interactionFigure } from './interaction-figure'

/**
 * Whether what one part brings depends on another, as far as the design can tell. Null where the study varies one factor
 * alone.
 */
export function interactionsSection(facts: ComparedFacts): ReportSection | null {
  const { analysis, plan, words } = facts
  if (plan.factors.length < 2) return null
  const { interactions, simpleEffects, testing } = analysis
  const title = 'Interactions'
  if (interactions.length === 0)
    return {
      id: 'interactions',
      title,
      blocks: [
        {
          kind: 'paragraph',
          text: [
            `This design (${plan.design}) has no four arms that differ in two factors alone: whether what one part brings depends on another cannot be seen.`,
          ],
        },
      ],
    }
  const scale = effectScale(interactions, [], words)
  const figure = interactionFigure(facts)
  const blocks: ReportBlock[] = [
    {
      kind: 'table',
      id: 'interactions-table',
      caption: `Interactions: how much more a change does to ${words.noun} at the base’s level of another factor`,
      columns: evidenceColumns('Interaction', testing.test, words),
      groups: [
        {
          rows: interactions.map((own) => {
            const name = `${changeWords(own.first)} × ${changeWords(own.second)}`
            return {
              cells: [
                {
                  kind: 'text' as const,
                  text: [`${own.first.factor} × ${own.second.factor}`],
                  weight: 'strong' as const,
                  after: `${own.first.from} → ${own.first.to}, ${own.second.from} → ${own.second.to}`,
                },
                ...evidenceCells(own, name, { scale, margin: null, words }),
              ],
            }
          }),
        },
      ],
      footer: [{ kind: 'blank' }, { kind: 'axis', scale }],
      notes: [
        {
          text: [
            `The difference of two changes within each replicate, averaged over all other factors${scaleWords(words)}. Around zero the two parts add up; above it the one brings more where the other is at the base’s level. p, Holm: adjusted for the ${interactions.length} interactions, a family of their own.`,
          ],
        },
      ],
    },
  ]
  if (figure) blocks.push(figure)
  if (simpleEffects.length > 0) {
    const own = effectScale(simpleEffects, [], words)
    blocks.push({
      kind: 'table',
      id: 'simple-effects-table',
      caption: 'Simple effects: each change within each level of the other factors',
      columns: evidenceColumns('Change', testing.test, words).filter(({ key }) => key !== 'holm'),
      groups: [
        {
          rows: simpleEffects.map((effect) => ({
            cells: [
              {
                kind: 'text' as const,
                text: [effect.factor],
                weight: 'strong' as const,
                after: `${effect.from} → ${effect.to} within ${levelsOf(effect.within)}`,
              },
              ...evidenceCells(effect, changeWords(effect), { scale: own, margin: null, words }).slice(0, -1),
            ],
          })),
        },
      ],
      footer: [{ kind: 'blank' }, { kind: 'axis', scale: own }],
      notes: [
        {
          text: [
            'Simple effects, each change within each level of the other factors: what an average over levels may hide. They describe: nothing was claimed by them, and no p is adjusted.',
          ],
        },
      ],
    })
  }
  return { id: 'interactions', title, note: 'paired within replicates, as the effects', blocks }
}

function levelsOf(within: Readonly<Record<string, string>> = {}): string {
  return Object.entries(within)
    .map(([name, level]) => `${name} ${level}`)
    .join(', ')
}
