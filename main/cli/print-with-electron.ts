import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { environmentFailure } from '../../shared/failure'
import { err, ok } from '../../shared/result'
import type { PrintPdf } from '../export/print-pdf'
import { electronExecutable } from './electron-runtime'

/** A report of a thousand trials takes a few seconds; past this Electron hangs. */
const PATIENCE = 180_000
const INSTEAD =
  'The other formats need no Electron: --format html,md,tex,csv,json. A browser prints report.html as well.'

/** Prints with the Electron that is installed beside the command line, without a display. @param root the folder that holds node_modules and out */
export function printWithElectron(root: string): PrintPdf {
  return async (html, paper) => {
    const executable = electronExecutable(root)
    if (executable === undefined)
      return err(
        environmentFailure(
          `report.pdf cannot be made: no Electron is installed in ${root}. npm run setup fetches it. ${INSTEAD}`,
        ),
      )
    const folder = mkdtempSync(join(tmpdir(), 'ablation-print-'))
    try {
      const [page, target] = [join(folder, 'page.html'), join(folder, 'report.pdf')]
      writeFileSync(page, html)
      const failure = await run(executable, [...switches(), join(root, 'out', 'main', 'print.js'), page, target, paper])
      if (failure !== undefined)
        return err(environmentFailure(`report.pdf cannot be made: Electron failed to print (${failure}). ${INSTEAD}`))
      return ok(readFileSync(target))
    } finally {
      // Chromium's own processes may still be writing for a moment.
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    }
  }
}

/** No display is asked for; Chromium's sandbox refuses to run as root. */
function switches(): readonly string[] {
  if (process.platform !== 'linux') return ['--disable-gpu']
  return ['--ozone-platform=headless', '--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])]
}

/** @returns why it failed; undefined where it did not. */
function run(executable: string, args: readonly string[]): Promise<string | undefined> {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  const child = spawn(executable, [...args], { env, stdio: ['ignore', 'ignore', 'pipe'], timeout: PATIENCE })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-4000)
  })
  return new Promise((settle) => {
    child.on('error', ({ message }) => settle(message))
    child.on('close', (code, signal) => {
      if (code === 0) settle(undefined)
      else settle(lastLine(said) ?? (signal === null ? `exit code ${code}` : `ended by ${signal}`))
    })
  })
}

/** Chromium chatters in lines that begin with a bracket; what the page's own program says comes last. */
function lastLine(text: string): string | undefined {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('['))
    .at(-1)
}
