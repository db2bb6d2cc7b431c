import { describe, expect, it } from 'vitest'
import { composeReport } from '../../../../shared/report/compose-report'
import { svgText } from '../../../../shared/report/drawing/svg-text'
import { drawnBlocks } from '../../../../shared/report/report-figures'
import { hostileInput } from '../hostile'
import { planned, reportInput, resultsOf, sampleParts } from '../report-fixture'

const files = (input = reportInput()) =>
  [...drawnBlocks(composeReport(input)).values()].flatMap(({ parts, caption, alternative, files: names }) =>
    parts.map((part, at) => ({
      name: names[at] ?? '',
      text: svgText(part, { title: caption, description: alternative }),
    })),
  )

describe.each([
  { what: 'a plain study', input: reportInput() },
  { what: 'hostile names', input: hostileInput() },
])('the drawings of $what', ({ input }) => {
  it.each(files(input))('need no other file, style or script: $name', ({ text }) => {
    expect(text).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/)
    expect(text).not.toMatch(/<(?!\/?(?:\?xml|svg|title|desc|rect|path|circle|text|g|clipPath)\b)/)
    expect(text).not.toMatch(/\b(?:class|style|href|on[a-z]+)=|NaN|undefined|Infinity/)
    expect(text).toMatch(/<title>[^<]+<\/title>\n<desc>[^<]+<\/desc>/)
    for (const id of [...text.matchAll(/url\(#([^)]+)\)/g)].map(([, found]) => found))
      expect(text.split(`id="${id}"`)).toHaveLength(2)
    const tags = [...text.matchAll(/<(\/?)([a-zA-Z]+)[^>]*?(\/?)>/g)]
    const depth = tags.reduce((sum, [, closes, , empty]) => sum + (closes ? -1 : empty ? 0 : 1), 0)
    expect(depth).toBe(0)
  })
})

it('show arms in the page’s colours, on paper of their own', () => {
  const accuracy = files().find(({ name }) => name === 'accuracy-figure.svg')?.text ?? ''
  expect(accuracy).toContain('fill="#ffffff"')
  expect(accuracy).toContain('stroke="#0072b2" stroke-width="1.8"')
  expect(accuracy).toContain('stroke="#c97a00" stroke-width="1.8"')
  expect(accuracy).toContain('>−reduction −pooling −auxiliary</text>')
})

it('go on in a further file where one would be higher than a page', () => {
  const many = planned({
    ...sampleParts,
    factors: '{ 5x5: [on, off], reduction: [on, off], pooling: [on, off], auxiliary: [on, off] }',
  })
  const names = files(reportInput(many, resultsOf(many))).map(({ name }) => name)
  expect(names).toContain('accuracy-figure-2.svg')
})
