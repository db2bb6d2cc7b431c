import { freemem, totalmem } from 'node:os'
import process from 'node:process'

/** Bytes that this process can have in all: what it holds and what is free, within the limit of its container. */
export function availableMemory(): number {
  const held = process.memoryUsage.rss()
  return withinLimit(freeMemory(held) + held)
}

/** Bytes that processes started from this one can have together. */
export function memoryForWorkers(): number {
  const held = process.memoryUsage.rss()
  return Math.max(0, withinLimit(freeMemory(held) + held) - held)
}

/** Caches of files count as free; macOS does not tell them apart, and is taken at its whole memory. */
function freeMemory(held: number): number {
  return process.platform === 'darwin' ? totalmem() - held : freemem()
}

function withinLimit(bytes: number): number {
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(bytes, limit) : bytes
}
