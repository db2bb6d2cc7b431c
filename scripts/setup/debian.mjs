import { existsSync } from 'node:fs'
import { runCommand, tellingLine } from './run-command.mjs'

/** Whether this is Debian, Ubuntu or a relative of theirs. */
export function isDebian() {
  return process.platform === 'linux' && existsSync('/usr/bin/apt-get') && existsSync('/usr/bin/dpkg-query')
}

export function isRoot() {
  return process.getuid?.() === 0
}

/**
 * Which needs no installed package meets. A need is a package's name or several, of which one is enough: Ubuntu renamed
 * some in 24.04.
 * @param {readonly (readonly string[])[]} needs
 * @returns {Promise<(readonly string[])[]>}
 */
export async function missingPackages(needs) {
  const format = '$' + '{Package} $' + '{db:Status-Status}\\n'
  const { stdout } = await runCommand('dpkg-query', ['--show', `--showformat=${format}`, ...needs.flat()])
  const installed = new Set(
    stdout.split('\n').flatMap((line) => (line.endsWith(' installed') ? [line.split(' ')[0] ?? ''] : [])),
  )
  return needs.filter((names) => !names.some((name) => installed.has(name)))
}

/**
 * The command that a person types where set-up may not install by itself.
 * @param {readonly (readonly string[])[]} needs
 */
export async function aptCommand(needs) {
  return `sudo apt-get install --no-install-recommends -y ${(await chooseNames(needs)).join(' ')}`
}

/**
 * Installs packages with apt-get; only root may.
 * @param {readonly (readonly string[])[]} needs
 * @returns {Promise<string | undefined>} Why it failed.
 */
export async function aptInstall(needs) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' }
  // A list that cannot be brought up to date may still do: what counts is whether the install succeeds.
  await runCommand('apt-get', ['update'], { env })
  const names = await chooseNames(needs)
  const result = await runCommand('apt-get', ['install', '--no-install-recommends', '-y', ...names], { env })
  return result.failure === undefined ? undefined : tellingLine(result)
}

/**
 * Of each need the first name that this release can install.
 * @param {readonly (readonly string[])[]} needs
 */
async function chooseNames(needs) {
  const { stdout } = await runCommand('apt-cache', ['policy', ...needs.flat()], {
    env: { ...process.env, LC_ALL: 'C' },
  })
  return needs.map((names) => names.find((name) => hasCandidate(stdout, name)) ?? names[0] ?? '')
}

/**
 * @param {string} policy  What `apt-cache policy` printed.
 * @param {string} name
 */
export function hasCandidate(policy, name) {
  const lines = policy.split('\n')
  const start = lines.indexOf(`${name}:`)
  if (start < 0) return false
  const candidate = lines.slice(start + 1, start + 3).find((line) => line.includes('Candidate:'))
  return candidate !== undefined && !candidate.includes('(none)')
}
