import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Bridge } from '../../shared/ipc/contract'
import { ResultRecord } from '../../shared/study/result-record'
import { NETWORK } from '../shared/study/inline-network'
import { studyWindow } from './study-window'
import { launchWorkbench, type WorkbenchApp } from './workbench-app'

const SMALL = `study: small
question: Do the reductions earn their computation?
architecture: mini-googlenet
dataset: { name: fashion-mnist-8k, train: 3000, validation: 500 }
factors:
  reduction: [on, off]
replicates: 1
training:
  epochs: 1
  optimizer: { kind: momentum, learningRate: 0.1, weightDecay: 0.0001 }
  schedule: { kind: cosine }
`
/** Long enough to be stopped in the middle. */
const LONG = SMALL.replace('study: small', 'study: long').replace('epochs: 1', 'epochs: 50')

let workbench: WorkbenchApp | undefined

async function start(options: Parameters<typeof launchWorkbench>[0]) {
  workbench = await launchWorkbench(options)
  return { ...workbench, window: studyWindow(workbench.page) }
}

afterEach(async () => {
  await workbench?.close()
  workbench = undefined
})

describe('the window', () => {
  it('opens with the sample study, copied to the user’s own studies, and its plan', async () => {
    const { window, page, studies } = await start({})
    await expect.poll(() => window.armRows.count(), { timeout: 30_000 }).toBe(8)
    await expect.poll(() => window.editorLines.first().textContent(), { timeout: 30_000 }).toContain('inception-parts')
    expect(await window.runButton.textContent()).toContain('Run 24 trials')
    expect(await page.title()).toBe('Ablation Workbench')
    expect(existsSync(join(studies, 'inception-parts.yaml'))).toBe(true)
  })

  it('marks an error at its line, completes a key from the schema, and plans again when it is mended', async () => {
    const { window, page } = await start({ files: { 'small.yaml': SMALL }, open: 'small.yaml' })
    await expect.poll(() => window.armRows.count(), { timeout: 30_000 }).toBe(2)

    await window.typeAfter('replicates', '0000')
    await expect.poll(() => window.problems.count(), { timeout: 10_000 }).toBe(1)
    expect(await window.problems.first().textContent()).toContain('7:13')
    expect(await window.toolbar.textContent()).toContain('1 problem')
    await expect.poll(() => page.locator('.squiggly-error').count()).toBe(1)
    const [squiggle, line] = await Promise.all([
      page.locator('.squiggly-error').boundingBox(),
      window.editorLines.filter({ hasText: 'replicates' }).boundingBox(),
    ])
    expect(Math.abs((squiggle?.y ?? 0) - (line?.y ?? Number.POSITIVE_INFINITY))).toBeLessThan(2)
    // The last valid plan stays and the toolbar says so; it cannot be run.
    expect(await window.armRows.count()).toBe(2)
    expect(await window.toolbar.textContent()).toContain('the plan shows the last valid file')
    expect(await window.runButton.getAttribute('aria-disabled')).toBe('true')

    for (let key = 0; key < 4; key += 1) await page.keyboard.press('Backspace')
    await expect.poll(() => window.problems.count(), { timeout: 10_000 }).toBe(0)

    await window.typeAfter('replicates', '\ncontr')
    await page.keyboard.press('Control+Space')
    await expect
      .poll(() => page.locator('.suggest-widget .monaco-list-row').allTextContents(), { timeout: 15_000 })
      .toContainEqual(expect.stringContaining('controls'))
    await page.keyboard.press('Escape')
    for (let key = 0; key < 6; key += 1) await page.keyboard.press('Backspace')
    await page.keyboard.press('Control+S')
    await expect.poll(() => page.getByRole('tab').getByLabel('not saved').count()).toBe(0)
  })

  it('plans by the architecture file that the study names, and marks what is wrong in it where it is named', async () => {
    const small = SMALL.replace('mini-googlenet', 'mine.yaml').replace('reduction: [on, off]', 'auxiliary: [on, off]')
    const files = { 'small.yaml': small, 'mine.yaml': NETWORK.replace('groups: 2', 'groups: 3') }
    const { window, page, studies } = await start({ files, open: 'small.yaml' })
    await expect.poll(() => window.problems.count(), { timeout: 30_000 }).toBe(1)
    const told = await window.problems.first().textContent()
    expect(told).toContain('3:15')
    expect(told).toContain('mine.yaml:13:13: mine cannot take images of 28×28×1')
    await expect.poll(() => page.locator('.squiggly-error').count(), { timeout: 30_000 }).toBe(1)

    writeFileSync(join(studies, 'mine.yaml'), NETWORK)
    await window.typeAfter('replicates', ' ')
    await expect.poll(() => window.armRows.count(), { timeout: 10_000 }).toBe(2)
    expect(await window.problems.count()).toBe(0)
    expect(await window.runButton.textContent()).toContain('Run 2 trials')
  })

  it('runs a study, draws growing curves, and exports a report whose numbers are those on disk', async () => {
    const { window, page, studies, complaints } = await start({ files: { 'small.yaml': SMALL }, open: 'small.yaml' })
    await expect.poll(() => window.runButton.getAttribute('aria-disabled'), { timeout: 60_000 }).toBe('false')
    await page.keyboard.press('Control+Enter')
    // This is the first run here: how the machine trains best is measured before.
    await page.getByRole('status').filter({ hasText: 'Measuring how this machine trains best, once' }).waitFor()
    await page.getByRole('region', { name: 'Curves by arm' }).waitFor({ timeout: 60_000 })
    await page.getByRole('radio', { name: 'Training loss' }).click()

    await expect.poll(() => window.points(), { timeout: 60_000, interval: 50 }).toBeGreaterThan(0)
    const before = await window.points()
    await expect.poll(() => window.points(), { timeout: 60_000, interval: 50 }).toBeGreaterThan(before)

    await expect.poll(() => window.toolbar.textContent(), { timeout: 120_000 }).toContain('2 of 2 · complete')
    expect(await page.getByRole('region', { name: 'Queue' }).locator('tbody tr.finished').count()).toBe(2)

    await window.view('Results')
    const rows = page.locator('.arm-results tbody tr')
    await expect.poll(() => rows.count(), { timeout: 20_000 }).toBe(2)
    const stored = readResults(join(studies, 'small'))
    const base = stored.find(({ arm }) => arm === 'base')
    const accuracy = base?.outcome === 'finished' ? base.curve.at(-1)?.validation.accuracy : undefined
    const printed = ((accuracy ?? Number.NaN) * 100).toFixed(2)
    expect(await rows.first().textContent()).toContain(printed)

    await page.getByRole('button', { name: 'Export report' }).click()
    const strip = page.getByRole('status').filter({ hasText: 'Report written to' })
    await strip.waitFor({ timeout: 20_000 })
    const file = /written to (.*\.html)/.exec((await strip.textContent()) ?? '')?.[1] ?? ''
    expect(readFileSync(file, 'utf8')).toContain(printed)
    for (const name of ['report.md', 'report.tex', 'report.json', 'trials.csv'])
      expect(readFileSync(join(dirname(file), name), 'utf8'), name).toContain(base?.trial)
    expect(readFileSync(join(dirname(file), 'report.pdf'), 'latin1')).toMatch(/^%PDF-/)
    expect(complaints).toEqual([])
  })

  it('pauses and goes on, stops within a moment, and offers to resume what is missing', async () => {
    const { window, page } = await start({ files: { 'long.yaml': LONG }, open: 'long.yaml' })
    await expect.poll(() => window.runButton.getAttribute('aria-disabled'), { timeout: 60_000 }).toBe('false')
    await window.runButton.click()
    await page.getByRole('radio', { name: 'Training loss' }).click({ timeout: 60_000 })
    await expect.poll(() => window.points(), { timeout: 60_000 }).toBeGreaterThan(2)

    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByRole('button', { name: 'Go on' }).waitFor({ timeout: 10_000 })
    await expect.poll(() => page.locator('.queue tr.running').first().textContent()).toContain('paused')
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('button', { name: 'Pause' }).waitFor({ timeout: 10_000 })
    const before = await window.points()
    await expect.poll(() => window.points(), { timeout: 60_000 }).toBeGreaterThan(before)

    await page.getByRole('button', { name: 'Stop' }).click()
    await expect.poll(() => window.toolbar.textContent(), { timeout: 20_000 }).toContain('0 of 2 · stopped')
    await window.view('Study')
    await expect.poll(() => window.runButton.textContent(), { timeout: 20_000 }).toContain('Run 2 trials')
  })
})

