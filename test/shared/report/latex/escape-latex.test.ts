import fc from 'fast-check'
import { expect, it } from 'vitest'
import { escapeLatex, latexBookmark, latexComment } from '../../../../shared/report/latex/escape-latex'

it.each([
  ['100%_\\alpha', '100\\%\\_\\textbackslash{}alpha'],
  ['$(rm -rf /)', '\\$(rm -rf /)'],
  ['#&{}', '\\#\\&\\{\\}'],
  ['~^', '\\textasciitilde{}\\textasciicircum{}'],
  ['<a|b>', '\\textless{}a\\textbar{}b\\textgreater{}'],
  ['"it\'s"', '\\textquotedbl{}it\\textquotesingle{}s\\textquotedbl{}'],
  ['[1]*', '{[}1{]}{*}'],
  ['--help', '-{}-help'],
  ['−0.2 ± 1 × 3 → 4', '\\textminus{}0.2 \\textpm{} 1 \\texttimes{} 3 \\ensuremath{\\rightarrow} 4'],
  ['Δ µ α', '\\ensuremath{\\Delta} \\ensuremath{\\mu} \\ensuremath{\\alpha}'],
  ['é ñ ü ç ą', '\\\'{e} \\~{n} \\"{u} \\c{c} \\k{a}'],
  ['中文', '\\unichar{4E2D}\\unichar{6587}'],
  ['🧪', '\\unichar{1F9EA}'],
  ['a\r\nb\tc', 'a b c'],
  ['x\u202ey', 'xy'],
  ['0123456789abcdef01234', '01234567\\allowbreak{}89abcdef\\allowbreak{}01234'],
])('writes %j as %s', (text, expected) => expect(escapeLatex(text)).toBe(expected))

it('is ASCII of one line with braces in pairs, whatever it is given', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const escaped = escapeLatex(text)
      expect(escaped).toMatch(/^[ -~]*$/)
      // No character acts: each is behind a backslash, or in a command that this file writes.
      const bare = escaped.replace(/\\(?:[a-zA-Z]+|.)/g, '').replace(/[{}]/g, '')
      expect(bare).not.toMatch(/[\\%$#&_]/)
      let depth = 0
      for (const [brace] of escaped.replace(/\\[{}]/g, '').matchAll(/[{}]/g)) {
        depth += brace === '{' ? 1 : -1
        expect(depth).toBeGreaterThanOrEqual(0)
      }
      expect(depth).toBe(0)
    }),
  )
})

it('keeps bookmarks to letters that every engine has, and comments to a line', () => {
  expect(latexBookmark('a%b} 中−x')).toBe('a?b? ?-x')
  expect(latexComment('a\nb\u2028c')).toBe('% a b c')
})
