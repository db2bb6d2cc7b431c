import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A disk of its own. */
export interface SmallDisk {
  readonly path: string
  resize(kilobytes: number): void
  remove(): void
}

/** Whether this process may mount one: as root on Linux, outside containers that forbid it. */
export function canMakeDisk(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  const path = mkdtempSync(join(tmpdir(), 'ablate-disk-'))
  const mounted = mount('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', path)
  if (mounted) spawnSync('umount', [path])
  rmdirSync(path)
  return mounted
}

/** Makes a disk in memory. */
export function makeDisk(path: string, kilobytes: number): SmallDisk {
  mkdirSync(path)
  const act = (...options: readonly string[]): void => {
    if (!mount(...options)) throw new Error(`mount ${options.join(' ')} failed`)
  }
  act('-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', path)
  return {
    path,
    resize: (size) => act('-o', `remount,size=${size}k`, path),
    remove: () => {
      spawnSync('umount', [path])
      rmdirSync(path)
    },
  }
}

function mount(...args: readonly string[]): boolean {
  return spawnSync('mount', args, { stdio: 'ignore' }).status === 0
}
