import { readFileSync, realpathSync, statSync } from 'node:fs'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { err, ok } from '../../shared/result'
import type { ReadArchitectureFile } from '../../shared/study/architecture-named'
import { MAX_STUDY_BYTES } from '../../shared/study/read-yaml'

/**
 * Reads the architecture files that a study names.
 * @param folder that of the study's file, whether a person wrote it or a run froze it; undefined for a text without a file
 */
export function architectureFiles(folder: string | undefined): ReadArchitectureFile {
  if (folder === undefined)
    return (path) =>
      err(`${path} is looked for from the folder of the study’s file, and this study is in none: save it first.`)
  return (path) => {
    const file = join(folder, path)
    try {
      // Looked at first: a pipe would never end.
      const stat = statSync(file)
      if (stat.isDirectory()) return err(`${path} is a folder: name the .yaml file in it that holds the architecture.`)
      if (!stat.isFile()) return err(`${path} is no plain file: an architecture is a YAML file.`)
      if (!isBelow(folder, file))
        return err(
          `${path} is a link that leads out of the study’s folder: an architecture’s file lies in that folder or below it. Copy it there.`,
        )
      if (stat.size > MAX_STUDY_BYTES)
        return err(
          `${path} has ${stat.size.toLocaleString('en')} bytes: the file of an architecture has at most ${MAX_STUDY_BYTES / 1024} KiB.`,
        )
      return ok(readFileSync(file, 'utf8'))
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (code === 'ENOENT' || code === 'ENOTDIR')
        return err(`There is no file ${path} in the study’s folder, ${resolve(folder)}.`)
      return err(`${path}, in the study’s folder, cannot be read (${code ?? error}).`)
    }
  }
}

/** With all links followed. */
function isBelow(folder: string, file: string): boolean {
  const way = relative(realpathSync(folder), realpathSync(file))
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
