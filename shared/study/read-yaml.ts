import { type Document, LineCounter, parseDocument } from 'yaml'
import { err, ok, type Result } from '../result'
import type { Problem } from './problem'
import { type SourceMap, sourceMap } from './source-map'

/** A study is a page of text; what is larger is something else. */
export const MAX_STUDY_BYTES = 256 * 1024

export interface YamlSource {
  readonly value: unknown
  readonly map: SourceMap
}

/**
 * Reads YAML from a hostile world: size, syntax, repeated keys and exploding anchors are problems with a place.
 * @param what the file is to hold, with its article
 */
export function readYaml(source: string, what = 'a study'): Result<YamlSource, readonly Problem[]> {
  if (source.length > MAX_STUDY_BYTES) return err([tooLarge(source.length, what)])
  const control = source.search(UNPRINTABLE)
  if (control >= 0) return err([notText(source, control, what)])
  const lines = new LineCounter()
  let document: Document.Parsed
  try {
    document = parseDocument(source, { lineCounter: lines, prettyErrors: false })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return err([problemAt(START, 'The file nests too deeply to be read.')])
  }
  const map = sourceMap(document, lines)
  const all = [...document.errors, ...document.warnings]
  // One that is too deep is met again on the way back up.
  const deep = all.find(({ message }) => message.includes(NO_STACK))
  const faults = deep ? [deep] : all
  if (faults.length > 0)
    return err(
      faults.map(({ code, message, pos }) => problemAt(map.offsets(pos[0], pos[1]), yamlSentence(code, message, what))),
    )
  if (document.contents === null) return err([problemAt(START, `The file is empty: ${what} is expected.`)])
  try {
    return ok({ value: document.toJS({ maxAliasCount: 50 }), map })
  } catch (error) {
    if (error instanceof ReferenceError || error instanceof RangeError)
      return err([problemAt(START, 'The file’s anchors and aliases repeat too much to be read.')])
    throw error
  }
}

/** In the words of the engine that runs JavaScript. */
const NO_STACK = 'call stack'

const START = { line: 1, column: 1, endLine: 1, endColumn: 2 } as const

/** What no text file holds: control characters other than tab and line ends. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffd]/

function problemAt(range: Problem['range'], found: string): Problem {
  return { range, found, allowed: [] }
}

function tooLarge(bytes: number, what: string): Problem {
  const limit = `${MAX_STUDY_BYTES / 1024} KiB`
  return problemAt(START, `The file has ${bytes.toLocaleString('en')} bytes; ${what} has at most ${limit}.`)
}

function notText(source: string, offset: number, what: string): Problem {
  const before = source.slice(0, offset).split('\n')
  const line = before.length
  const column = (before.at(-1)?.length ?? 0) + 1
  const range = { line, column, endLine: line, endColumn: column + 1 }
  return problemAt(range, `The file is not text: ${what} is YAML in UTF-8.`)
}

function yamlSentence(code: string, message: string, what: string): string {
  if (code === 'DUPLICATE_KEY') return 'This key stands here a second time: each key may stand once.'
  if (code === 'MULTIPLE_DOCS') return `A second document begins here: a file holds one ${what.replace(/^an? /, '')}.`
  if (message.includes(NO_STACK)) return 'The file nests too deeply to be read.'
  return `Not YAML: ${message}.`.replace(/\.\.$/, '.')
}
