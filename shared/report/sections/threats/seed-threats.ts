import { changeWords } from '../../../analysis/change-words'
import type { Contrast } from '../../../analysis/contrasts'
import type { OutcomeWords } from '../../../analysis/outcome-words'
import { formatFixed, formatP } from '../../../format/numbers'
import { fewestReplicates, smallestP } from '../../../statistics/sign-flip'
import { meanInterval } from '../../../statistics/student-t'
import type { TestName } from '../../../study/analysis-schema'
import type { ComparedFacts } from '../../report-facts'
import { capital, counted, listed } from '../../words'
import { type Threat, where } from './threat'

/** From so many replicates on, how few they are is not the first thing to object to. */
const MANY = 10
const LEVEL = 0.05

/** What so few replicates can and cannot tell. */
export function seedThreats({ analysis: { contrasts, testing }, plan, words }: ComparedFacts): readonly Threat[] {
  const { replicates } = plan
  const name = (own: Contrast) => changeWords(own)
  const most = Math.max(0, ...contrasts.map(({ n }) => n))
  const undecided = contrasts.filter(
    ({ interval, p }) => interval && p !== null && interval[0] <= 0 && interval[1] >= 0,
  )
  const told = contrasts.filter(({ interval, p }) => interval && p !== null && (interval[0] > 0 || interval[1] < 0))
  const lost = told.filter(({ pHolm }) => pHolm !== null && pHolm >= LEVEL)
  const constant = contrasts.filter(({ interval, p }) => interval !== null && p === null)
  return [
    ...where(
      replicates === 1,
      'One replicate',
      'With one replicate there is no spread: no interval, no test, no claim about other seeds.',
    ),
    ...where(
      replicates > 1 && most < 2,
      'Too few complete replicates',
      `${most === 0 ? 'No replicate is' : 'Only one replicate is'} complete for any contrast: no interval and no test can be given.`,
    ),
    ...(most > 1 && most < MANY
      ? fewSeeds(most, contrasts.filter(({ family }) => family !== null).length, testing.test)
      : []),
    ...smallestClaims(contrasts, name, words),
    ...where(
      undecided.length > 0,
      'Undecided',
      `${capital(listed(undecided.map((own) => `${name(own)} (${range(own, words)})`)))}: the ${undecided.length === 1 ? 'interval reaches' : 'intervals reach'} across zero. That neither shows a difference nor rules one out; the ends of the interval say how large it may be.`,
    ),
    ...where(
      lost.length > 0,
      'Many comparisons',
      `${capital(listed(lost.map((own) => `${name(own)} (p ${equals(own.p)}, after Holm ${equals(own.pHolm)})`)))}: its own interval leaves zero out, but among ${counted(contrasts.length, 'contrast', 'contrasts')} that can be chance.`,
    ),
    ...where(
      constant.length > 0,
      'No spread',
      `${capital(listed(constant.map(name)))}: the difference is the same in every replicate, so no test can be made, and the interval of width zero shows no certainty.`,
    ),
  ]
}

/** @param n complete replicates of the contrast that has most. @param tests contrasts in families */
function fewSeeds(n: number, tests: number, test: TestName): readonly Threat[] {
  const reach = (replicates: number) => formatFixed(quantile(LEVEL, replicates - 1), 2)
  return where(
    true,
    'Few replicates',
    `With ${n} complete replicates there ${n === 2 ? 'is 1 degree' : `are ${n - 1} degrees`} of freedom: a 95 % interval reaches ${reach(n)} standard errors either way (with ${MANY} replicates ${reach(MANY)}), ` +
      'and whether the differences are normal, as the t test takes them to be, cannot be checked.',
    exactTest(n, tests, test),
  )
}

/** How far a contrast would have had to be from zero, at the spread that was seen. */
function smallestClaims(
  contrasts: readonly Contrast[],
  name: (contrast: Contrast) => string,
  words: OutcomeWords,
): readonly Threat[] {
  const family = contrasts.filter(({ interval, p, df }) => interval !== null && p !== null && df !== null)
  const claims = family.map((own) => {
    const [low, high] = own.interval ?? [0, 0]
    const half = (high - low) / 2
    const first = (half * quantile(LEVEL / family.length, own.df ?? 1)) / quantile(LEVEL, own.df ?? 1)
    return `${name(own)} ${words.amount(half)} (${words.amount(first)})`
  })
  const [n] = family.map((own) => own.n)
  return where(
    claims.length > 0,
    'Smallest claims',
    `An observed mean beyond the following would have excluded zero at this spread (two-sided paired t test at .05, n ${n === undefined || family.every((own) => own.n === n) ? (n ?? '') : 'as in the table'}): ${listed(claims)}; in brackets where its p is the smallest of Holm’s family.`,
  )
}

/** What no data could make an exact test of so many replicates say, alone or as the first of Holm’s family. */
function exactTest(replicates: number, tests: number, test: TestName): string {
  const least = smallestP(replicates)
  const first = LEVEL / Math.max(1, tests)
  if (least <= first) return ''
  const needs =
    tests > 1
      ? `${fewestReplicates(LEVEL)} replicates reach .05, ${fewestReplicates(first)} do among ${tests} contrasts after Holm`
      : `${fewestReplicates(LEVEL)} replicates reach .05`
  return ` An exact sign-flip or Wilcoxon test could not fall below p = ${formatP(least)} with ${replicates} replicates, whatever the data (${needs})${test === 'paired-t' ? ': smaller p values rest on the t distribution.' : '.'}`
}

function quantile(level: number, df: number): number {
  const [, high] = meanInterval({ mean: 0, standardError: 1, df }, 1 - level)
  return high
}

function range({ estimate, interval }: Contrast, words: OutcomeWords): string {
  return interval && estimate !== null ? `${words.difference(estimate)}, ${words.interval(interval)}` : ''
}

function equals(p: number | null): string {
  const text = p === null ? '' : formatP(p)
  return /^[<>]/.test(text) ? text : `= ${text}`
}
