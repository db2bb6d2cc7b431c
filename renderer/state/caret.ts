import { create } from 'zustand'

/** Where the editor's caret stands, counted from 1; apart from the workbench's state, for it changes with every key. */
export const useCaret = create<{ readonly line: number; readonly column: number }>(() => ({ line: 1, column: 1 }))
