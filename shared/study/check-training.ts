import { OPTIMIZERS, SCHEDULES } from '../training/recipe'
import type { StudyFile } from './schema'
import { MOST_TOWERS } from './training-schema'

type Tell = (path: readonly PropertyKey[], sentence: string) => void

/** Says what of a recipe does not fit together, key by key. */
export function checkTraining({ training }: StudyFile, problem: Tell): void {
  const { optimizer, schedule, epochs, augmentation, batch, towers } = training
  foreignConstants(optimizer, OPTIMIZERS, ['training', 'optimizer'], problem)
  foreignConstants(schedule, SCHEDULES, ['training', 'schedule'], problem)

  if (towers !== undefined && batch % towers !== 0)
    problem(
      ['training', 'towers'],
      `A batch of ${batch} cannot be shared equally by ${towers} towers: ${oneOf(divisors(batch, MOST_TOWERS).map(String))} can share it.`,
    )
  const every = schedule.epochs ?? SCHEDULES.step.epochs
  if (schedule.kind === 'step' && every >= epochs)
    problem(
      ['training', 'schedule', 'epochs'],
      `The rate is to fall every ${every} epochs, and training has ${epochs}: it would never fall. ` +
        (epochs > 1 ? `1 to ${epochs - 1} are allowed.` : 'Take kind: constant.'),
    )
  if (schedule.kind === 'polynomial' && schedule.end !== undefined && schedule.end >= optimizer.learningRate)
    problem(
      ['training', 'schedule', 'end'],
      `The schedule is to end at ${schedule.end}, and begins at ${optimizer.learningRate}: an end below that is needed.`,
    )
  if (schedule.warmUp !== undefined && schedule.warmUp > epochs)
    problem(
      ['training', 'schedule', 'warmUp'],
      `A warm-up of ${schedule.warmUp} epochs is longer than the training’s ${epochs}.`,
    )
  const crop = augmentation?.crop
  if (crop && crop.smallest > crop.largest)
    problem(
      ['training', 'augmentation', 'crop'],
      `The smallest part that is cut out, ${crop.smallest}, is larger than the largest, ${crop.largest}.`,
    )
}

/** Numbers up to `most` that divide another one. */
function divisors(number: number, most: number): readonly number[] {
  return Array.from({ length: Math.min(number, most) }, (_, index) => index + 1).filter((one) => number % one === 0)
}

/** Constants that are written, and that the kind does not have. */
function foreignConstants<Kind extends string>(
  written: { readonly kind: Kind } & object,
  kinds: Readonly<Record<Kind, object>>,
  path: readonly PropertyKey[],
  problem: Tell,
): void {
  const { kind } = written
  const names = new Set(Object.values<object>(kinds).flatMap((constants) => Object.keys(constants)))
  for (const [name, value] of Object.entries(written)) {
    if (value === undefined || !names.has(name) || name in kinds[kind]) continue
    const owners = Object.entries<object>(kinds).filter(([, constants]) => name in constants)
    problem(
      [...path, name],
      `${kind} has no ${name}: leave it out, or take kind: ${oneOf(owners.map(([owner]) => owner))}.`,
    )
  }
}

function oneOf(words: readonly string[]): string {
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} or ${words.at(-1)}` : words.join()
}
