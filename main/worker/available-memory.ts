import { freemem, totalmem } from 'node:os'
import process from 'node:process'

/**
 * Bytes that this process can have in all: what it holds and what is free, within the limit of its container. Caches of
 * files count as free; macOS does not tell them apart, and is taken at its whole memory.
 */
export function availableMemory(): number {
  const free = process.platform === 'darwin' ? totalmem() : freemem() + process.memoryUsage.rss()
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(free, limit) : free
}
