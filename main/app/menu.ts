import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { MenuChoice } from '../../shared/ipc/contract'
import { messages } from '../../shared/messages'
import type { Theme } from './preferences'

export interface MenuActions {
  /** For what the window decides: which study, whether it can be run. */
  readonly choose: (choice: MenuChoice) => void
  readonly theme: Theme
  readonly setTheme: (theme: Theme) => void
  readonly about: () => void
}

const text = messages.menu

export function installMenu(actions: MenuActions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(actions)))
}

/** The menu as data. */
function menuTemplate({ choose, theme, setTheme, about }: MenuActions): MenuItemConstructorOptions[] {
  const item = (label: string, choice: MenuChoice, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => choose(choice),
    ...(accelerator === undefined ? {} : { accelerator }),
  })
  const themeItem = (name: Theme): MenuItemConstructorOptions => ({
    label: text.themes[name],
    type: 'radio',
    checked: theme === name,
    click: () => setTheme(name),
  })
  return [
    {
      label: text.file,
      submenu: [
        item(text.open, 'open', 'CmdOrCtrl+O'),
        item(text.save, 'save', 'CmdOrCtrl+S'),
        { type: 'separator' },
        item(text.export, 'export', 'CmdOrCtrl+E'),
        { type: 'separator' },
        { label: text.quit, role: 'quit' },
      ],
    },
    {
      label: text.edit,
      submenu: [
        { label: text.undo, role: 'undo' },
        { label: text.redo, role: 'redo' },
        { type: 'separator' },
        { label: text.cut, role: 'cut' },
        { label: text.copy, role: 'copy' },
        { label: text.paste, role: 'paste' },
        { label: text.selectAll, role: 'selectAll' },
      ],
    },
    {
      label: text.run,
      submenu: [
        item(text.start, 'run', 'CmdOrCtrl+Return'),
        item(text.pause, 'pause', 'F6'),
        item(text.stop, 'stop', 'Shift+F5'),
      ],
    },
    {
      label: text.view,
      submenu: [
        { label: text.zoomIn, role: 'zoomIn' },
        { label: text.zoomOut, role: 'zoomOut' },
        { label: text.zoomReset, role: 'resetZoom' },
        { type: 'separator' },
        { label: text.theme, submenu: [themeItem('system'), themeItem('light'), themeItem('dark')] },
        { type: 'separator' },
        { label: text.fullScreen, role: 'togglefullscreen' },
      ],
    },
    { label: text.help, submenu: [{ label: text.about, click: about }] },
  ]
}
