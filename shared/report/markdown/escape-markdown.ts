import { oneLine } from '../plain-text'

/**
 * Text as GitHub-flavoured Markdown that shows it letter by letter, in a line, a cell or a link's words: no emphasis, code,
 * HTML, entity, formula, link or cell begins in it.
 */
export function escapeMarkdown(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_[\]|~$]/g, '\\$&')
    .replace(/[&<>]/g, (character) => ENTITIES[character] ?? character)
    .replace(/!(?=\\\[)/g, '\\!')
    .replace(/(?<=\b(?:https?|ftp)):(?=\/\/)/gi, '\\:')
    .replace(/\bwww\./gi, (match) => `${match.slice(0, -1)}\\.`)
    .replace(/@/g, '&#64;')
    .trim()
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Already escaped text at the start of a block: no heading, list, rule or quotation begins there. */
export function atBlockStart(markdown: string): string {
  return markdown.replace(/^(?:[-+=#:])/, '\\$&').replace(/^(\d+)(?=[.)])/, '$1\\')
}

/** Code that stands in a line, whatever backticks it holds; in a table a bar is escaped within code too. */
export function inlineCode(text: string, { inTable = false } = {}): string {
  const line = oneLine(text).trim()
  if (line === '') return ''
  const fence = '`'.repeat(longestRun(line) + 1)
  const room = line.startsWith('`') || line.endsWith('`') ? ' ' : ''
  return `${fence}${room}${inTable ? line.replaceAll('|', '\\|') : line}${room}${fence}`
}

/** A block of code, fenced longer than any run of backticks within. */
export function codeBlock(text: string): string {
  const lines = text.split(/\r?\n/).map(oneLine)
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return `${fence}\n${lines.join('\n')}\n${fence}`
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
}
