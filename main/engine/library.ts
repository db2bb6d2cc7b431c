import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { installedPackage } from './binding'

/** Written by set-up beside the library. */
const STAMP = join('deps', 'ablation-workbench.json')

/**
 * What set-up wrote of the TensorFlow library, such as `tensorflow-cpu 2.15.1`; undefined where it did not. Loads nothing.
 * @param folder of the npm package; the installed one unless said
 */
export function libraryWords(folder = installedPackage()): string | undefined {
  if (folder === undefined) return undefined
  try {
    const { library } = JSON.parse(readFileSync(join(folder, STAMP), 'utf8'))
    return typeof library === 'string' ? library : undefined
  } catch {
    return undefined
  }
}
