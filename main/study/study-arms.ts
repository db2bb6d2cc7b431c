import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Architecture } from '../../shared/architecture/architecture'
import type { Shape } from '../../shared/architecture/shape'
import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import { formatProblem } from '../../shared/study/problem'
import type { Initialisation } from '../../shared/training/recipe'
import { readStudyText } from '../store/study-text'
import type { Installation } from './installation'
import { planSource } from './plan-source'

/** An arm's network, as its trials train it. */
export interface StudyArm {
  readonly id: string
  readonly label: string
  readonly architecture: Architecture
  readonly input: Shape
  readonly classes: number
  /** How its weights are drawn, where its study says so. */
  readonly initialisation?: Initialisation
}

/**
 * The arms of a study, the base first.
 * @param path a study file, or the folder that a run made
 */
export function readStudyArms(
  path: string,
  { places, machine }: Pick<Installation, 'places' | 'machine'>,
): Result<readonly [StudyArm, ...StudyArm[]], Failure> {
  const file = existsSync(path) && statSync(path).isDirectory() ? join(path, 'study.yaml') : path
  const source = readStudyText(file)
  if (!source.ok) return source
  const { planned, problems } = planSource(source.value, {
    folder: dirname(file),
    places,
    speed: machine.speed(),
  })
  if (!planned) return err(inputFailure(problems.map((problem) => formatProblem(file, problem)).join('\n')))
  const trials = new Map(planned.trials.map((trial) => [trial.arm, trial]))
  const [base, ...others] = planned.plan.arms.map(({ id, label }): StudyArm => {
    const trial = trials.get(id)
    if (!trial) throw new Error(`${file} plans no trial of arm ${id}`)
    const { architecture, input, classes, recipe } = trial
    const { initialisation } = recipe
    return { id, label, architecture, input, classes, ...(initialisation && { initialisation }) }
  })
  if (!base) throw new Error(`${file} plans no arm`)
  return ok([base, ...others])
}
