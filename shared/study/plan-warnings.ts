import { type Change, changesToBase, matchedInteraction } from '../analysis/combination'
import { armsAt, type ComparedArms, combinationOf } from '../analysis/contrasts'
import { TEST_WORDS } from '../analysis/evidence'
import { EQUAL_WITHIN } from '../design/equal-within'
import { formatChange, formatP } from '../format/numbers'
import { strictestLevel } from '../statistics/power'
import { fewestReplicates, smallestP } from '../statistics/sign-flip'
import { MATCHED_WORDS } from './control-words'
import { familySize, LEVEL, type OutcomeSpread } from './detectable'
import type { PlannedArm, PlannedControl } from './plan'
import type { StudyFile } from './schema'

/** Said of a study on a data set that is partly made up. */
export const SEMI_SYNTHETIC =
  'The data set is semi-synthetic: shapes and classes are real, colours, grounds, sizes and places made up. What the study shows, it shows of this set alone.'

/** What a reviewer would object to, said before launch. */
export function planWarnings(
  study: StudyFile,
  arms: readonly PlannedArm[],
  design: Pick<ComparedArms, 'factors' | 'fraction'> & { readonly controls: readonly PlannedControl[] },
  spread: OutcomeSpread | undefined,
): readonly string[] {
  const warnings: string[] = []
  const { controls } = design
  const compared = { ...design, arms }
  const [base, ...others] = arms.filter(({ control }) => control === undefined)
  if (!base) throw new Error('a plan without a base')
  const unequal = others.filter(({ macs }) => Math.abs(macs / base.macs - 1) > EQUAL_WITHIN)
  const most = unequal.reduce<PlannedArm>((a, b) => (b.macs > a.macs ? b : a), base)
  const least = unequal.reduce<PlannedArm>((a, b) => (b.macs < a.macs ? b : a), base)
  if (unequal.length > 0 && !controls.some(({ matched }) => matched === 'macs')) {
    const [first, ...rest] = [most, least].filter((arm) => arm !== base)
    const share = (arm: PlannedArm): string => (arm.macs / base.macs).toFixed(2)
    const besides = rest.map((arm) => `, ${arm.label} ${share(arm)} times`).join('')
    if (first)
      warnings.push(
        `The arms differ in cost: ${first.label} spends ${share(first)} times the MACs of the base${besides}. As it stands, the study compares sizes as well as parts; controls: equal-macs adds arms of equal cost.`,
      )
  }
  warnings.push(...controlWarnings(arms, controls), ...lostContrasts(compared), ...lostInteractions(study, compared))
  if (study.replicates === 1) warnings.push('One replicate shows no spread: no interval and no test can be given.')
  else if (study.replicates < 5)
    warnings.push(`${study.replicates} replicates give wide intervals: only large differences can be told from chance.`)
  return [...warnings, ...exactTestWarning(study, compared), ...(spread ? [] : [unknownSpread(study)])]
}

function unknownSpread({ outcome: { metric } }: StudyFile): string {
  return `No study beside this one shows how ${metric} spreads between replicates: what effect the design finds cannot be said before a first run. plan --replicates-for EFFECT --sd SPREAD goes by a spread of your own.`
}

/** Changes that no two arms of the design show alone. */
function lostContrasts(compared: ComparedArms): readonly string[] {
  const lost = changesToBase(compared.factors).filter((change) => combinationOf(compared, change).length === 0)
  if (lost.length === 0) return []
  return [
    `No two arms of this design differ in ${listed(lost.map(changeWords), 'or')} alone: the study can say nothing of ${lost.length === 1 ? 'it' : 'them'}.`,
  ]
}

/** Interactions that all combinations would have shown, and those that are left do not. */
function lostInteractions({ design, exclude, conditions }: StudyFile, compared: ComparedArms): readonly string[] {
  if (design !== 'full-factorial' || !(exclude || conditions)) return []
  const arms = armsAt(compared, undefined)
  const changes = changesToBase(compared.factors)
  const lost = changes.flatMap((first, at) =>
    changes
      .slice(at + 1)
      .filter((second) => second.factor !== first.factor && matchedInteraction(arms, first, second).length === 0)
      .map((second) => `${changeWords(first)} with ${changeWords(second)}`),
  )
  if (lost.length === 0) return []
  const more = lost.length > MOST_NAMED ? [...lost.slice(0, MOST_NAMED), `${lost.length - MOST_NAMED} more`] : lost
  return [`By what is left out, the design cannot see the interaction of ${listed(more, 'and')}.`]
}

const MOST_NAMED = 6

function changeWords({ factor, from, to }: Change): string {
  return `${factor} ${from} → ${to}`
}

/** What an exact test can never show with so few replicates. */
function exactTestWarning({ replicates, analysis }: StudyFile, compared: ComparedArms): readonly string[] {
  if (analysis.test === 'paired-t' || replicates < 2) return []
  const family = Math.max(1, familySize(analysis, compared))
  const least = smallestP(replicates)
  const strictest = strictestLevel(LEVEL, family)
  if (least <= strictest) return []
  const needed = fewestReplicates(strictest)
  const adjusted =
    family > 1
      ? `, and under Holm’s adjustment of ${family} contrasts the least of them has to reach ${formatP(strictest)}`
      : ''
  return [
    `With ${replicates} replicates the ${TEST_WORDS[analysis.test]} gives no p below ${formatP(least)}, whatever the trials show${adjusted}: it takes ${needed} replicates, or test: paired-t.`,
  ]
}

function controlWarnings(arms: readonly PlannedArm[], controls: readonly PlannedControl[]): readonly string[] {
  const label = (id: string): string => arms.find((arm) => arm.id === id)?.label ?? id
  return controls.flatMap(({ of, matched, arm, residual }) => {
    const words = MATCHED_WORDS[matched]
    if (arm === null)
      return [
        `${label(of)} at ${words} would be the base itself: there is nothing to compare it with, and no such arm.`,
      ]
    if (Math.abs(residual) <= EQUAL_WITHIN) return []
    return [
      `${label(of)} cannot be had at ${words}: the nearest network is ${formatChange(1 + residual)} off the base, and stands in its place.`,
    ]
  })
}

/** `a`, `a or b`, `a, b or c`. */
function listed(words: readonly string[], conjunction: string): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`
}
