import { describe, expect, it } from 'vitest'
import { composeReport } from '../../../../shared/report/compose-report'
import { renderMarkdown } from '../../../../shared/report/markdown/render-markdown'
import { drawnBlocks } from '../../../../shared/report/report-figures'
import { hostileInput } from '../hostile'
import { planned, reportInput, resultsOf } from '../report-fixture'

const plain = composeReport(reportInput())
const text = renderMarkdown(plain, 'figures')
const hostile = renderMarkdown(composeReport(hostileInput()), 'figures')

/** Cells of a line, bars that are escaped left in them. */
const cells = (line: string) => line.slice(1, -1).split(/(?<!\\)\|/)
const tables = (markdown: string) =>
  markdown
    .split('\n\n')
    .filter((block) => block.startsWith('| '))
    .map((block) => block.split('\n'))
const all = (pattern: RegExp, markdown: string) => [...markdown.matchAll(pattern)].map(([, found]) => found)

describe.each([
  { what: 'a plain study', markdown: text },
  { what: 'hostile names', markdown: hostile },
])('the Markdown of $what', ({ markdown }) => {
  it('has tables whose rows all have as many cells as their head', () => {
    expect(tables(markdown)).toHaveLength(14)
    for (const [head = '', rule = '', ...rows] of tables(markdown)) {
      expect(rule).toMatch(/^\|( :?-+:? \|)+$/)
      expect(rows.length).toBeGreaterThan(0)
      for (const line of [rule, ...rows]) expect(cells(line).length, line).toBe(cells(head).length)
    }
  })

  it('leads to places that are there once', () => {
    const ids = all(/<a id="([^"]*)"><\/a>/g, markdown)
    const targets = all(/\]\(#([^)]*)\)/g, markdown)
    expect(new Set(ids).size).toBe(ids.length)
    expect(targets.length).toBeGreaterThan(100)
    expect(targets.filter((target) => !ids.includes(target))).toEqual([])
  })

  it('has no HTML but anchors and line breaks, and no target outside', () => {
    expect(all(/<(\/?[a-z]+)/gi, markdown).filter((tag) => !['a', '/a', 'br'].includes(tag ?? ''))).toEqual([])
    expect(
      all(/(?<!\\)\]\(([^)]*)\)/g, markdown).filter((target) => !/^(#[\w-]+|figures\/[\w-]+\.svg)$/.test(target ?? '')),
    ).toEqual([])
  })
})

it('sets numbers to the right and names to the left', () => {
  expect(text).toContain(
    '| Contrast | Effect, pp | 95 % interval, pp | d | t (df) | p | p, Holm | MACs | Per M MACs, pp | Replicates |\n| :--- | ---: |',
  )
})

it('shows every drawing once, in words too', () => {
  const files = [...drawnBlocks(plain).values()].flatMap(({ files: own }) => own)
  expect(files).toEqual([
    'effects-table-plot.svg',
    'interactions-table-plot.svg',
    'interaction-figure.svg',
    'simple-effects-table-plot.svg',
    'cost-figure.svg',
    'accuracy-figure.svg',
    'loss-figure.svg',
    'quantile-figure.svg',
  ])
  for (const file of files) expect(text.split(`](figures/${file})`)).toHaveLength(2)
  expect(text).toContain('![reduction off to on: ')
})

it('prints every accuracy as the results have it', () => {
  for (const { curve } of resultsOf(planned()))
    expect(text).toContain(`| ${((curve.at(-1)?.validation.accuracy ?? 0) * 100).toFixed(2)} |`)
})
