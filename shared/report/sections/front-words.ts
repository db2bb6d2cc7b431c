import type { AnalysedArm } from '../../analysis/analysis'
import type { ReportBlock } from '../report-document'
import { listed } from '../words'

/** Of more arms the cheapest are named. */
const MOST_NAMED = 12

/** Which arms are worth their cost, as far as their intervals tell. Nothing where no cost is known. */
export function frontWords(
  arms: readonly Pick<AnalysedArm, 'id' | 'label' | 'macs' | 'front'>[],
  label: (arm: string) => string,
): readonly ReportBlock[] {
  const placed = arms
    .flatMap((arm) => (arm.front ? [{ ...arm, front: arm.front }] : []))
    .sort((a, b) => (a.macs ?? 0) - (b.macs ?? 0))
  const of = (place: 'on' | 'within error' | 'beaten') => placed.filter(({ front }) => front.place === place)
  const on = of('on')
  if (on.length === 0) return []
  const beaten = (own: typeof placed) => named(own.map((arm) => `${arm.label} (by ${label(arm.front.by ?? '')})`))
  const [surely, maybe] = [of('beaten'), of('within error')]
  return [
    {
      kind: 'paragraph',
      text: [
        `On the front of means ${on.length === 1 ? 'is' : 'are'} ${named(on.map((arm) => arm.label))}. ` +
          (surely.length > 0
            ? `Beaten by an arm that costs no more, with its whole interval: ${beaten(surely)}. `
            : 'No arm is beaten with its whole interval by one that costs no more. ') +
          (maybe.length > 0
            ? `Beaten in the mean, within the error: ${beaten(maybe)}; whether ${maybe.length === 1 ? 'it belongs' : 'they belong'} on the front is not settled.`
            : ''),
      ],
    },
  ]
}

function named(names: readonly string[]): string {
  const more = names.length - MOST_NAMED
  return more > 0 ? listed([...names.slice(0, MOST_NAMED), `${more} more`]) : listed(names)
}
