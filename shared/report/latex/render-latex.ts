import { assertNever } from '../../assert-never'
import type { Paper } from '../paper'
import { anchorName, oneLine } from '../plain-text'
import type { Claims, ReportBlock, ReportDocument, ReportList } from '../report-document'
import { type DrawnBlock, drawnBlocks } from '../report-figures'
import { capital } from '../words'
import { escapeLatex, hasUnknown, latexBookmark, latexComment } from './escape-latex'
import { latexRich } from './latex-rich'
import { latexTable } from './latex-table'
import { preamble, TEXT_WIDTH } from './preamble'
import { tikzColours, tikzPicture } from './tikz'

/** LaTeX holds back a few figures at most; past so many parts it is told to set them. */
const PARTS_HELD = 6

/**
 * The report as one LaTeX file that compiles as it is, twice for its references, by pdfLaTeX, LuaLaTeX and XeLaTeX: tables by
 * booktabs and longtable, figures drawn in it. It is ASCII but for comments.
 * @returns the same text for the same document.
 */
export function renderLatex(document: ReportDocument, paper: Paper): string {
  const { title, question, answer, basis, sections, colophon } = document
  const drawn = drawnBlocks(document)
  const width = TEXT_WIDTH[paper]
  const body = [
    `{\\large ${escapeLatex(question)}\\par}`,
    `{\\Large\\bfseries\\raggedright ${escapeLatex(answer)}\\par}`,
    `\\smallskip Study: ${escapeLatex(title)}\\par`,
    ...basis.map((line) => `{\\small ${latexRich(line)}\\par}`),
    ...sections.flatMap(({ id, title: section, note, blocks }) => [
      '\\needroom{10\\baselineskip}',
      `\\section{${bookmarked(section)}}\\label{${anchorName(id)}}\\hypertarget{${anchorName(id)}}{}`,
      ...(note === undefined ? [] : [`\\textit{${escapeLatex(capital(note))}}\\par`]),
      ...blocks.flatMap((block) => blockText(block, drawn.get(block), width)),
    ]),
    '\\bigskip\\hrule\\medskip',
    ...colophon.map((line) => `{\\small ${escapeLatex(line)}\\par}`),
  ]
  const unknown = textsOf(document).filter(hasUnknown)
  const note =
    unknown.length === 0 ? [] : ['{\\small Letters that no font at hand has are given by their Unicode number.\\par}']
  return [
    latexComment('Written by Ablation Workbench. Compile it twice: pdflatex, lualatex or xelatex.'),
    ...(unknown.length === 0 ? [] : ['% Texts with letters that not every LaTeX has, in full:']),
    ...[...new Set(unknown)].map(latexComment),
    preamble(`${title}: ${question}`, paper, tikzColours([...drawn.values()].flatMap(({ parts }) => parts))),
    '\\begin{document}',
    ...body,
    ...note,
    '\\end{document}',
    '',
  ].join('\n')
}

function bookmarked(text: string): string {
  return `\\texorpdfstring{${escapeLatex(text)}}{${latexBookmark(text)}}`
}

function blockText(block: ReportBlock, drawing: DrawnBlock | undefined, width: number): readonly string[] {
  switch (block.kind) {
    case 'paragraph':
      return [block.tone ? `\\begin{quote}${latexRich(block.text)}\\end{quote}` : `${latexRich(block.text)}\\par`]
    case 'table':
      return [
        ...(drawing ? pointer(drawing) : []),
        ...latexTable(block, width),
        ...(drawing ? figureText(drawing, width) : []),
      ]
    case 'figure':
      return drawing ? [...pointer(drawing), ...figureText(drawing, width)] : []
    case 'list':
      return listText(block)
    case 'code':
      return block.text
        .split(/\r?\n/)
        .map((line) => `{\\small\\ttfamily ${escapeLatex(line).replaceAll(' ', '\\ ')}\\par}`)
    case 'claims':
      return claimsText(block)
    default:
      return assertNever(block)
  }
}

/** Figures stand where pages have room: their place in the text tells which. */
function pointer({ id, caption }: DrawnBlock): readonly string[] {
  return [`Figure~\\ref{${anchorName(id)}}: ${escapeLatex(caption)}\\par`]
}

function figureText({ id, caption, notes, alternative, parts }: DrawnBlock, width: number): readonly string[] {
  return parts.flatMap((part, at) => {
    const name = at === 0 ? anchorName(id) : `${anchorName(id)}-${at + 1}`
    const words =
      at === 0
        ? [caption, ...(notes.length > 0 ? [`${capital(notes.join('; '))}.`] : [])].join(' ')
        : `${caption} Part ${at + 1}.`
    return [
      '\\begin{figure}[htbp]',
      '\\centering\\sffamily',
      ...(at === 0 ? [latexComment(alternative)] : []),
      tikzPicture(part, width),
      `\\rmfamily\\caption[]{${escapeLatex(words)}}\\label{${name}}\\hypertarget{${name}}{}`,
      '\\end{figure}',
      ...((at + 1) % PARTS_HELD === 0 ? ['\\clearpage'] : []),
    ]
  })
}

function listText({ items }: ReportList): readonly string[] {
  if (items.length === 0) return []
  return [
    '\\begin{itemize}',
    ...items.map(
      ({ lead, text }) => `\\item ${lead === undefined ? '{}' : `\\textbf{${escapeLatex(lead)}.} `}${latexRich(text)}`,
    ),
    '\\end{itemize}',
  ]
}

function claimsText({ claims }: Claims): readonly string[] {
  if (claims.length === 0) return []
  return [
    '\\begin{enumerate}',
    ...claims.map(({ verdict, claim, sentence, evidence, to }) => {
      const proof = latexRich([to === null ? evidence : { text: evidence, to }])
      return `\\item \\textbf{${capital(verdict)}: ${escapeLatex(claim)}.} ${escapeLatex(sentence)} (${proof})`
    }),
    '\\end{enumerate}',
  ]
}

/** Every text of a document, drawings aside, in order, each on one line. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [oneLine(value)]
  if (Array.isArray(value)) return value.flatMap(textsOf)
  if (value === null || typeof value !== 'object' || '$$typeof' in value) return []
  return Object.entries(value).flatMap(([key, own]) => (UNSEEN.has(key) ? [] : textsOf(own)))
}

/** Names of things, not texts. */
const UNSEEN = new Set(['kind', 'id', 'key', 'to', 'look', 'alternative', 'data', 'drawing'])
