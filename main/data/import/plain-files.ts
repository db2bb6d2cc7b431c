import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** What a folder holds, each sorted by code units: the same order on every system. Hidden things are left out. */
export interface FolderContent {
  readonly files: readonly string[]
  readonly folders: readonly string[]
  /** Symbolic links, which are not followed, and whatever else is neither file nor folder. */
  readonly others: readonly string[]
}

/** Left behind by systems, no part of any data. */
const LITTER = new Set(['Thumbs.db', 'desktop.ini', '__MACOSX'])

export async function plainFiles(folder: string): Promise<FolderContent> {
  const files: string[] = []
  const folders: string[] = []
  const others: string[] = []
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || LITTER.has(entry.name)) continue
    if (entry.isFile()) files.push(entry.name)
    else if (entry.isDirectory()) folders.push(entry.name)
    else others.push(entry.name)
  }
  return { files: files.sort(), folders: folders.sort(), others: others.sort() }
}

/** Files of this ending in the folder itself and in the folders within it, down to so many levels, as relative paths. */
export async function filesWithin(folder: string, ending: string, levels: number): Promise<string[]> {
  const { files, folders } = await plainFiles(folder)
  const found = files.filter((name) => name.toLowerCase().endsWith(ending))
  if (levels === 0) return found
  for (const name of folders)
    for (const inner of await filesWithin(join(folder, name), ending, levels - 1)) found.push(join(name, inner))
  return found
}
