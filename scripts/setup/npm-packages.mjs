import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { SetupFailure } from './failure.mjs'
import { runNpm } from './npm-command.mjs'
import { tellingLine } from './run-command.mjs'

/** @import { Context, Part } from './part.mjs' */

/**
 * The part of a lock file that tells what is installed.
 * @typedef {{ packages: Record<string, { version?: string, integrity?: string, optional?: boolean }> }} LockFile
 */

/** npm writes this file when everything is unpacked: it says what lies in node_modules. */
const INSTALLED = join('node_modules', '.package-lock.json')

/** @type {Part} */
export const npmPackages = {
  title: 'npm packages',

  inPlace: async ({ root }) => {
    const locked = await readLockFile(join(root, 'package-lock.json'))
    const installed = await readLockFile(join(root, INSTALLED))
    if (locked === undefined || installed === undefined) return undefined
    if (firstDifference(locked, installed) !== undefined) return undefined
    const paths = Object.keys(installed.packages)
    return paths.every((path) => existsSync(join(root, path, 'package.json'))) ? `${paths.length} packages` : undefined
  },

  establish: async (context) => {
    const { root, report } = context
    const locked = await readLockFile(join(root, 'package-lock.json'))
    if (locked === undefined) {
      throw new SetupFailure(
        'the npm packages cannot be installed',
        'package-lock.json is missing or damaged',
        'Restore it with: git checkout package-lock.json',
      )
    }
    report.step(npmPackages.title, 'installing from the lock file')
    // An install that is killed from here on is not taken for whole.
    await rm(join(root, INSTALLED), { force: true })
    const result = await withCount(context, locked, () =>
      runNpm(['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root }),
    )
    const state = await npmPackages.inPlace(context)
    if (result.failure !== undefined || state === undefined) {
      throw new SetupFailure(
        'the npm packages cannot be installed',
        result.failure === undefined ? 'npm ci left some out' : tellingLine(result),
        'Look whether "npm ping" answers and the disk has room, then run the command again.',
      )
    }
    return { state }
  },
}

/**
 * @param {string} path
 * @returns {Promise<LockFile | undefined>}
 */
async function readLockFile(path) {
  try {
    const parsed = JSON.parse(await readFile(path, 'utf8'))
    return typeof parsed?.packages === 'object' ? parsed : undefined
  } catch {
    return undefined
  }
}

/**
 * Compares what the lock file wants with what npm says it installed. Optional packages of other platforms are left out
 * by npm and so are not missed.
 * @param {LockFile} locked
 * @param {LockFile} installed
 * @returns {string | undefined} The path of a package that differs.
 */
export function firstDifference(locked, installed) {
  for (const [path, wanted] of Object.entries(locked.packages)) {
    if (path === '') continue
    const found = installed.packages[path]
    if (found === undefined) {
      if (wanted.optional !== true) return path
    } else if (found.version !== wanted.version || found.integrity !== wanted.integrity) {
      return path
    }
  }
  return Object.keys(installed.packages).find((path) => locked.packages[path] === undefined)
}

/**
 * @template T
 * @param {Context} context
 * @param {LockFile} locked
 * @param {() => Promise<T>} work
 */
async function withCount({ root, report }, locked, work) {
  const paths = Object.entries(locked.packages).flatMap(([path, { optional }]) =>
    path === '' || optional === true ? [] : [join(root, path, 'package.json')],
  )
  const timer = setInterval(() => {
    report.progress(`${paths.filter((path) => existsSync(path)).length} of ${paths.length} packages`)
  }, 500)
  try {
    return await work()
  } finally {
    clearInterval(timer)
  }
}
