import type * as Fs from 'node:fs'

/** A disk on which so many bytes have room still. */
export interface Disk {
  room: number
}

/**
 * Node's file system on such a disk: a write that has no room for all takes what fits, the next one fails with ENOSPC, as
 * on Linux.
 */
export function diskOf(fs: typeof Fs, disk: Disk): typeof Fs & { readonly default: typeof Fs } {
  const writeSync = (handle: number, bytes: Uint8Array, offset = 0): number => {
    const fitting = Math.min(bytes.length - offset, disk.room)
    if (fitting <= 0) {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' })
    }
    disk.room -= fitting
    return fs.writeSync(handle, bytes, offset, fitting)
  }
  const limited = { ...fs, writeSync } as typeof Fs
  return { ...limited, default: limited }
}
