import { join } from 'node:path'
import { BrowserWindow, nativeTheme } from 'electron'
import { messages } from '../../shared/messages'
import { START_PAGE } from './app-protocol'
import type { PreferenceFile } from './preferences'

/** Opens the workbench's window; it shows itself with its first paint. */
export function openWindow(places: { preload: string; icon: string }, preferences: PreferenceFile): BrowserWindow {
  const window = new BrowserWindow({
    ...(preferences.read().bounds ?? { width: 1440, height: 900 }),
    minWidth: 760,
    minHeight: 520,
    show: false,
    title: messages.app.name,
    icon: places.icon,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#15171A' : '#FAFAF8',
    webPreferences: {
      preload: places.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
      devTools: process.env.ABLATION_DEVTOOLS === '1',
      // A study goes on while another program covers the window; its curves are drawn at 4 Hz at most.
      backgroundThrottling: true,
    },
  })
  window.once('ready-to-show', () => window.show())
  window.on('close', () => {
    if (!window.isMaximized() && !window.isFullScreen()) preferences.change({ bounds: window.getBounds() })
  })
  window.on('page-title-updated', (event) => event.preventDefault())
  // Studies run in processes of their own: a page that crashed is loaded anew and finds them as they are.
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit' && !window.isDestroyed()) void window.loadURL(START_PAGE)
  })
  void window.loadURL(START_PAGE)
  return window
}

/** Where electron-vite lays the files that a window needs, seen from the built main process. */
export function windowPlaces(root: string): { preload: string; renderer: string; icon: string } {
  return {
    preload: join(root, 'out', 'preload', 'index.cjs'),
    renderer: join(root, 'out', 'renderer'),
    icon: join(root, 'resources', 'icons', 'workbench.png'),
  }
}
