import { dirname, join, resolve } from 'node:path'
import { readStudyText } from '../../store/study-text'
import { freezeStudy } from '../../study/freeze-study'
import type { Installation } from '../../study/installation'
import { planForFolders } from '../../study/plan-for-folders'
import { EXIT, type ExitCode } from '../exit-code'
import { printJson, type Terminal, tellFailure, tellProblems } from '../terminal'

export interface FreezeCommandOptions {
  readonly out?: string
  readonly json?: boolean
}

/** Registers a study before its first trial. */
export async function freezeCommand(
  terminal: Terminal,
  { places, machine }: Installation,
  file: string,
  options: FreezeCommandOptions,
): Promise<ExitCode> {
  const source = readStudyText(file)
  if (!source.ok) return tellFailure(terminal, source.error)
  const folderOf = (study: string): string => resolve(options.out ?? join(dirname(file), study))
  const settings = { folder: dirname(file), places, speed: machine.speed(), machine: await machine.resources() }
  const { planned, problems } = planForFolders(source.value, settings, (study) => [folderOf(study)])
  if (!planned || problems.length > 0) return tellProblems(terminal, file, problems)
  const { plan } = planned
  const frozen = freezeStudy({ folder: folderOf(plan.study), source: source.value, planned, now: () => new Date() })
  if (!frozen.ok) return tellFailure(terminal, frozen.error)
  const { folder, registration, isNew } = frozen.value
  if (options.json) {
    printJson(terminal, { folder: folder.path, isNew, ...registration })
    return EXIT.done
  }
  terminal.out(
    `${isNew ? 'Registered' : 'Registered before,'} ${registration.time}: ${plan.arms.length} arms, ${plan.replicates} replicates, ` +
      `${plan.trials.length} trials, hash ${registration.hash}.`,
  )
  terminal.say(`The study’s folder: ${folder.path}. The report lists whatever is changed from now on.`)
  return EXIT.done
}
