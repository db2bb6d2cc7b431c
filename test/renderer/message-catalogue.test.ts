import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const RENDERER = resolve(import.meta.dirname, '../../renderer')
const SPOKEN_ATTRIBUTES = new Set(['title', 'aria-label', 'alt', 'placeholder', 'label'])
const LETTER = /\p{L}/u

/** Words that a component says by itself instead of taking them from the catalogue, with their lines. */
function ownWords(name: string, source: string): string[] {
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TSX)
  const found: string[] = []
  const report = (node: ts.Node, words: string) => {
    if (LETTER.test(words))
      found.push(`${name}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${words.trim()}`)
  }
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) report(node, node.text)
    if (ts.isJsxExpression(node) && node.expression !== undefined && !ts.isJsxAttribute(node.parent)) {
      if (ts.isStringLiteralLike(node.expression)) report(node, node.expression.text)
    }
    if (ts.isJsxAttribute(node) && node.initializer !== undefined && SPOKEN_ATTRIBUTES.has(node.name.getText())) {
      if (ts.isStringLiteral(node.initializer)) report(node, node.initializer.text)
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

const components = readdirSync(RENDERER, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.tsx'))

describe('the message catalogue', () => {
  it.each(components)('has all words of %s', (path) => {
    expect(ownWords(path, readFileSync(join(RENDERER, path), 'utf8'))).toEqual([])
  })

  it.each([
    ['text', '<p>Run</p>'],
    ['text in braces', "<p>{'Run'}</p>"],
    ['a label', '<button aria-label="Run" />'],
  ])('would miss %s', (_what, source) => {
    expect(ownWords('x.tsx', source)).toHaveLength(1)
  })
})
