import { basename } from 'node:path'
import { app, type BrowserWindow, dialog } from 'electron'
import { messages } from '../../shared/messages'
import { writeAtomically } from '../store/atomic-write'
import type { CurrentRun } from './current-run'
import type { Drafts } from './drafts'

const text = messages.dialog
const SAVE = 0
const CANCEL = 2

/** Before the window closes: asks after unsaved text, and lets a running study end its step, so that it can be resumed. */
export function confirmClosing(window: BrowserWindow, drafts: Drafts, run: CurrentRun): void {
  let agreed = false
  window.on('close', (event) => {
    if (agreed) return
    if (!mayClose(window, drafts)) {
      event.preventDefault()
      return
    }
    agreed = true
    event.preventDefault()
    window.hide()
    void run.end().finally(() => app.quit())
  })
}

function mayClose(window: BrowserWindow, drafts: Drafts): boolean {
  const unsaved = drafts.unsaved()
  if (unsaved.length === 0) return true
  const choice = dialog.showMessageBoxSync(window, {
    type: 'question',
    title: text.unsavedTitle,
    message: text.unsavedMessage(unsaved.map(({ file }) => basename(file)).join(', ')),
    detail: text.unsavedDetail,
    buttons: [text.saveAll, text.discard, text.cancel],
    defaultId: SAVE,
    cancelId: CANCEL,
  })
  if (choice === SAVE) for (const { file, source } of unsaved) writeAtomically(file, source)
  return choice !== CANCEL
}
