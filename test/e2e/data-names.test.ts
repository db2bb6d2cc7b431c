import { afterEach, expect, it } from 'vitest'
import { studyWindow } from './study-window'
import { launchWorkbench, type WorkbenchApp } from './workbench-app'

const STUDY = `study: small
question: Which data sets are there?
architecture: mini-googlenet
dataset:
  validation: 500
  name:
factors:
  reduction: [on, off]
training:
  epochs: 1
  optimizer: { kind: momentum, learningRate: 0.1 }
`

let workbench: WorkbenchApp | undefined
afterEach(async () => {
  await workbench?.close()
  workbench = undefined
})

it('offers the names of the data sets that are known', async () => {
  workbench = await launchWorkbench({ files: { 'small.yaml': STUDY }, open: 'small.yaml' })
  const { page } = workbench
  const window = studyWindow(page)
  await expect.poll(() => window.problems.count(), { timeout: 30_000 }).toBe(1)
  await window.typeAfter('name:', ' ')
  const offered = page.locator('.suggest-widget .monaco-list-row')
  await expect
    .poll(
      async () => {
        await page.keyboard.press('Control+Space')
        return (await offered.allTextContents()).join(' ')
      },
      { timeout: 20_000, interval: 1_000 },
    )
    .toMatch(/cifar-10 .*fashion-mnist-semi-synthetic/)
})
