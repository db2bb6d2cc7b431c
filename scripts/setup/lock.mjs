import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { processAlive } from './process-alive.mjs'

/** The holder touches its lock this often; a lock that nobody touched for STALE_MS is abandoned (a reused process id). */
const TOUCH_MS = 5_000
const STALE_MS = 60_000

/**
 * Lets one process at a time do the work. A lock whose holder is gone (kill -9) is taken over.
 * @template T
 * @param {string} path  The lock file.
 * @param {{ waiting: (holder: number) => void, pollMs?: number }} options  `waiting` is called once if another process holds the lock.
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, { waiting, pollMs = 500 }, work) {
  let told = false
  while (!(await tryTake(path))) {
    const holder = await holderOf(path)
    if (holder === undefined) {
      await discard(path)
      continue
    }
    if (!told) waiting(holder)
    told = true
    await sleep(pollMs)
  }
  const timer = setInterval(() => {
    const now = new Date()
    utimes(path, now, now).catch(() => {})
  }, TOUCH_MS)
  try {
    return await work()
  } finally {
    clearInterval(timer)
    await rm(path, { force: true })
  }
}

/**
 * Takes the lock by a hard link: it appears with its content, and for one process alone.
 * @param {string} path
 * @returns {Promise<boolean>} Whether the lock is ours now.
 */
async function tryTake(path) {
  const own = `${path}.${process.pid}`
  await mkdir(dirname(path), { recursive: true })
  await writeFile(own, String(process.pid))
  try {
    await link(own, path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    await rm(own, { force: true })
  }
}

/**
 * @param {string} path
 * @returns {Promise<number | undefined>} The process that holds the lock, undefined where it is abandoned or gone.
 */
async function holderOf(path) {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)])
    const age = Date.now() - mtimeMs
    const pid = Number(text)
    return Number.isInteger(pid) && pid > 0 && age < STALE_MS && processAlive(pid) ? pid : undefined
  } catch {
    return undefined
  }
}

/**
 * Takes an abandoned lock away. By renaming: of two processes that find it abandoned, one alone succeeds.
 * @param {string} path
 */
async function discard(path) {
  const aside = `${path}.abandoned-${process.pid}`
  await rename(path, aside).catch(() => {})
  await rm(aside, { force: true })
}
