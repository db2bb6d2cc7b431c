import { expect, it } from 'vitest'
import { problemMarker } from '../../renderer/study/problem-marker'

const problem = {
  found: 'The control "equal-mac" is not known.',
  allowed: ['none', 'equal-macs'],
  nearest: 'equal-macs',
}

it('marks the exact range of a problem with its sentence', () => {
  expect(problemMarker({ ...problem, range: { line: 11, column: 12, endLine: 11, endColumn: 21 } })).toEqual({
    startLineNumber: 11,
    startColumn: 12,
    endLineNumber: 11,
    endColumn: 21,
    message: 'The control "equal-mac" is not known. Allowed: none, equal-macs. Did you mean equal-macs?',
  })
})

it('widens an empty range to one character', () => {
  const { endColumn } = problemMarker({ ...problem, range: { line: 3, column: 5, endLine: 3, endColumn: 5 } })
  expect(endColumn).toBe(6)
})

it('marks where the study names an architecture file, with the place in that file in the sentence', () => {
  const at = (line: number, column: number) => ({ line, column, endLine: line, endColumn: column + 14 })
  const elsewhere = { file: 'nets/mine.yaml', range: at(13, 13) }
  expect(problemMarker({ found: '8 = 2 · 3 + 2.', allowed: [], range: at(3, 15), elsewhere })).toMatchObject({
    startLineNumber: 3,
    startColumn: 15,
    message: 'nets/mine.yaml:13:13: 8 = 2 · 3 + 2.',
  })
})
