import { expect, it } from 'vitest'
import { asSentence } from '../../renderer/frame/as-sentence'

it.each([
  ['the training process ended unexpectedly (code 1)', 'The training process ended unexpectedly (code 1).'],
  ['Run it again.', 'Run it again.'],
  [' why? ', 'Why?'],
])('makes a sentence of %j', (words, expected) => {
  expect(asSentence(words)).toBe(expected)
})
