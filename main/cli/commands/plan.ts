import { dirname } from 'node:path'
import { comparedArms } from '../../../shared/analysis/analyse-study'
import { outcomeWords } from '../../../shared/analysis/outcome-words'
import { speedWords } from '../../../shared/cost/speed-words'
import { type Failure, inputFailure } from '../../../shared/failure'
import { formatBytes, formatChange, formatCount, formatLarge, formatP } from '../../../shared/format/numbers'
import { formatPredicted } from '../../../shared/format/time'
import { counted } from '../../../shared/report/words'
import { err, ok, type Result } from '../../../shared/result'
import { controlResiduals } from '../../../shared/study/control-words'
import { type NeededReplicates, neededReplicates } from '../../../shared/study/detectable'
import type { PlannedArm, StudyPlan } from '../../../shared/study/plan'
import type { PlannedStudy } from '../../../shared/study/plan-study'
import { readStudyText } from '../../store/study-text'
import type { Installation } from '../../study/installation'
import { planSource } from '../../study/plan-source'
import { EXIT, type ExitCode } from '../exit-code'
import { printJson, type Terminal, tellFailure, tellProblems } from '../terminal'
import { textTable } from '../text-table'

export async function planCommand(
  terminal: Terminal,
  { places, machine }: Installation,
  file: string,
  { json, ...asked }: PlanOptions,
): Promise<ExitCode> {
  const effect = positive('--replicates-for', asked.replicatesFor)
  const sd = positive('--sd', asked.sd)
  for (const read of [effect, sd]) if (!read.ok) return tellFailure(terminal, read.error)
  if (asked.sd !== undefined && asked.replicatesFor === undefined)
    return tellFailure(terminal, inputFailure('--sd is the spread that --replicates-for goes by: give that too.'))
  const source = readStudyText(file)
  if (!source.ok) return tellFailure(terminal, source.error)
  const resources = await machine.resources()
  const folder = dirname(file)
  const settings = { folder, places, speed: machine.speed(), machine: resources }
  const { planned, problems } = planSource(source.value, settings)
  if (!planned || problems.length > 0) return tellProblems(terminal, file, problems)
  const { plan } = planned
  const needed = neededFor(effect.ok ? effect.value : undefined, sd.ok ? sd.value : undefined, planned)
  if (!needed.ok) return tellFailure(terminal, needed.error)
  if (json) printJson(terminal, needed.value ? { ...plan, replicatesFor: needed.value } : plan)
  else terminal.out([planText(plan), ...(needed.value ? ['', neededText(needed.value, plan)] : [])].join('\n'))
  return EXIT.done
}

export interface PlanOptions {
  readonly json?: boolean
  /** An effect, in the outcome's own unit. */
  readonly replicatesFor?: string
  /** Standard deviation of a contrast between replicates, in the same unit. */
  readonly sd?: string
}

function positive(option: string, text: string | undefined): Result<number | undefined, Failure> {
  if (text === undefined) return ok(undefined)
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return ok(value)
  return err(
    inputFailure(
      `${option} ${text}: a number above 0 is expected, in the outcome’s own unit (0.01 is one point of accuracy).`,
    ),
  )
}

/** @param effect undefined where nobody asks */
function neededFor(
  effect: number | undefined,
  sd: number | undefined,
  { plan, study, spread: known }: PlannedStudy,
): Result<NeededReplicates | undefined, Failure> {
  if (effect === undefined) return ok(undefined)
  const { metric } = study.outcome
  if (metric !== 'loss' && effect >= 1)
    return err(
      inputFailure(`--replicates-for ${effect}: ${metric} is a share, and differs by less than 1: 0.01 is one point.`),
    )
  const spread = sd === undefined ? known : { sd, from: 'as given', ofContrast: true }
  if (!spread)
    return err(
      inputFailure(`No study beside this one shows how ${metric} spreads between replicates: give its spread by --sd.`),
    )
  const needed = neededReplicates(effect, study.analysis, comparedArms(plan), spread)
  return needed
    ? ok(needed)
    : err(inputFailure('No two arms of this design differ in one factor alone: it has no contrast.'))
}

