// What the command line starts Electron with to print a report: electron print.js PAGE.html REPORT.pdf PAPER
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { app } from 'electron'
import { PAPERS } from '../../shared/report/paper'
import { printPage } from './print-page'

const [page = '', target = '', size = ''] = process.argv.slice(-3)

// Nothing of a person's own window is touched: what Chromium keeps lies beside the file, and goes with its folder.
app.setPath('userData', dirname(target))
app.setPath('sessionData', dirname(target))
app.disableHardwareAcceleration()
app.on('window-all-closed', () => {})
void app.whenReady().then(print)

async function print(): Promise<void> {
  try {
    const paper = PAPERS.find((own) => own === size)
    if (paper === undefined) throw new Error(`${size} is no paper; allowed: ${PAPERS.join(', ')}`)
    writeFileSync(target, await printPage(readFileSync(page, 'utf8'), paper))
    app.exit(0)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
    app.exit(1)
  }
}
