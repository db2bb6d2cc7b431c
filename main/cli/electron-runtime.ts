import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Electron's executable in the folder of its package. @param root the folder that holds node_modules. @returns undefined where none was installed. */
export function electronExecutable(root: string): string | undefined {
  const folder = join(root, 'node_modules', 'electron')
  try {
    const executable = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim())
    return existsSync(executable) ? executable : undefined
  } catch {
    return undefined
  }
}
