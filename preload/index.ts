import { contextBridge, ipcRenderer } from 'electron'
import { COMMAND_CHANNEL, EVENT_CHANNEL } from '../shared/ipc/channels'
import type { Bridge } from '../shared/ipc/contract'

/**
 * All that the window can reach. Main parses every request, the window every answer and event,
 * so this passes them on unread and no schema has to be loaded before the first paint.
 */
const bridge: Bridge = {
  invoke: (command, request) => ipcRenderer.invoke(COMMAND_CHANNEL, command, request),
  subscribe: (event, listener) => {
    const receive = (_event: Electron.IpcRendererEvent, name: unknown, payload: unknown) => {
      if (name === event) listener(payload as Parameters<typeof listener>[0])
    }
    ipcRenderer.on(EVENT_CHANNEL, receive)
    return () => ipcRenderer.off(EVENT_CHANNEL, receive)
  },
}

contextBridge.exposeInMainWorld('workbench', bridge)
