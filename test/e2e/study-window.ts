import type { Locator, Page } from 'playwright'

/** The parts of the window that tests press and read, by what a person or a screen reader knows them as. */
export interface StudyWindow {
  readonly editorLines: Locator
  readonly problems: Locator
  readonly runButton: Locator
  readonly armRows: Locator
  readonly toolbar: Locator
  readonly view: (name: 'Study' | 'Live' | 'Results') => Promise<void>
  /** Points that are drawn now, over all charts. */
  readonly points: () => Promise<number>
  /** Puts the caret at the end of the line that holds a word, and types. */
  readonly typeAfter: (word: string, text: string) => Promise<void>
}

export function studyWindow(page: Page): StudyWindow {
  const editor = page.getByRole('region', { name: 'Study file' })
  return {
    editorLines: editor.locator('.view-line'),
    problems: page.getByRole('list', { name: 'Problems' }).getByRole('listitem'),
    runButton: page.getByRole('button', { name: /^(Run|Resume) / }),
    armRows: page.getByRole('region', { name: 'Plan' }).locator('table.arms tbody tr'),
    toolbar: page.locator('.toolbar'),
    view: (name) => page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name }).click(),
    points: async () => {
      const counts = await page
        .locator('.arm-chart')
        .evaluateAll((charts) => charts.map((chart) => chart.dataset.points))
      return counts.reduce((sum, count) => sum + Number(count), 0)
    },
    typeAfter: async (word, text) => {
      await editor.locator('.view-line').filter({ hasText: word }).click()
      await page.keyboard.press('End')
      await page.keyboard.type(text)
    },
  }
}
