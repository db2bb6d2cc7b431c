import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guessPattern, parsePattern } from '../../../shared/import/run-pattern'

const read = (pattern: string, name: string) => {
  const parsed = parsePattern(pattern)
  if (!parsed.ok) throw new Error(parsed.error)
  return parsed.value.read(name)
}

describe('a pattern', () => {
  it.each([
    { pattern: '{arm}/seed{seed}', name: 'no-pooling/seed3', levels: { arm: 'no-pooling' }, seed: '3' },
    { pattern: '{arm}-seed{seed}', name: 'no-seed-seed3', levels: { arm: 'no-seed' }, seed: '3' },
    {
      pattern: 'reduction={reduction},seed={seed}',
      name: 'reduction=off,seed=3',
      levels: { reduction: 'off' },
      seed: '3',
    },
    { pattern: '{_}/{net}_{bn}', name: 'logs/res_net_on', levels: { net: 'res_net', bn: 'on' }, seed: null },
    { pattern: '{arm} (.*)+', name: 'a (.*)+', levels: { arm: 'a' }, seed: null },
    { pattern: '{arm}', name: '池化 🙂', levels: { arm: '池化 🙂' }, seed: null },
  ])('$pattern reads $name', ({ pattern, name, levels, seed }) => {
    expect(read(pattern, name)).toEqual({ levels, seed })
  })

  it.each([
    ['{arm}/seed{seed}', 'no-pooling'],
    ['{arm}/seed{seed}', 'a/b/seed3'],
    ['{arm}', 'a/b'],
    ['{arm}x', 'x'],
  ])('%s does not read %s', (pattern, name) => expect(read(pattern, name)).toBeUndefined())

  it.each([
    ['{arm}{seed}', 'between two braces something is to stand that parts them.'],
    ['{arm', 'a brace is not closed.'],
    ['{}', '{} names nothing.'],
    ['{seed}', 'it names no arm and no factor.'],
    ['{arm}/{arm}', '{arm} stands there twice.'],
  ])('%s is refused', (pattern, why) => {
    expect(parsePattern(pattern)).toEqual({ ok: false, error: expect.stringContaining(why) })
  })

  it('takes back what it was filled with, where levels hold nothing of what parts them', () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/)
    fc.assert(
      fc.property(word, word, fc.nat(), (a, b, seed) => {
        expect(read('{first}_{second}/s-{seed}', `${a}_${b}/s-${seed}`)).toEqual({
          levels: { first: a, second: b },
          seed: String(seed),
        })
      }),
    )
  })

  it('ends soon on names made to keep it busy', () => {
    expect(read('{a}a{b}a{c}a{d}a{e}a{f}b', 'a'.repeat(900))).toBeUndefined()
  })
})

describe('without a pattern', () => {
  it.each([
    {
      names: ['reduction=on,seed=1', 'reduction=off,seed=1'],
      words: 'factor=level,…,seed=seed',
      first: { levels: { reduction: 'on' }, seed: '1' },
    },
    {
      names: ['full/seed1', 'no-pooling_run-2'],
      words: '{arm}/seed{seed}',
      first: { levels: { arm: 'full' }, seed: '1' },
    },
    { names: ['full/1', 'bare/2'], words: '{arm}/{seed}', first: { levels: { arm: 'full' }, seed: '1' } },
    { names: ['full', 'bare/seed1'], words: '{arm}', first: { levels: { arm: 'full' }, seed: null } },
    { names: ['a=1,seed=1', 'b=1,seed=1'], words: '{arm}', first: { levels: { arm: 'a=1,seed=1' }, seed: null } },
  ])('$names are read as $words', ({ names, words, first }) => {
    const pattern = guessPattern(names)
    expect(pattern.words).toBe(words)
    expect(pattern.read(names[0] ?? '')).toEqual(first)
  })
})
