import { describe, expect, it } from 'vitest'
import { renderReportHtml } from '../../../main/export/report-html'
import type { ReportInput } from '../../../shared/report/report-input'
import { diverged, planned, reportInput, resultsOf, sampleParts } from '../../shared/report/report-fixture'

const study = planned()
const results = resultsOf(study)
const html = renderReportHtml(reportInput())

const all = (pattern: RegExp, text = html) => [...text.matchAll(pattern)].map(([, found]) => found)

describe('one file that needs no other', () => {
  it('fetches nothing and runs nothing', () => {
    expect(html).not.toMatch(/<script|<link|<img|<iframe|<object|<embed|@import|url\(|javascript:| on[a-z]+=/i)
    expect(all(/\b(?:href|src|action)="([^"]*)"/g).filter((target) => !target?.startsWith('#'))).toEqual([])
    expect(html).not.toMatch(/https?:|\/\/[a-z]/i)
  })

  it('forbids both by its policy, before anything else can be read', () => {
    const policy = html.indexOf('http-equiv="Content-Security-Policy"')
    expect(html.slice(policy)).toMatch(
      /^[^>]*default-src &#x27;none&#x27;; style-src &#x27;unsafe-inline&#x27;; img-src data:/,
    )
    expect(policy).toBeLessThan(html.indexOf('<style'))
    expect(policy).toBeLessThan(html.indexOf('<title'))
  })

  it('gives the same bytes for the same study, in whatever order its results are read', () => {
    expect(renderReportHtml(reportInput())).toBe(html)
    expect(renderReportHtml(reportInput(study, [...results].reverse()))).toBe(html)
  })
})

describe('links', () => {
  it.each<{ what: string; input: ReportInput }>([
    { what: 'a complete study', input: reportInput() },
    {
      what: 'one trial diverged',
      input: reportInput(
        study,
        results.map((result, index) => (index === 4 ? diverged(result, 0) : result)),
      ),
    },
    { what: 'nothing run', input: reportInput(study, []) },
  ])('lead to a place that is there once: $what', ({ input }) => {
    const text = renderReportHtml(input)
    const ids = all(/\sid="([^"]*)"/g, text)
    expect(new Set(ids).size).toBe(ids.length)
    const targets = [...new Set(all(/href="#([^"]*)"/g, text))]
    expect(targets.length).toBeGreaterThan(10)
    expect(targets.filter((target) => !ids.includes(target))).toEqual([])
  })

  it('lead from every number of the arms and effects tables to trials', () => {
    for (const id of ['arms-table', 'effects-table']) {
      const [body] = all(new RegExp(`<table id="${id}">.*?</table>`.replace('.*?', '(.*?)'), 'gs'))
      const numbers = all(/(<data [^>]*>)/g, body)
      const linked = all(/<a href="#(?:trials-of-arm|differences)-\d+">(<data [^>]*>)/g, body)
      expect(numbers.length).toBeGreaterThan(15)
      expect(linked).toEqual(numbers)
    }
  })
})

describe('for every reader', () => {
  it('names the language, landmarks, tables and drawings', () => {
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/)
    for (const landmark of ['<main id="report" tabindex="-1">', '<nav aria-label="Contents">', '<footer>', '<h1>'])
      expect(html.split(landmark)).toHaveLength(2)
    expect(all(/<th ((?!scope)[^>]*)>/g).filter((attributes) => !attributes?.includes('scope='))).toEqual([])
    expect(html.split('<table').length).toBe(html.split('<caption>').length)
    const drawings = all(/<svg ([^>]*)>/g).filter((attributes) => !attributes?.includes('aria-hidden="true"'))
    const nested = drawings.filter((attributes) => attributes?.includes('overflow='))
    expect(nested).toEqual([])
    expect(drawings.filter((attributes) => !/role="img" aria-label="[^"]+/.test(attributes ?? ''))).toEqual([])
  })

  it('follows the system in light and dark, and prints light', () => {
    expect(html).toContain('@media (prefers-color-scheme: dark) { :root { --canvas:#15171a')
    expect(html).toMatch(/@media print \{ :root \{ color-scheme: light; --canvas:#fafaf8/)
  })
})

it('prints every accuracy as the result has it', () => {
  for (const { curve } of results) {
    const value = curve.at(-1)?.validation.accuracy ?? Number.NaN
    expect(html).toContain(`<data value="${value}">${(value * 100).toFixed(2)}</data>`)
  }
})

describe('hostile names', () => {
  const nasty = '<script>alert(1)</script>"\'&</style></title> 消融研究 🧪'

  it('are text, wherever they stand', () => {
    const { plan, study: file } = study
    const changed = {
      study: { ...file, question: nasty, hypotheses: file.hypotheses.map((own) => ({ ...own, claim: nasty })) },
      plan: {
        ...plan,
        question: nasty,
        study: nasty,
        architecture: nasty,
        dataset: { ...plan.dataset, name: nasty },
        arms: plan.arms.map((arm) => ({ ...arm, label: `${nasty}${arm.label}`, differs: [nasty] })),
      },
    }
    const given = results.map((result, index) => {
      const environment = { ...result.environment, device: nasty }
      return index === 4 ? { ...diverged(result, 2, nasty), environment } : { ...result, environment }
    })
    const text = renderReportHtml(reportInput(study, given, changed))
    expect(text).not.toMatch(/<script/i)
    expect(text.split('</style>')).toHaveLength(2)
    expect(text.split('</title>').length).toBe(html.split('</title>').length)
    expect(text).toContain(
      '&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&amp;&lt;/style&gt;&lt;/title&gt; 消融研究 🧪',
    )
  })
})

it.each([
  {
    what: 'one epoch',
    parts: { ...sampleParts, training: '{ epochs: 1, optimizer: { kind: sgd, learningRate: 0.1 } }' },
  },
  { what: 'one replicate', parts: { ...sampleParts, replicates: '1' } },
  { what: 'leave-one-out', parts: { ...sampleParts, design: 'leave-one-out' } },
  { what: 'one factor of three levels', parts: { ...sampleParts, factors: '{ reduction: [on, off, naive] }' } },
  { what: 'no hypotheses', parts: { ...sampleParts, hypotheses: '' } },
])('has no number that is none: $what', ({ parts }) => {
  const own = planned(parts)
  const text = renderReportHtml(reportInput(own, resultsOf(own)))
  expect(text).not.toMatch(/NaN|Infinity|undefined|\[object/)
  expect(text).toContain('</html>')
})
