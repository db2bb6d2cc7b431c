import { describe, expect, it } from 'vitest'
import { composeReport } from '../../../../shared/report/compose-report'
import { renderLatex } from '../../../../shared/report/latex/render-latex'
import { hostileInput } from '../hostile'
import { planned, reportInput, resultsOf, sampleParts } from '../report-fixture'

const plain = renderLatex(composeReport(reportInput()), 'a4')
const hostile = renderLatex(composeReport(hostileInput()), 'letter')
const all = (pattern: RegExp, text: string) => [...text.matchAll(pattern)].map(([, found]) => found ?? '')
const withoutComments = (text: string) => text.replace(/(?<!\\)%.*$/gm, '')

describe.each([
  { what: 'a plain study', latex: plain },
  { what: 'hostile names', latex: hostile },
])('the LaTeX of $what', ({ latex }) => {
  const code = withoutComments(latex)

  it('is ASCII but for comments', () => expect(code).toMatch(/^[ -~\n]*$/))

  it('closes what it opens, in order', () => {
    const open: string[] = []
    for (const [, what = '', name = ''] of code.matchAll(/\\(begin|end)\{([a-z]+)\}/g)) {
      if (what === 'begin') open.push(name)
      else expect(open.pop()).toBe(name)
    }
    expect(open).toEqual([])
  })

  it('leads to places that are there once', () => {
    const places = [...all(/\\place\{([^}#]+)\}/g, code), ...all(/\\hypertarget\{([^}#]+)\}/g, code)]
    const links = all(/\\hyperlink\{([^}]+)\}/g, code)
    expect(new Set(places).size).toBe(places.length)
    expect(links.length).toBeGreaterThan(100)
    expect(links.filter((link) => !places.includes(link))).toEqual([])
    const labels = all(/\\label\{([^}]+)\}/g, code)
    expect(new Set(labels).size).toBe(labels.length)
    expect(all(/\\ref\{([^}]+)\}/g, code).filter((label) => !labels.includes(label))).toEqual([])
  })

  it('has as many cells in each row of a table as its head', () => {
    const tables = all(/\\begin\{longtable\}(.*?)\\end\{longtable\}/gs, code)
    expect(tables).toHaveLength(14)
    for (const table of tables) {
      const [head = '', ...rows] = table
        .split('\n')
        .filter((line) => / \\\\$/.test(line) && !line.startsWith('\\multicolumn'))
      expect(rows.length).toBeGreaterThan(0)
      const cells = (line: string) => line.split(/(?<!\\)&/).length
      for (const row of rows) expect(cells(row), row).toBe(cells(head))
    }
  })

  it('defines every colour it draws with', () => {
    const defined = all(/\\definecolor\{(c[0-9A-F]{6})\}/g, code)
    const used = [...new Set(all(/(?:draw|fill|text)=(c[0-9A-F]{6})/g, code))]
    expect(used.length).toBeGreaterThan(3)
    expect(used.filter((colour) => !defined.includes(colour))).toEqual([])
  })
})

it('tells names that LaTeX may lack in full, in a comment of one line', () => {
  const told = hostile.split('\n').filter((line) => line.startsWith('% =1+1 <script>'))
  expect(told).toHaveLength(new Set(told).size)
  expect(told[0]).toContain('中文 🧪 é nextline')
  expect(plain).not.toContain('in full')
})

it('is laid out for the paper asked for', () => {
  expect(plain).toContain('\\documentclass[10pt,a4paper]')
  expect(hostile).toContain('\\documentclass[10pt,letterpaper]')
})

it('prints every accuracy as the results have it', () => {
  for (const { curve } of resultsOf(planned()))
    expect(plain).toContain(` ${((curve.at(-1)?.validation.accuracy ?? 0) * 100).toFixed(2)} `)
})

it('sets a table that is too wide for the paper as several, each with what names its rows', () => {
  const many = planned({ ...sampleParts, factors: '{ reduction: [on, off] }', replicates: '16' })
  const latex = renderLatex(composeReport(reportInput(many, resultsOf(many))), 'a4')
  const seeds = all(/\\begin\{longtable\}(.*?)\\end\{longtable\}/gs, latex).filter((table) =>
    table.includes('\nSeed & '),
  )
  expect(seeds.length).toBeGreaterThan(1)
  const numbers = seeds.flatMap((table) => /^Seed & (.*) \\\\$/m.exec(table)?.[1]?.split(' & ') ?? [])
  expect(numbers).toEqual(many.plan.trials.filter(({ arm }) => arm === 'base').map(({ seed }) => String(seed)))
  expect(latex.split('\\label{seeds-table}')).toHaveLength(2)
})
