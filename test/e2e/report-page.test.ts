import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import axe from 'axe-core'
import { _electron, type ElectronApplication, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderReportHtml } from '../../main/export/report-html'
import { diverged, planned, reportInput, resultsOf } from '../shared/report/report-fixture'

const executablePath = createRequire(import.meta.url)('electron') as unknown as string

/** A window that shows a file and nothing else, as a browser would. */
const BROWSER = `
const { app, BrowserWindow } = require('electron')
app.whenReady().then(() => new BrowserWindow({ width: 1280, height: 900, webPreferences: { sandbox: true } }).loadFile(process.argv.at(-1)))
`

let folder: string
let app: ElectronApplication
let page: Page
const requests: string[] = []
const complaints: string[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'workbench-report-page-'))
  const study = planned()
  const results = resultsOf(study).map((result, index) => (index === 4 ? diverged(result, 3) : result))
  writeFileSync(join(folder, 'report.html'), renderReportHtml(reportInput(study, results)))
  writeFileSync(join(folder, 'browser.cjs'), BROWSER)
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0
  app = await _electron.launch({
    executablePath,
    args: [...(asRoot ? ['--no-sandbox'] : []), join(folder, 'browser.cjs'), join(folder, 'report.html')],
    env: { ...process.env, XDG_CONFIG_HOME: join(folder, 'config') },
  })
  page = await app.firstWindow()
  page.on('request', (request) => requests.push(request.url()))
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.reload()
})
afterAll(async () => {
  await app?.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
})

/** What axe finds wrong, and where. */
async function findings(): Promise<readonly string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document)
    return violations.flatMap(({ id, impact, nodes }) => nodes.map(({ html }) => `${impact}: ${id}: ${html}`))
  })
}

it('asks for no file but itself, and complains of nothing', () => {
  expect(requests).toHaveLength(1)
  expect(requests[0]).toMatch(/^file:.*report\.html$/)
  expect(complaints).toEqual([])
})

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  it.each([1280, 700])('has nothing that axe finds wrong, %i pixels wide', async (width) => {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 900 })
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    expect(background).toBe({ light: 'rgb(250, 250, 248)', dark: 'rgb(21, 23, 26)' }[colorScheme])
    expect(await findings()).toEqual([])
  })
})

it('leads by keyboard from a number to its trials, the focus seen all the way', async () => {
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 1280, height: 900 })
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  const seen: string[] = []
  let target = ''
  for (let presses = 0; presses < 60 && target === ''; presses++) {
    await page.keyboard.press('Tab')
    const focus = await page.evaluate(() => {
      const { activeElement } = document
      const { outlineStyle, outlineWidth } = getComputedStyle(activeElement ?? document.body)
      return { href: activeElement?.getAttribute('href') ?? '', outline: `${outlineStyle} ${outlineWidth}` }
    })
    expect(focus.outline).toBe('solid 2px')
    seen.push(focus.href)
    if (focus.href.startsWith('#trials-of-arm-')) target = focus.href
  }
  expect(seen[0]).toBe('#report')
  expect(target).toBe('#trials-of-arm-1')
  await page.keyboard.press('Enter')
  await expect.poll(() => page.evaluate(() => document.querySelector(':target')?.id)).toBe('trials-of-arm-1')
})

it('stays within a narrow window: only tables scroll, within themselves', async () => {
  await page.setViewportSize({ width: 420, height: 900 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(420)
})
