import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { studyWindow } from './study-window'
import { launchWorkbench, type WorkbenchApp } from './workbench-app'

/** Pictures of every view for a person to judge: `WORKBENCH_SCREENSHOTS=folder npm run test:window`. */
const FOLDER = process.env.WORKBENCH_SCREENSHOTS

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1000, height: 700 },
]
const THEMES = ['light', 'dark'] as const

/** The sample's eight arms with three seeds, short enough for a test. */
const SHORT = `study: inception-parts
question: Which parts of an Inception module earn their computation?
architecture: mini-googlenet
dataset: { name: fashion-mnist-8k, train: 1000, validation: 500 }
factors:
  reduction: [on, off]
  pooling: [on, off]
  auxiliary: [on, off]
design: full-factorial
controls: none
replicates: 3
training:
  epochs: 3
  batch: 64
  optimizer: { kind: momentum, learningRate: 0.1, momentum: 0.9, weightDecay: 0.0001 }
  schedule: { kind: cosine }
  auxiliaryWeight: 0.3
outcome: { metric: accuracy, split: validation, at: last-epoch }
hypotheses:
  - claim: 1x1 reductions save computation
    compare: { factor: reduction, from: off, to: on }
    outcome: macs
    expect: { ratioBelow: 0.6 }
  - claim: 1x1 reductions do not cost accuracy
    compare: { factor: reduction, from: off, to: on }
    expect: { equivalentWithin: 0.02 }
`

describe.runIf(FOLDER !== undefined)('pictures', () => {
  let workbench: WorkbenchApp | undefined

  afterAll(async () => {
    await workbench?.close()
  })

  it('are taken of every view, in both sizes and themes', { timeout: 600_000 }, async () => {
    workbench = await launchWorkbench({ files: { 'inception-parts.yaml': SHORT }, open: 'inception-parts.yaml' })
    const { app, page } = workbench
    const window = studyWindow(page)
    const folder = FOLDER ?? ''
    mkdirSync(folder, { recursive: true })
    const take = async (name: string) => {
      for (const size of SIZES) {
        await app.evaluate(({ BrowserWindow }, { width, height }) => {
          BrowserWindow.getAllWindows()[0]?.setContentSize(width, height)
        }, size)
        for (const colorScheme of THEMES) {
          await page.emulateMedia({ colorScheme })
          await page.waitForTimeout(400)
          await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${size.width}.png`) })
        }
      }
    }

    await expect.poll(() => window.armRows.count(), { timeout: 30_000 }).toBe(8)
    await expect.poll(() => window.runButton.getAttribute('aria-disabled'), { timeout: 60_000 }).toBe('false')
    await expect.poll(() => window.editorLines.count(), { timeout: 30_000 }).toBeGreaterThan(10)
    await window.view('Live')
    await take('live-empty')
    await window.view('Results')
    await take('results-empty')
    await window.view('Study')
    await window.armRows.getByRole('button', { name: '−reduction −pooling −auxiliary' }).click()
    await take('study')
    await window.typeAfter('controls', 'x')
    await expect.poll(() => window.problems.count(), { timeout: 10_000 }).toBe(1)
    await take('study-error')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Backspace')
    await expect.poll(() => window.problems.count(), { timeout: 10_000 }).toBe(0)

    await window.runButton.click()
    await page.getByRole('radio', { name: 'Training loss' }).click({ timeout: 60_000 })
    await expect.poll(() => page.locator('tr.finished').count(), { timeout: 300_000 }).toBeGreaterThanOrEqual(6)
    await take('live-loss')
    await page.getByRole('radio', { name: 'Validation accuracy' }).click()
    await expect.poll(() => page.locator('tr.finished').count(), { timeout: 300_000 }).toBeGreaterThanOrEqual(14)
    await take('live')
    await expect.poll(() => window.toolbar.textContent(), { timeout: 400_000 }).toContain('complete')
    await take('live-complete')
    await window.view('Results')
    await page.locator('.arm-results tbody tr').first().waitFor()
    await page.getByRole('button', { name: 'Export report' }).click()
    await page.getByText('Report written to').waitFor()
    await take('results')
    await page.locator('.results .plot-figure').scrollIntoViewIfNeeded()
    await take('results-cost')
  })
})
