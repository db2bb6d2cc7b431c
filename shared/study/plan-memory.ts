import type { TrainingMemory } from '../cost/memory'
import { formatBytes, formatCount } from '../format/numbers'
import type { Problem } from './problem'
import type { SourceMap } from './source-map'

/** An arm, and what training a trial of it takes. */
export interface ArmMemory {
  readonly label: string
  readonly memory: TrainingMemory
}

/** The arm whose trials take most. */
export function largestArm(arms: readonly ArmMemory[]): ArmMemory {
  const [first, ...rest] = arms
  if (!first) throw new Error('a plan without a base')
  return rest.reduce((most, arm) => (arm.memory.total > most.memory.total ? arm : most), first)
}

/** Trials of this size that have room at a time; at least one, that a plan can be shown. */
export function trialsThatFit({ memory }: ArmMemory, available: number): number {
  return Math.max(1, Math.floor(available / memory.total))
}

/** Says that fewer trials run at a time than could. */
export function fewerAtATime(wanted: number, fitting: number, { memory }: ArmMemory, available: number): string {
  return (
    `${wanted} trials at a time would need about ${formatBytes(wanted * memory.total)} of memory, and ` +
    `${formatBytes(available)} are available: ${fitting} ${fitting === 1 ? 'runs' : 'run'} at a time.`
  )
}

/** The problem of a trial that has no room even by itself, at the key by which that can be mended best. */
export function memoryProblem(
  { label, memory }: ArmMemory,
  batch: number,
  available: number,
  map: SourceMap,
): Problem | undefined {
  if (memory.total <= available) return undefined
  const { path, mend } = remedy(memory, batch, available)
  const found =
    `A trial of the arm “${label}” needs about ${formatBytes(memory.total)} of memory, ${formatBytes(memory.batch)} of it ` +
    `for its batch of ${formatCount(batch)} images, and ${formatBytes(available)} are available here. ${mend}`
  return { range: map.value(path), found, allowed: [] }
}

interface Remedy {
  readonly path: readonly string[]
  readonly mend: string
}

function remedy(
  { program, weights, batch: ofBatch, data, total }: TrainingMemory,
  batch: number,
  available: number,
): Remedy {
  const fitting = Math.floor((batch * (available - (total - ofBatch))) / ofBatch)
  if (fitting >= 1)
    return {
      path: ['training', 'batch'],
      mend: `A batch of at most ${formatCount(fitting)} fits; else take a machine with more memory.`,
    }
  if (program > available)
    return {
      path: ['training'],
      mend: `TensorFlow alone takes ${formatBytes(program)}: end other programs, or take a machine with more memory.`,
    }
  if (data > weights)
    return {
      path: ['dataset', 'train'],
      mend: `The images take ${formatBytes(data)}: use fewer of them, or a machine with more memory.`,
    }
  return {
    path: ['architecture'],
    mend: `The weights, with what the optimizer keeps of them, take ${formatBytes(weights)}: choose a smaller architecture, or a machine with more memory.`,
  }
}
