import { describe, expect, it } from 'vitest'
import { atBlockStart, codeBlock, escapeMarkdown, inlineCode } from '../../../../shared/report/markdown/escape-markdown'

describe('escapeMarkdown', () => {
  it.each([
    ['plain words, 86.5 %', 'plain words, 86.5 %'],
    ['a|b', 'a\\|b'],
    ['`code`', '\\`code\\`'],
    ['*a* _b_ ~c~', '\\*a\\* \\_b\\_ \\~c\\~'],
    ['<script>', '&lt;script&gt;'],
    ['&lt;', '&amp;lt;'],
    ['[x](y)', '\\[x\\](y)'],
    ['![x](y)', '\\!\\[x\\](y)'],
    ['$x$', '\\$x\\$'],
    ['100%_\\alpha', '100%\\_\\\\alpha'],
    ['http://a.b', 'http\\://a.b'],
    ['www.a.b', 'www\\.a.b'],
    ['me@a.b', 'me&#64;a.b'],
    ['two\r\nlines\nand\tmore', 'two lines and more'],
    ['中文 🧪', '中文 🧪'],
    ['turned\u202eround', 'turnedround'],
    ['half \ud800 a pair', 'half \ufffd a pair'],
  ])('writes %j as %j', (text, expected) => expect(escapeMarkdown(text)).toBe(expected))
})

it.each([
  ['# no heading', '\\# no heading'],
  ['- no list', '\\- no list'],
  ['+1', '\\+1'],
  ['=1+1', '\\=1+1'],
  ['1. no list', '1\\. no list'],
  ['12) no list', '12\\) no list'],
  ['12 arms', '12 arms'],
])('begins a block with %j as %j', (text, expected) => expect(atBlockStart(text)).toBe(expected))

it.each([
  ['a', '`a`'],
  ['a`b', '``a`b``'],
  ['`a``', '``` `a`` ```'],
  ['', ''],
])('fences the code %j as %j', (text, expected) => expect(inlineCode(text)).toBe(expected))

it('escapes a bar in code only where it would end a cell', () => {
  expect(inlineCode('a|b', { inTable: true })).toBe('`a\\|b`')
  expect(inlineCode('a|b')).toBe('`a|b`')
})

it('fences a block longer than what is in it', () => {
  expect(codeBlock('a\n````\nb')).toBe('`````\na\n````\nb\n`````')
})
