import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { writeAtomically } from './atomic-write'
import { attempts } from './results'
import { attemptFolder } from './study-folder'
import { makeFolder } from './unwritten'

/** A trial's state after one of its epochs, on disk. */
export interface CheckpointFile {
  readonly attempt: number
  /** 1, 2, 3 … */
  readonly epoch: number
  readonly file: string
}

/** The newest may turn out unreadable: the one before it is kept too. */
const KEPT = 2
const FINAL = 'final.safetensors'
const CHECKPOINT = /^epoch-(\d{1,9})\.safetensors$/
const BEST = /^best-(\d{1,9})\.safetensors$/

const checkpointFolder = (folder: string, trial: string, attempt: number): string =>
  join(attemptFolder(folder, trial, attempt), 'checkpoint')

/**
 * Writes the state after an epoch, whole or not at all, and removes those that it makes needless, best states among them.
 * @param bestUpTo where the trial chooses its epoch: the best of the epochs up to one
 */
export function writeCheckpoint(
  folder: string,
  trial: string,
  attempt: number,
  epoch: number,
  bytes: Uint8Array,
  bestUpTo: (epoch: number) => number | undefined = () => undefined,
): void {
  const own = makeFolder(checkpointFolder(folder, trial, attempt))
  writeAtomically(join(own, `epoch-${epoch}.safetensors`), bytes)
  const held = listCheckpoints(folder, trial)
  const kept = held.filter((checkpoint) => checkpoint.attempt === attempt).slice(0, KEPT)
  if (kept.length < KEPT) return
  const best = kept.map((checkpoint) => bestUpTo(checkpoint.epoch))
  const needless = [
    ...held.filter((one) => !kept.includes(one)),
    ...listStates(folder, trial, BEST).filter((one) => !best.includes(one.epoch)),
  ]
  for (const { file } of needless) rmSync(file, { force: true })
}

/**
 * Writes the state of an epoch that is the best so far, whole or not at all. It removes none: until the epoch's checkpoint
 * is written, earlier ones are gone on from, and need theirs.
 */
export function writeBestState(folder: string, trial: string, attempt: number, epoch: number, bytes: Uint8Array): void {
  const own = makeFolder(checkpointFolder(folder, trial, attempt))
  writeAtomically(join(own, `best-${epoch}.safetensors`), bytes)
}

/** The files that hold the state of an epoch that was the best so far: an attempt's own, and those of earlier ones. */
export function bestStateFiles(folder: string, trial: string, epoch: number): readonly string[] {
  return listStates(folder, trial, BEST).flatMap((own) => (own.epoch === epoch ? [own.file] : []))
}

/** Writes the weights that a finished attempt ends with. */
export function writeFinalState(folder: string, trial: string, attempt: number, bytes: Uint8Array): void {
  const own = makeFolder(checkpointFolder(folder, trial, attempt))
  writeAtomically(join(own, FINAL), bytes)
}

/** The file of the weights that a finished attempt ended with; `undefined` where it is not there. */
export function finalStateFile(folder: string, trial: string, attempt: number): string | undefined {
  const file = join(checkpointFolder(folder, trial, attempt), FINAL)
  return existsSync(file) ? file : undefined
}

/** A trial's checkpoints from within its training, of all its attempts: those of the latest epoch first. */
export function listCheckpoints(folder: string, trial: string): readonly CheckpointFile[] {
  return listStates(folder, trial, CHECKPOINT)
}

function listStates(folder: string, trial: string, name: RegExp): readonly CheckpointFile[] {
  const found = attempts(folder, trial).flatMap((attempt) => {
    const own = checkpointFolder(folder, trial, attempt)
    return filesIn(own).flatMap((file) => {
      const epoch = name.exec(file)?.[1]
      return epoch === undefined ? [] : [{ attempt, epoch: Number(epoch), file: join(own, file) }]
    })
  })
  return found.toSorted((a, b) => b.epoch - a.epoch || b.attempt - a.attempt)
}

/** Once a result stands: leaves nothing of the trial's checkpoints but final weights. */
export function clearCheckpoints(folder: string, trial: string): void {
  for (const attempt of attempts(folder, trial)) {
    const own = checkpointFolder(folder, trial, attempt)
    const names = filesIn(own)
    for (const name of names) if (name !== FINAL) rmSync(join(own, name), { force: true })
    if (existsSync(own) && !names.includes(FINAL)) rmdirSync(own)
  }
}

function filesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}