function neededText({ effect, alone, inFamily, sd, sdFrom, family, power }: NeededReplicates, plan: StudyPlan): string {
  const words = outcomeWords({ metric: plan.metric ?? 'accuracy' })
  const count = (n: number | null): string => (n === null ? 'more than a million' : formatCount(n))
  return (
    `An effect of ${words.amount(effect)} needs ${count(alone)} replicates to be found with power ${formatP(power)} by the test of one contrast` +
    (family > 1 ? `, ${count(inFamily)} by that of any of ${family} after Holm’s adjustment` : '') +
    ` (paired t at .05; a contrast spreads by ${words.amount(sd)} between replicates, ${sdFrom}).`
  )
}

function detectableText({ detectable, metric = 'accuracy' }: StudyPlan): readonly string[] {
  if (!detectable) return []
  const { effect, effectInFamily, power, n, family, sd, sdFrom } = detectable
  const words = outcomeWords({ metric })
  return [
    `finds an effect of ${words.amount(effect)} with power ${formatP(power)}` +
      (family > 1
        ? `, of ${words.amount(effectInFamily)} in each of ${family} contrasts after Holm’s adjustment`
        : '') +
      ` (paired t, ${n} replicates; a contrast spreads by ${words.amount(sd)}, ${sdFrom})`,
  ]
}

function planText(plan: StudyPlan): string {
  const { predicted, arms, factors } = plan
  const [base] = arms
  if (!base) throw new Error('a plan without a base')
  const table = textTable<PlannedArm>(
    [
      { title: 'arm', cell: ({ label }) => label },
      ...factors.map(({ name }) => ({ title: name, cell: ({ levels }: PlannedArm) => levels[name] ?? '' })),
      { title: 'parameters', align: 'right', cell: ({ parameters }) => formatCount(parameters) },
      { title: 'change', align: 'right', cell: ({ parameters }) => formatChange(parameters / base.parameters) },
      { title: 'MACs', align: 'right', cell: ({ macs }) => formatLarge(macs) },
      { title: 'change', align: 'right', cell: ({ macs }) => formatChange(macs / base.macs) },
    ],
    arms,
  )
  const { workers, threads, memory } = predicted
  const residuals = controlResiduals(arms)
  const share =
    threads > 1 || plan.towers > 1
      ? `, ${counted(threads, 'thread', 'threads')} and ${counted(plan.towers, 'tower', 'towers')} each`
      : ''
  return [
    `${plan.study}: ${plan.question}`,
    `${plan.architecture} on ${plan.dataset.name}, ${plan.design}, ${formatCount(arms.length)} arms × ${plan.replicates} replicates = ${formatCount(plan.trials.length)} trials of ${counted(plan.epochs, 'epoch', 'epochs')}`,
    `about ${formatPredicted(predicted.seconds)} with ${workers} at a time${share} (${speedWords(predicted)}), ${formatBytes(predicted.bytes)} of disk`,
    ...(memory === undefined ? [] : [`the largest trial takes about ${formatBytes(memory)} of memory`]),
    ...detectableText(plan),
    '',
    table,
    'Costs are those of inference, per image.',
    ...(residuals.length > 0 ? [`Controls, off the base: ${residuals.join('; ')}.`] : []),
    ...fractionText(plan),
    ...plan.warnings.map((warning) => `\nWarning: ${warning}`),
  ].join('\n')
}

/** How the fraction was made, and what it cannot tell apart. */
function fractionText({ fraction, aliases }: StudyPlan): readonly string[] {
  const made = fraction
    ? [
        `A fraction of resolution ${fraction.resolution} by ${fraction.generators.join(', ')} (+ is the first level), so that`,
        `  ${definingRelation(fraction.definingRelation)}`,
      ]
    : []
  const cannot = ['The design cannot tell apart, up to interactions of three:', ...aliases.map((alias) => `  ${alias}`)]
  return [...made, ...(aliases.length > 0 ? cannot : [])]
}

/** `I = reduction:pooling:auxiliary`, the shortest words first; long ones tell least. */
function definingRelation(words: readonly string[]): string {
  const named = words.slice(0, MOST_WORDS)
  const more = words.length - named.length
  return `I = ${named.join(' = ')}${more > 0 ? ` = ${formatCount(more)} longer words` : ''}`
}

const MOST_WORDS = 31
