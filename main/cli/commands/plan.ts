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
import { type NeededReplicates, neededReplicates, type OutcomeSpread } from '../../../shared/study/detectable'
import type { PlannedArm, StudyPlan } from '../../../shared/study/plan'
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
  const source = readStudyText(file)
  if (!source.ok) return tellFailure(terminal, source.error)
  const resources = await machine.resources()
  const folder = dirname(file)
  const settings = { folder, places, speed: machine.speed(), machine: resources }
  const { planned, problems } = planSource(source.value, settings)
  if (!planned || problems.length > 0) return tellProblems(terminal, file, problems)
  const { plan, study } = planned
  const needed =
    effect.ok && effect.value !== undefined
      ? neededReplicates(effect.value, study, comparedArms(plan), spreadOf(plan, sd.ok ? sd.value : undefined))
      : undefined
  if (json) printJson(terminal, needed ? { ...plan, replicatesFor: needed } : plan)
  else terminal.out([planText(plan), ...(needed ? ['', neededText(needed, plan)] : [])].join('\n'))
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

/** The plan's own, or the one that a person gives, as the spread of the difference of two arms. */
function spreadOf({ detectable }: StudyPlan, sd: number | undefined): OutcomeSpread | undefined {
  if (sd !== undefined) return { sd, from: 'as given', ofContrast: true }
  return detectable ? { sd: detectable.sd, from: detectable.sdFrom, ofContrast: true } : undefined
}

function neededText({ effect, alone, inFamily, sd, sdFrom, family, power }: NeededReplicates, plan: StudyPlan): string {
  const words = outcomeWords({ metric: plan.metric ?? 'accuracy' })
  const count = (n: number | undefined): string => (n === undefined ? 'more than a million' : formatCount(n))
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
    ...(plan.aliases.length > 0 ? ['The design cannot tell apart:', ...plan.aliases.map((alias) => `  ${alias}`)] : []),
    ...plan.warnings.map((warning) => `\nWarning: ${warning}`),
  ].join('\n')
}
