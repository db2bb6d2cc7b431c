import { closeSync, openSync, readFileSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import { writeWhole } from './atomic-write'
import { unwritten, writing } from './unwritten'

/** Holds a study's folder for one runner. */
export interface RunnerLock {
  release(): void
}

/** Takes the lock; one whose owner on this host is gone is taken over. */
export function lockStudy(folder: string): Result<RunnerLock, Failure> {
  const file = join(folder, 'runner.lock')
  for (let tries = 0; tries < 2; tries += 1) {
    try {
      writing(file, () => createLock(file))
      return ok({ release: () => rmSync(file, { force: true }) })
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) return err(unwritten(error))
      const owner = readOwner(file)
      if (owner && isAlive(owner)) {
        return err(
          inputFailure(
            `${folder} is being run by process ${owner.pid} on ${owner.host}. Wait for it, or stop it; ` +
              `if it is gone, delete ${file}.`,
          ),
        )
      }
      rmSync(file, { force: true })
    }
  }
  return err(inputFailure(`${folder} was taken by another runner at this moment. Try again.`))
}

function createLock(file: string): void {
  const handle = openSync(file, 'wx')
  try {
    writeWhole(handle, Buffer.from(`${process.pid} ${hostname()}\n`))
  } catch (error) {
    rmSync(file, { force: true })
    throw error
  } finally {
    closeSync(handle)
  }
}

interface Owner {
  readonly pid: number
  readonly host: string
}

function readOwner(file: string): Owner | undefined {
  try {
    const [pid, host] = readFileSync(file, 'utf8').trim().split(' ')
    return pid !== undefined && host !== undefined && Number.isInteger(Number(pid))
      ? { pid: Number(pid), host }
      : undefined
  } catch {
    return undefined
  }
}

/** A process on another host cannot be asked: it counts as alive. */
function isAlive({ pid, host }: Owner): boolean {
  if (host !== hostname()) return true
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
