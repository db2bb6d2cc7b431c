import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { _electron, type ElectronApplication, type Page } from 'playwright'

/** The checkout whose build is tested; another one can be named. */
export const ROOT = process.env.WORKBENCH_ROOT ?? resolve(import.meta.dirname, '../..')

/** Electron's executable, wherever it was installed. */
const executablePath = createRequire(import.meta.url)('electron') as unknown as string

/** The built workbench, started in a home of its own. */
export interface WorkbenchApp {
  readonly app: ElectronApplication
  readonly page: Page
  readonly studies: string
  /** What the page complained of. */
  readonly complaints: readonly string[]
  readonly close: () => Promise<void>
}

export interface LaunchOptions {
  /** Studies that lie in the studies folder already, by file name. */
  readonly files?: Readonly<Record<string, string>>
  /** Which of them is named on the command line; none shows the sample. */
  readonly open?: string
  readonly size?: { readonly width: number; readonly height: number }
  readonly theme?: 'light' | 'dark'
}

export async function launchWorkbench({
  files = {},
  open,
  size,
  theme = 'light',
}: LaunchOptions = {}): Promise<WorkbenchApp> {
  const home = mkdtempSync(join(tmpdir(), 'workbench-window-'))
  const studies = join(home, 'studies')
  mkdirSync(studies)
  for (const [name, source] of Object.entries(files)) writeFileSync(join(studies, name), source)
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0
  const app = await _electron.launch({
    executablePath,
    args: [ROOT, ...(asRoot ? ['--no-sandbox'] : []), ...(open === undefined ? [] : [join(studies, open)])],
    cwd: ROOT,
    colorScheme: theme,
    env: {
      ...process.env,
      ABLATION_STUDIES: studies,
      XDG_CONFIG_HOME: join(home, 'config'),
      XDG_DATA_HOME: join(home, 'data'),
      XDG_CACHE_HOME: join(home, 'cache'),
    },
  })
  const page = await app.firstWindow()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  if (size !== undefined) {
    await app.evaluate(({ BrowserWindow }, { width, height }) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(width, height)
    }, size)
  }
  return {
    app,
    page,
    studies,
    complaints,
    close: async () => {
      // Unsaved text would be asked after in a dialog that no test can answer.
      if ((await page.getByLabel('not saved').count()) > 0)
        await app.evaluate(({ app: own }) => own.exit(0)).catch(() => undefined)
      else await app.close()
      await removeOnceQuiet(home)
    },
  }
}

/** Chromium's own processes may still be writing for a moment: what they add meanwhile has to be found again. */
async function removeOnceQuiet(folder: string): Promise<void> {
  for (let tries = 50; ; tries -= 1)
    try {
      rmSync(folder, { recursive: true, force: true })
      return
    } catch (error) {
      if (tries === 0) throw error
      await setTimeout(100)
    }
}
