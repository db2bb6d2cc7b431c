import { armsOf, type VariedFactor } from '../design/arms'
import { fractionOf, type Generator, MOST_FRACTION_FACTORS, readGenerator, roman } from '../design/fraction'
import { bestGenerators } from '../design/generators'
import { ok, type Result } from '../result'
import type { DesignArms } from './design-arms'
import { type DesignProblem, designProblem, designProblemAtKey, MOST_ARMS } from './design-problem'
import type { StudyFile } from './schema'

type Fractional = Extract<StudyFile['design'], { kind: 'fractional' }>

/** The arms of a two-level fraction. */
export function fractionalArms(
  { generators, runs }: Fractional,
  factors: readonly VariedFactor[],
): Result<DesignArms, DesignProblem> {
  const names = factors.map(({ name }) => name)
  const many = factors.find(({ levels }) => levels.length !== 2)
  if (many)
    return designProblemAtKey(
      ['factors', many.name],
      `A fraction is of factors with two levels, and ${many.name} has ${many.levels.length}: leave some out, or take design: full-factorial or leave-one-out.`,
    )
  if (names.length < 3 || names.length > MOST_FRACTION_FACTORS)
    return designProblem(
      ['design'],
      `A fraction is of 3 to ${MOST_FRACTION_FACTORS} factors, and there are ${names.length}${names.length < 3 ? ': take full-factorial, which is as few arms' : ': vary fewer, or take leave-one-out'}.`,
    )
  const chosen = generators ? writtenGenerators(generators, runs, names) : foundGenerators(runs, names)
  if (!chosen.ok) return chosen
  const count = 2 ** (names.length - chosen.value.length)
  if (count > MOST_ARMS) return designProblem(['design'], tooManySentence(names, count))
  const made = fractionOf(factors, chosen.value)
  if (!made.ok) return designProblem(generators ? ['design', 'generators'] : ['design'], made.error)
  const { resolution } = made.value
  const words = `fractional, ${made.value.runs.length} of ${2 ** names.length} runs, resolution ${roman(resolution)}`
  return ok({ arms: armsOf(factors, made.value.runs), words, fraction: made.value })
}

function writtenGenerators(
  generators: readonly string[],
  runs: number | undefined,
  names: readonly string[],
): Result<readonly Generator[], DesignProblem> {
  if (runs !== undefined)
    return designProblem(['design', 'runs'], 'The generators say how many runs there are: leave one of the two out.')
  const read: Generator[] = []
  for (const [index, text] of generators.entries()) {
    const generator = readGenerator(text, names)
    if (!generator.ok) return designProblem(['design', 'generators', index], generator.error)
    read.push(generator.value)
  }
  return ok(read)
}

/** The best for so many runs, half of all combinations unless the study says how many. */
function foundGenerators(
  runs: number | undefined,
  names: readonly string[],
): Result<readonly Generator[], DesignProblem> {
  const all = 2 ** names.length
  const wanted = runs ?? all / 2
  const path = runs === undefined ? ['design'] : ['design', 'runs']
  const fits = Number.isInteger(Math.log2(wanted)) && wanted < all && wanted > names.length
  if (fits && wanted > MOST_ARMS) return designProblem(path, tooManySentence(names, wanted))
  const found = fits ? bestGenerators(names, wanted) : undefined
  if (found) return ok(found)
  return designProblem(
    path,
    `A fraction of ${names.length} factors has ${runsOfFractions(names).join(', ')} runs, not ${wanted}: a power of two, more than there are factors, and fewer than all ${all}.`,
  )
}

function tooManySentence(names: readonly string[], count: number): string {
  const [fewest = 0] = runsOfFractions(names)
  return `${count.toLocaleString('en')} of the ${(2 ** names.length).toLocaleString('en')} combinations of ${names.length} factors are more than the ${MOST_ARMS.toLocaleString('en')} arms that are planned: say how many, from { kind: fractional, runs: ${fewest} } on.`
}

function runsOfFractions(names: readonly string[]): readonly number[] {
  return Array.from({ length: names.length }, (_, at) => 2 ** at).filter((own) => own > names.length)
}
