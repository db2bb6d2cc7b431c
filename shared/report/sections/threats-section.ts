import type { ReportSection } from '../report-document'
import type { ReportFacts } from '../report-facts'
import { costThreats } from './threats/cost-threats'
import { dataThreats } from './threats/data-threats'
import { runThreats } from './threats/run-threats'
import { seedThreats } from './threats/seed-threats'

/** What a reviewer should hold against the conclusions, each said only where the data give reason to. */
export function threatsSection(facts: ReportFacts): ReportSection {
  return {
    id: 'threats',
    title: 'Threats to validity',
    note: 'from this study’s own data',
    blocks: [
      {
        kind: 'list',
        items: [...runThreats(facts), ...seedThreats(facts), ...costThreats(facts), ...dataThreats(facts)],
      },
    ],
  }
}
