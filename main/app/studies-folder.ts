import { constants } from 'node:fs'
import { copyFile, mkdir } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { messages } from '../../shared/messages'

/**
 * Where the user's own studies lie.
 * @param documents the system's folder for documents.
 */
export function studiesFolder(environment: NodeJS.ProcessEnv, documents: string): string {
  const named = environment.ABLATION_STUDIES
  return named === undefined || named === '' ? join(documents, messages.app.name) : resolve(named)
}

/**
 * Puts the sample study among the user's own, unless one of that name is there already.
 * @returns the user's copy.
 */
export async function placeSampleStudy(sample: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const own = join(folder, basename(sample))
  try {
    await copyFile(sample, own, constants.COPYFILE_EXCL)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  return own
}
