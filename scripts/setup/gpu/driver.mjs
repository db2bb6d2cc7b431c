import { readFile } from 'node:fs/promises'

/**
 * The NVIDIA driver's version, undefined where there is none.
 * @param {string} [file]
 */
export async function driverVersion(file = '/proc/driver/nvidia/version') {
  const text = await readFile(file, 'utf8').catch(() => '')
  return /Kernel Module.*?\b(\d+\.\d+(?:\.\d+)?)\b/.exec(text)?.[1]
}
