import { constants } from 'node:os'

/** What a worker ends itself with: a bug is 1, a missing engine 4. */
const OWN_CODES = [0, 1, 4]

/** The signal that ended a utility process: on POSIX Electron gives its number for the process's code. */
export function signalOf(code: number, platform = process.platform): string | null {
  if (platform === 'win32' || OWN_CODES.includes(code)) return null
  return Object.entries(constants.signals).find(([, number]) => number === code)?.[0] ?? null
}
