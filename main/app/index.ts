import { join, resolve } from 'node:path'
import { app, type BrowserWindow, dialog, nativeTheme, session } from 'electron'
import type { AppInfo, MenuChoice } from '../../shared/ipc/contract'
import { messages } from '../../shared/messages'
import type { RunEvent } from '../../shared/study/run-event'
import { dataPlaces } from '../data/places'
import { type Crew, localExecutor } from '../executors/local'
import { createEventBatch } from '../ipc/event-batch'
import { createHandlers } from '../ipc/handlers'
import { createOpenedPaths, openPathsOf } from '../ipc/opened-paths'
import { registerHandlers, sendEvent } from '../ipc/register'
import { userFolders } from '../store/user-folders'
import { thisMachine } from '../study/machine'
import { declareAppScheme, isOwnPage, serveApp } from './app-protocol'
import { confirmClosing } from './confirm-closing'
import { createCurrentRun } from './current-run'
import { createDrafts } from './drafts'
import { installMenu } from './menu'
import { openPreferences, type PreferenceFile, type Theme } from './preferences'
import { createServices } from './services'
import { utilityWorkers } from './spawn-worker'
import { placeSampleStudy, studiesFolder } from './studies-folder'
import { denyTheWeb } from './web-security'
import { openWindow, windowPlaces } from './window'

const SAMPLE = 'inception-parts.yaml'

app.setName(messages.app.name)
declareAppScheme()
if (app.requestSingleInstanceLock()) void app.whenReady().then(openWorkbench)
else app.quit()

async function openWorkbench(): Promise<void> {
  const root = app.getAppPath()
  const studies = studiesFolder(process.env, app.getPath('documents'))
  const preferences = openPreferences(join(app.getPath('userData'), 'preferences.json'))
  const layout = windowPlaces(root)
  let window: BrowserWindow | undefined

  const folders = userFolders()
  const places = dataPlaces({ resources: join(root, 'resources'), userData: folders.data, env: process.env })
  const machine = thisMachine(folders.cache)
  const spawnWorker = utilityWorkers(join(root, 'out', 'main', 'worker.js'))
  const batch = createEventBatch<RunEvent>(
    (events) => sendEvent(window?.webContents, 'run.events', [...events]),
    (action, milliseconds) => void setTimeout(action, milliseconds),
  )
  const drafts = createDrafts()
  const openExecutor = (crew: Crew) => localExecutor(spawnWorker, crew)
  const run = createCurrentRun({ places, machine, openExecutor, onEvent: batch.add })
  const paths = createOpenedPaths(studies)
  const services = createServices({
    places,
    machine,
    spawnWorker,
    openExecutor,
    run,
    drafts,
    firstFile: async () =>
      studyArgument(process.argv, process.cwd()) ??
      placeSampleStudy(join(root, 'resources', 'studies', SAMPLE), studies),
    window: () => window,
    onEvent: batch.add,
    flushEvents: batch.flush,
  })

  denyTheWeb(session.defaultSession)
  serveApp(session.defaultSession, layout.renderer)
  registerHandlers(createHandlers(services, paths), isOwnPage)
  applyTheme(preferences, {
    choose: (choice) => sendEvent(window?.webContents, 'menu.chosen', choice),
    about: async () => void showAbout(window, await services.info()),
  })

  window = openWindow(layout, preferences)
  confirmClosing(window, drafts, run)
  app.on('second-instance', async (_event, argv, folder) => {
    if (window === undefined) return
    if (window.isMinimized()) window.restore()
    window.focus()
    const file = studyArgument(argv, folder)
    if (file === null) return
    const opened = await services.open(file)
    if (!opened.ok) return
    openPathsOf(paths, opened.value)
    sendEvent(window.webContents, 'study.opened', opened.value)
  })
  app.on('window-all-closed', () => app.quit())
}

/** The study file named on the command line; Electron's and Chromium's own words are none. */
function studyArgument(argv: readonly string[], folder: string): string | null {
  const named = argv.slice(1).find((word) => !word.startsWith('-') && /\.ya?ml$/i.test(word))
  return named === undefined ? null : resolve(folder, named)
}

function applyTheme(preferences: PreferenceFile, actions: { choose: (choice: MenuChoice) => void; about: () => void }) {
  const apply = (theme: Theme) => {
    nativeTheme.themeSource = theme
    installMenu({
      ...actions,
      theme,
      setTheme: (chosen) => {
        preferences.change({ theme: chosen })
        apply(chosen)
      },
    })
  }
  apply(preferences.read().theme)
}

async function showAbout(window: BrowserWindow | undefined, info: AppInfo) {
  const options: Electron.MessageBoxOptions = {
    type: 'info',
    title: messages.dialog.aboutTitle,
    message: messages.app.name,
    detail: messages.dialog.aboutDetail({ ...info, engine: info.engine.words, carrier: info.carrierRuntime }),
    buttons: [messages.dialog.ok],
  }
  await (window === undefined ? dialog.showMessageBox(options) : dialog.showMessageBox(window, options))
}
