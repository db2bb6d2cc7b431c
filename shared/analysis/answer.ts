import { formatFixed, formatP } from '../format/numbers'
import type { Equivalence } from './analysis'
import { atWords } from './change-words'
import type { Contrast } from './contrasts'
import type { Interaction } from './interactions'
import type { OutcomeWords } from './outcome-words'

/** A contrast with an interval: what an answer can be made of. */
type Told = Contrast & { readonly estimate: number; readonly interval: readonly [number, number] }

/** Two-sided, after Holm's adjustment. */
const LEVEL = 0.05

/**
 * What each part brings and how surely: first what is shown, then what is bounded, then what is open; then which effects
 * depend on another factor, and what each part costs.
 */
export function answer(
  contrasts: readonly Contrast[],
  interactions: readonly Interaction[],
  equivalences: readonly Equivalence[],
  words: OutcomeWords,
): string {
  const told = contrasts.filter((effect): effect is Told => effect.interval !== null && effect.estimate !== null)
  if (told.length === 0) return 'Too few trials have finished to answer: an effect needs two complete replicates.'
  const boundOf = (effect: Told): Equivalence | undefined =>
    equivalences.find(({ equivalent, factor, from, to, at }) => {
      const levels = [effect.from, effect.to]
      return equivalent && factor === effect.factor && at === effect.at && levels.includes(from) && levels.includes(to)
    })
  const constant = told.filter(({ sd }) => sd === 0)
  const varying = told.filter(({ sd }) => sd !== 0)
  const shown = varying.filter(isShown)
  const unshown = varying.filter((effect) => !isShown(effect))
  const bounded = unshown.flatMap((effect) => boundOf(effect) ?? [])
  const open = unshown.filter((effect) => boundOf(effect) === undefined)
  const dependent = interactions.filter(({ pHolm }) => pHolm !== null && pHolm < LEVEL)
  return [
    ...shown.map((effect) => shownSentence(effect, words)),
    ...bounded.map((effect) => boundSentence(effect, words)),
    ...(open.length > 0 ? [openSentence(open, words)] : []),
    ...constant.map((effect) => constantSentence(effect, words)),
    ...dependent.map((interaction) => dependentSentence(interaction, words)),
    ...costSentence(told),
  ].join(' ')
}

/** Told from zero by the study's test. */
function isShown({ pHolm, p }: Told): boolean {
  const decisive = pHolm ?? p
  return decisive !== null && decisive < LEVEL
}

function shownSentence({ factor, from, to, at, estimate, interval, n }: Told, words: OutcomeWords): string {
  const change = estimate > 0 ? `raises ${words.noun} over ${from}` : `lowers ${words.noun} below ${from}`
  return (
    `${capitalised(factor)} ${to} ${change}${atWords(at)} by ${words.amount(Math.abs(estimate))} ` +
    `(95 % interval ${words.interval(interval)}, ${n} replicates).`
  )
}

function boundSentence({ factor, from, to, at, margin, interval }: Equivalence, words: OutcomeWords): string {
  const reach = interval === null ? '' : ` (90 % interval ${words.interval(interval)})`
  return `${capitalised(factor)} ${to} and ${from} differ in ${words.noun}${atWords(at)} by less than ${words.margin(margin)}${reach}.`
}

function openSentence(open: readonly Told[], words: OutcomeWords): string {
  const name = ({ factor, from, to, at }: Told): string => {
    const several = open.filter((other) => other.factor === factor && other.at === at).length > 1
    return `${several ? `${factor} ${to} instead of ${from}` : factor}${atWords(at)}`
  }
  const intervals = open.map((effect) => {
    const apart = effect.interval[0] > 0 || effect.interval[1] < 0
    const adjusted = apart && effect.pHolm !== null ? ` but Holm p ${formatP(effect.pHolm)}` : ''
    const whose = open.length === 1 ? '' : `${name(effect)} `
    return `${whose}${words.interval(effect.interval)}${words.unit === '' ? '' : ` ${words.unit}`}${adjusted}`
  })
  const verb = open.length === 1 ? 'changes' : 'change'
  const heading = open.length === 1 ? '95 % interval' : '95 % intervals:'
  return `Whether ${listed(open.map(name), 'or')} ${verb} ${words.noun}, this study cannot say (${heading} ${intervals.join(', ')}).`
}

/** Equal differences are no proof, whatever their number: there is no test of them. */
function constantSentence({ factor, from, to, at, estimate, n }: Told, words: OutcomeWords): string {
  const change = estimate === 0 ? 'no difference' : `the same difference, ${words.difference(estimate)},`
  return `Between ${factor} ${from} and ${to}${atWords(at)} there is ${change} in each of ${n} replicates, so no test can be made.`
}

function dependentSentence({ first, second, estimate, interval }: Interaction, words: OutcomeWords): string {
  const how = (estimate ?? 0) > 0 ? 'more' : 'less'
  const reach = interval === null ? '' : `, 95 % interval ${words.interval(interval)}`
  return (
    `What ${first.factor} ${first.to} brings depends on ${second.factor}: it is ${words.amount(Math.abs(estimate ?? 0))} ${how} ` +
    `with ${second.factor} ${second.to} than with ${second.from}${reach}.`
  )
}

/** Nothing is said of a part that costs nothing at inference, unless none does; nor where costs are not known. */
function costSentence(told: readonly Told[]): readonly string[] {
  if (told.every(({ macsRatio }) => macsRatio === null)) return []
  const costly = told.flatMap(({ macsRatio, at, ...own }) =>
    macsRatio !== null && macsRatio !== 1 && at === undefined ? [{ ...own, macsRatio }] : [],
  )
  if (costly.length === 0) return ['At inference all cost the same MACs.']
  const parts = costly.map(({ factor, from, to, macsRatio }, index) => {
    const times = `${formatFixed(macsRatio, 2)} times the MACs`
    return index === 0 ? `${factor} ${to} needs ${times} of ${from}` : `${factor} ${to} ${times} of ${from}`
  })
  return [`${capitalised(listed(parts, 'and'))}.`]
}

function capitalised(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

/** `a`, `a or b`, `a, b or c`. */
function listed(words: readonly string[], conjunction: 'and' | 'or'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`
}
