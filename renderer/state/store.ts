import { create } from 'zustand'
import type { AppInfo } from '../../shared/ipc/contract'
import type { StudyDocument } from './study-document'

export const VIEWS = ['study', 'live', 'results'] as const
export type View = (typeof VIEWS)[number]

/** Something to tell in a strip under the toolbar. */
export interface Notice {
  readonly id: number
  readonly tone: 'bad' | 'warn' | 'plain'
  readonly text: string
  readonly action?: { readonly label: string; readonly act: () => void }
}

export interface Workbench {
  readonly info: AppInfo | null
  readonly documents: readonly StudyDocument[]
  /** The file of the study on show. */
  readonly active: string | null
  readonly view: View
  readonly notices: readonly Notice[]
  /** The file of the study that runs; events tell of it. */
  readonly running: string | null
  /** Set while the machine is measured before a run: the seconds that this takes, null where that is not known. */
  readonly measuring: { readonly seconds: number | null } | null
  /** A command is being answered that changes the run. */
  readonly busy: boolean
}

/** Everything the window shows. Only `actions.ts` changes it. */
export const useWorkbench = create<Workbench>(() => ({
  info: null,
  documents: [],
  active: null,
  view: 'study',
  notices: [],
  running: null,
  measuring: null,
  busy: false,
}))

export function activeDocument({ documents, active }: Workbench): StudyDocument | null {
  return documents.find(({ file }) => file === active) ?? null
}
