import { linkSync, rmSync } from 'node:fs'
import { writeAtomically } from './atomic-write'
import { writing } from './unwritten'

/**
 * Writes a record whole under a name that nothing has yet: of two that do so at the same time one stands.
 * @param draft where it is written first, on the same file system
 * @returns whether this record is the one that stands
 * @throws what `unwritten` tells, where the system refuses
 */
export function publishOnce(file: string, draft: string, record: object): boolean {
  writeAtomically(draft, `${JSON.stringify(record, null, 2)}\n`)
  try {
    writing(file, () => linkSync(draft, file))
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}
