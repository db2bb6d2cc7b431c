import type { ImageAnalysis } from '../../analysis/image-analysis'
import { formatCount, formatFixed, formatP, formatPercent, formatPoints } from '../../format/numbers'
import { mean } from '../../statistics/sample'
import { armLook } from '../arm-look'
import { armAnchor } from '../provenance'
import type { ReportBlock, ReportSection } from '../report-document'
import type { ReportFacts } from '../report-facts'
import type { TableCell } from '../report-table'
import { listed } from '../words'

/** More arms than these beside each other nobody reads. */
const MOST_ARMS = 8
const MOST_CONFUSIONS = 6
const MOST_CLASSES = 40

/** What arms make of single images and classes: where an average gains, something may lose. Null where no predictions were kept. */
export function imagesSection(facts: ReportFacts): ReportSection | null {
  const { images } = facts
  if (!images || images.arms.length === 0) return null
  return {
    id: 'images',
    title: 'Classes and images',
    note: `of the ${images.split} split, against the base`,
    blocks: [pairedTable(images, facts), classesTable(images, facts), confusions(images)],
  }
}

function pairedTable({ arms, split }: ImageAnalysis, { plan }: ReportFacts): ReportBlock {
  return {
    kind: 'table',
    id: 'images-table',
    caption: 'Images on which an arm and the base differ, network against network',
    compact: true,
    columns: [
      { key: 'arm', heading: 'Arm', align: 'start', rowHeading: true, grows: true },
      { key: 'base', heading: 'Base alone right', align: 'end' },
      { key: 'own', heading: 'Arm alone right', align: 'end' },
      { key: 'p', heading: 'McNemar’s p, each replicate', align: 'end' },
      { key: 'disputed', heading: 'Whatever the seed', align: 'end' },
    ],
    groups: [
      {
        rows: arms.map(({ arm: id, replicates, disputed }) => {
          const arm = plan.arms.find((own) => own.id === id)
          const to = armAnchor(plan, id)
          const number = (value: number, text: string): TableCell => ({ kind: 'number', text, value, to })
          const onlyBase = mean(replicates.map((own) => own.onlyBase))
          const onlyArm = mean(replicates.map((own) => own.onlyArm))
          return {
            cells: [
              arm
                ? { kind: 'arm' as const, label: arm.label, look: armLook(plan.factors, arm), to }
                : { kind: 'text' as const, text: [id] },
              number(onlyBase, formatFixed(onlyBase, 1)),
              number(onlyArm, formatFixed(onlyArm, 1)),
              { kind: 'text' as const, text: [replicates.map(({ p }) => formatP(p)).join(' · ')] },
              number(disputed.length, disputed.length === 100 ? '100 or more' : formatCount(disputed.length)),
            ],
          }
        }),
      },
    ],
    notes: [
      {
        text: [
          `Images, means over replicates. McNemar’s exact test is of two trained networks on these ${split} images: it says nothing of other seeds, for which the effects stand. Whatever the seed: images that one of the two judges right more often than the other, by more than half of the replicates.`,
        ],
      },
    ],
  }
}

function classesTable({ arms, classes }: ImageAnalysis, { plan, label }: ReportFacts): ReportBlock {
  const shown = arms.slice(0, MOST_ARMS)
  const [first] = arms
  const rows = (first?.classes ?? []).slice(0, MOST_CLASSES)
  return {
    kind: 'table',
    id: 'classes-table',
    caption: 'Share of each class that is judged right: the base’s, and how other arms differ, pp',
    columns: [
      { key: 'class', heading: 'Class', align: 'start', rowHeading: true, grows: true },
      { key: 'images', heading: 'Images', align: 'end' },
      { key: 'base', heading: 'Base', unit: '%', align: 'end' },
      ...shown.map(({ arm }) => ({ key: `arm-${arm}`, heading: label(arm), align: 'end' as const })),
    ],
    groups: [
      {
        rows: rows.map((own, index) => ({
          cells: [
            { kind: 'text' as const, text: [own.name] },
            { kind: 'number' as const, text: formatCount(own.images), value: own.images, weight: 'quiet' as const },
            own.base === null
              ? ({ kind: 'text', text: ['no image of it'], weight: 'quiet' } as const)
              : ({ kind: 'number', text: formatPercent(own.base, 1), value: own.base } as const),
            ...shown.map(({ arm, classes: all }): TableCell => {
              const { difference = null, interval = null } = all[index] ?? {}
              if (difference === null) return { kind: 'blank' }
              const apart = interval !== null && (interval[0] > 0 || interval[1] < 0)
              const to = armAnchor(plan, arm)
              return {
                kind: 'number',
                text: formatPoints(difference, 1),
                value: difference,
                to,
                ...(apart && { weight: 'strong' as const }),
              }
            }),
          ],
        })),
      },
    ],
    notes: [
      {
        text: [
          `Means over the replicates that both have, paired. Bold: a 95 % paired t interval leaves zero out, adjusted for none of the ${rows.length * shown.length} numbers here, of which one in twenty does by chance.` +
            (shown.length < arms.length ? ` The first ${shown.length} of ${arms.length} arms are shown.` : '') +
            (rows.length < classes.length ? ` The first ${rows.length} of ${classes.length} classes are shown.` : ''),
        ],
      },
    ],
  }
}

/** What the base takes for what, most often. */
function confusions({ confusion: { counts, trials }, classes }: ImageAnalysis): ReportBlock {
  const wrong = counts
    .flatMap((row, from) => {
      const images = row.reduce((sum, count) => sum + count, 0)
      return row.flatMap((count, to) =>
        from === to || count === 0 ? [] : [{ from, to, count, share: count / images }],
      )
    })
    .sort((a, b) => b.count - a.count || a.from - b.from)
    .slice(0, MOST_CONFUSIONS)
  const told = wrong.map(
    ({ from, to, share }) => `${classes[from] ?? from} for ${classes[to] ?? to} (${formatPercent(share, 1)} % of them)`,
  )
  return {
    kind: 'paragraph',
    text: [
      told.length === 0
        ? `The base takes no image for another class, in ${trials} trials.`
        : `Most often the base takes ${listed(told)}, over ${trials} trials.`,
    ],
  }
}