describe('the window’s walls', () => {
  it('keep the page from everything but the contract', async () => {
    const { page, window: shown, studies } = await start({ files: { 'small.yaml': SMALL }, open: 'small.yaml' })
    await expect.poll(() => shown.armRows.count(), { timeout: 30_000 }).toBe(2)
    const outside = join(studies, '..', 'outside.yaml')
    const found = await page.evaluate(async (file) => {
      const fails = async (act: () => unknown) => {
        try {
          await act()
          return false
        } catch {
          return true
        }
      }
      const { workbench } = globalThis as unknown as { workbench: Bridge }
      const runText = (done: (value: unknown) => void, fail: (error: unknown) => void) => {
        try {
          done(new Function('return 1')())
        } catch (error) {
          fail(error)
        }
      }
      return {
        node: ['require', 'process', 'module', 'Buffer'].filter((name) => name in globalThis),
        bridge: Object.keys(workbench).sort(),
        // What a test evaluates is let through by the debugger; a timer of the page is not.
        codeFromText: await fails(() => new Promise((done, fail) => setTimeout(() => runText(done, fail)))),
        web: await fails(() => fetch('https://example.org/')),
        files: await fails(() => fetch('file:///etc/hostname')),
        opened: window.open('https://example.org/') !== null,
        outside: await workbench.invoke('study.save', { file, source: 'x' }),
        unknown: await workbench.invoke('study.destroy' as 'app.info', {}),
      }
    }, outside)
    expect(found).toMatchObject({
      node: [],
      bridge: ['invoke', 'subscribe'],
      codeFromText: true,
      web: true,
      files: true,
      opened: false,
      outside: { ok: false },
      unknown: { ok: false },
    })
    expect(existsSync(outside)).toBe(false)
    await page.evaluate(() => {
      location.href = 'https://example.org/'
    })
    expect(page.url()).toBe('app://workbench/index.html')
  })

  it('keep out a file of 50 MB, and say so in a sentence', async () => {
    const { page } = await start({ files: { 'large.yaml': 'a'.repeat(50_000_000) }, open: 'large.yaml' })
    await page.getByRole('alert').filter({ hasText: 'The file has 50,000,000 bytes' }).waitFor({ timeout: 30_000 })
    await page.getByRole('button', { name: 'Open study…' }).waitFor()
  })
})

function readResults(folder: string): ResultRecord[] {
  const trials = join(folder, 'trials')
  return readdirSync(trials).flatMap((trial) => {
    const file = join(trials, trial, 'result.json')
    return existsSync(file) ? [ResultRecord.parse(JSON.parse(readFileSync(file, 'utf8')))] : []
  })
}
