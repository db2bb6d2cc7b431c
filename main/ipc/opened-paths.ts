import { realpathSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { OpenedStudy } from '../../shared/ipc/contract'

/** Which files and folders the window may name: those that the user opened, and all below the studies folder. */
export interface OpenedPaths {
  readonly open: (path: string) => void
  readonly isOpen: (path: string) => boolean
}

/** @param studiesFolder the user's own studies, absolute; it need not exist yet. */
export function createOpenedPaths(studiesFolder: string): OpenedPaths {
  const opened = new Set<string>()
  return {
    open: (path) => {
      opened.add(real(path))
    },
    isOpen: (path) => {
      if (!isAbsolute(path) || path.includes('\0')) return false
      const candidate = real(path)
      if (isBelow(real(studiesFolder), candidate)) return true
      for (const known of opened) if (candidate === known || isBelow(known, candidate)) return true
      return false
    },
  }
}

/** Opens what belongs to a study that the user opened: its file, and the folder of its run. */
export function openPathsOf(paths: OpenedPaths, { file, run }: Pick<OpenedStudy, 'file' | 'run'>): void {
  paths.open(file)
  if (run !== null && run.folder !== null) paths.open(run.folder)
}

/** The path with all links followed, as far as it exists: a link inside an opened folder does not lead out of it. */
function real(path: string): string {
  const absolute = resolve(path)
  try {
    return realpathSync(absolute)
  } catch {
    const parent = dirname(absolute)
    return parent === absolute ? absolute : join(real(parent), basename(absolute))
  }
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
