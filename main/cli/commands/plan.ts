import { dirname } from 'node:path'
import { speedWords } from '../../../shared/cost/speed-words'
import { formatBytes, formatChange, formatCount, formatLarge } from '../../../shared/format/numbers'
import { formatPredicted } from '../../../shared/format/time'
import { counted } from '../../../shared/report/words'
import { controlResiduals } from '../../../shared/study/control-words'
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
  { json }: { readonly json?: boolean },
): Promise<ExitCode> {
  const source = readStudyText(file)
  if (!source.ok) return tellFailure(terminal, source.error)
  const resources = await machine.resources()
  const folder = dirname(file)
  const settings = { folder, places, speed: machine.speed(), machine: resources }
  const { planned, problems } = planSource(source.value, settings)
  if (!planned || problems.length > 0) return tellProblems(terminal, file, problems)
  if (json) printJson(terminal, planned.plan)
  else terminal.out(planText(planned.plan))
  return EXIT.done
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
    '',
    table,
    'Costs are those of inference, per image.',
    ...(residuals.length > 0 ? [`Controls, off the base: ${residuals.join('; ')}.`] : []),
    ...plan.warnings.map((warning) => `\nWarning: ${warning}`),
  ].join('\n')
}
