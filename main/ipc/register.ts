import { ipcMain, type WebContents } from 'electron'
import { COMMAND_CHANNEL, EVENT_CHANNEL } from '../../shared/ipc/channels'
import type { EventName, EventPayload } from '../../shared/ipc/contract'
import { answer } from './answer'
import type { Handlers } from './services'

/**
 * Listens to the window's commands.
 * @param isOwn whether a frame is the workbench's own page; all others are refused.
 */
export function registerHandlers(handlers: Handlers, isOwn: (url: string) => boolean): void {
  ipcMain.handle(COMMAND_CHANNEL, (event, command: unknown, request: unknown) => {
    const frame = event.senderFrame
    if (frame === null || frame.parent !== null || !isOwn(frame.url)) {
      return { ok: false, message: 'A page that is not the workbench asked for something. It was refused.' }
    }
    return answer(handlers, command, request)
  })
}

/** Tells the window of something, if it is still there. */
export function sendEvent<E extends EventName>(contents: WebContents | undefined, name: E, payload: EventPayload<E>) {
  if (contents !== undefined && !contents.isDestroyed()) contents.send(EVENT_CHANNEL, name, payload)
}
