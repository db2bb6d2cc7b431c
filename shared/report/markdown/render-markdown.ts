import { assertNever } from '../../assert-never'
import { headingOf, type PlainCell, type PlainRow, plainTable } from '../plain-table'
import { anchorName } from '../plain-text'
import type { Claims, ReportBlock, ReportDocument, ReportList, RichText } from '../report-document'
import { type DrawnBlock, drawnBlocks } from '../report-figures'
import type { ReportTable, TableColumn } from '../report-table'
import { capital } from '../words'
import { atBlockStart, codeBlock, escapeMarkdown, inlineCode } from './escape-markdown'

/**
 * The report as GitHub-flavoured Markdown.
 * @param folder where its figures lie, from the file's own place: `figures`
 * @returns the same text for the same document.
 */
export function renderMarkdown(document: ReportDocument, folder: string): string {
  const { title, question, answer, basis, sections, colophon } = document
  const drawn = drawnBlocks(document)
  const blocks = [
    `# ${escapeMarkdown(question)}`,
    `Study: ${escapeMarkdown(title)}`,
    `**${escapeMarkdown(answer)}**`,
    ...basis.map(paragraph),
    sections.map(({ id, title: section }) => `- [${escapeMarkdown(section)}](#${anchorName(id)})`).join('\n'),
    ...sections.flatMap(({ id, title: section, note, blocks: inner }) => [
      `## ${anchor(id)}${escapeMarkdown(section)}`,
      ...(note === undefined ? [] : [`*${escapeMarkdown(capital(note))}*`]),
      ...inner.flatMap((block) => blockText(block, drawn.get(block), folder)),
    ]),
    '---',
    ...colophon.map((line) => atBlockStart(escapeMarkdown(line))),
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

function blockText(block: ReportBlock, drawing: DrawnBlock | undefined, folder: string): readonly string[] {
  switch (block.kind) {
    case 'paragraph':
      return [`${block.tone ? '> ' : ''}${paragraph(block.text)}`]
    case 'table':
      return tableText(block, drawing ? figureText(drawing, folder) : [])
    case 'figure':
      return drawing ? figureText(drawing, folder) : []
    case 'list':
      return [listText(block)]
    case 'code':
      return [codeBlock(block.text)]
    case 'claims':
      return [claimsText(block)]
    default:
      return assertNever(block)
  }
}

function figureText({ id, caption, notes, alternative, files }: DrawnBlock, folder: string): readonly string[] {
  const words = escapeMarkdown(alternative)
  return [
    `${anchor(id)}**${escapeMarkdown(caption)}**${notes.length > 0 ? ` ${escapeMarkdown(notes.join(' · '))}` : ''}`,
    // What is in a further part has been told with the first.
    ...files.map((file, part) => `![${part === 0 ? words : `part ${part + 1}`}](${folder}/${file})`),
  ]
}

function tableText(table: ReportTable, figure: readonly string[]): readonly string[] {
  const { columns, groups } = plainTable(table)
  const lines = [
    pipes(columns.map((column) => escapeMarkdown(headingOf(column)))),
    pipes(columns.map(ruleOf)),
    ...groups.flatMap(({ id, heading, rows }) => {
      const named = heading && pipes(columns.map((_, at) => (at === 0 ? `${idAnchor(id)}**${rich(heading)}**` : '')))
      return [
        ...(named ? [named] : []),
        ...rows.map((row, at) => rowText(row, columns, named || at > 0 ? undefined : id)),
      ]
    }),
  ]
  const notes = (table.notes ?? []).map(({ text, ofRepeats }) =>
    paragraph([...text, ...(ofRepeats === undefined ? [] : [` ${ofRepeats}`])]),
  )
  return [`${anchor(table.id)}**${escapeMarkdown(table.caption)}.**`, lines.join('\n'), ...notes, ...figure]
}

function rowText({ id, cells }: PlainRow, columns: readonly TableColumn[], groupId: string | undefined): string {
  return pipes(
    columns.map((_, at) => {
      const words = cells[at] ? cellText(cells[at]) : ''
      return at === 0 ? `${idAnchor(groupId)}${idAnchor(id)}${words}` : words
    }),
  )
}

function cellText({ lines, strong, code }: PlainCell): string {
  if (code) return lines.map((line) => inlineCode(line.map(words).join(''), { inTable: true })).join('<br>')
  const text = lines.map(rich).join('<br>')
  return strong && text !== '' ? `**${text}**` : text
}

function ruleOf({ align }: TableColumn): string {
  return { start: ':---', end: '---:', centre: ':---:' }[align]
}

function pipes(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function listText({ items }: ReportList): string {
  return items
    .map(
      ({ lead, text }) =>
        `- ${lead === undefined ? atBlockStart(rich(text)) : `**${escapeMarkdown(lead)}.** ${rich(text)}`}`,
    )
    .join('\n')
}

function claimsText({ claims }: Claims): string {
  return claims
    .map(({ verdict, claim, sentence, evidence, to }, index) => {
      const proof = rich([to === null ? evidence : { text: evidence, to }])
      return `${index + 1}. **${capital(verdict)}: ${escapeMarkdown(claim)}.** ${escapeMarkdown(sentence)} (${proof})`
    })
    .join('\n')
}

function paragraph(text: RichText): string {
  return atBlockStart(rich(text))
}

/** Text with its references as links within the file. A space beside a link is kept. */
function rich(text: RichText): string {
  return text
    .map((part) => {
      const [, before = '', inner = '', after = ''] = /^(\s*)(.*?)(\s*)$/su.exec(words(part)) ?? []
      const escaped = escapeMarkdown(inner)
      const linked = typeof part === 'string' || escaped === '' ? escaped : `[${escaped}](#${anchorName(part.to)})`
      return `${before && ' '}${linked}${after && ' '}`
    })
    .join('')
    .trim()
}

function words(part: RichText[number]): string {
  return typeof part === 'string' ? part : part.text
}

function anchor(id: string): string {
  return `<a id="${anchorName(id)}"></a>`
}

function idAnchor(id: string | undefined): string {
  return id === undefined ? '' : anchor(id)
}
