import { readdirSync, readFileSync } from 'node:fs'

/** VmHWM of Linux: the peak of a process's resident set, libraries included; undefined where the system does not tell. */
export function peakOf(pid: number | undefined): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
  } catch {
    return undefined
  }
}

const LOOK_MS = 500

/**
 * Watches a process and all that it starts.
 * @returns its end gives the sum of the peaks of those that were there at one time, at the time when it was largest. Memory
 * that they share, as libraries, is counted for each.
 */
export function watchMemory(pid: number): { end(): number | undefined } {
  let largest: number | undefined
  const look = (): void => {
    const peaks = withDescendants(pid).flatMap((member) => peakOf(member) ?? [])
    if (peaks.length === 0) return
    largest = Math.max(
      largest ?? 0,
      peaks.reduce((sum, peak) => sum + peak, 0),
    )
  }
  const timer = setInterval(look, LOOK_MS)
  return {
    end() {
      clearInterval(timer)
      return largest
    },
  }
}

function withDescendants(pid: number): readonly number[] {
  const children = new Map<number, number[]>()
  for (const name of namesIn('/proc')) {
    const parent = parentOf(name)
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const found = [pid]
  for (const member of found) found.push(...(children.get(member) ?? []))
  return found
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+$/.test(name))
  } catch {
    return []
  }
}

function parentOf(pid: string): number | undefined {
  try {
    // The name in brackets may hold anything; the state and the parent follow it.
    const parent = /^.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]
    return parent === undefined ? undefined : Number(parent)
  } catch {
    return undefined
  }
}
