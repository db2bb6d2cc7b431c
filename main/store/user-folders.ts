import envPaths from 'env-paths'

/** Folders of this user, by the system's own conventions. */
export interface UserFolders {
  /** What the user would miss: data sets of their own. */
  readonly data: string
  /** What can be made again: measurements of the machine. */
  readonly cache: string
}

export function userFolders(): UserFolders {
  const { data, cache } = envPaths('ablation-workbench', { suffix: '' })
  return { data, cache }
}
