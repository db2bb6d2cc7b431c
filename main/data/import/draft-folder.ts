import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

const DRAFT = /^\.adding-(\d+)-/

/**
 * A folder beside the data sets in which one is put together: renamed when it is whole, removed when it is not. What
 * processes that have ended left behind is removed, too.
 */
export interface DraftFolder {
  readonly path: string
  /** @returns false where there is a data set of that name by now */
  publish(name: string): Promise<boolean>
  remove(): Promise<void>
}

export async function createDraft(parent: string, name: string): Promise<DraftFolder> {
  await mkdir(parent, { recursive: true })
  await removeAbandoned(parent)
  const path = join(parent, `.adding-${process.pid}-${name}`)
  await rm(path, { recursive: true, force: true })
  await mkdir(path)
  return {
    path,
    async publish(target) {
      try {
        await rename(path, join(parent, target))
        return true
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : undefined
        if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'EPERM' || code === 'ENOTDIR') return false
        throw error
      }
    },
    remove: () => rm(path, { recursive: true, force: true }),
  }
}

async function removeAbandoned(parent: string): Promise<void> {
  for (const entry of await readdir(parent)) {
    const pid = Number(DRAFT.exec(entry)?.[1])
    if (pid > 0 && pid !== process.pid && !isAlive(pid)) await rm(join(parent, entry), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Another user's process is alive, too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
