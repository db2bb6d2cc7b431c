import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editDistance, nearest } from '../../shared/nearest'

describe('editDistance', () => {
  it.each([
    { a: '', b: '', edits: 0 },
    { a: '', b: 'arm', edits: 3 },
    { a: 'kitten', b: 'sitting', edits: 3 }, // Wagner and Fischer's k → s, e → i, + g
    { a: 'pooling', b: 'poolnig', edits: 1 }, // a swap is one edit
    { a: 'ca', b: 'abc', edits: 3 }, // unrestricted Damerau-Levenshtein would give 2
  ])('counts $edits edits from "$a" to "$b"', ({ a, b, edits }) => {
    expect(editDistance(a, b)).toBe(edits)
  })

  it('is symmetric, zero only between equal words, and never more than the longer length', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const distance = editDistance(a, b)
        expect(distance).toBe(editDistance(b, a))
        expect(distance === 0).toBe(a === b)
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length))
      }),
    )
  })
})

describe('nearest', () => {
  const candidates = ['fashion-mnist', 'fashion-mnist-8k', 'on', 'off']

  it.each([
    { word: 'fashion-mnsit', expected: 'fashion-mnist' },
    { word: 'fashion-mnist-8', expected: 'fashion-mnist-8k' },
    { word: 'Fashion_MNIST', expected: 'fashion-mnist' },
    { word: 'of', expected: 'off' },
    { word: 'cifar-10', expected: undefined },
    { word: 'x'.repeat(1_000_000), expected: undefined },
  ])('finds $expected', ({ word, expected }) => {
    expect(nearest(word, candidates.toReversed())).toBe(expected)
  })

  it('takes the first of equally near candidates', () => {
    expect(nearest('of', ['on', 'off'])).toBe('on')
    expect(nearest('of', ['off', 'on'])).toBe('off')
  })
})
