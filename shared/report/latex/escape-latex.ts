import { oneLine } from '../plain-text'

/** Letters that LaTeX has under a name, in every engine. Of mathematics alone those that reports use. */
const NAMED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '\\': '\\textbackslash{}',
    '{': '\\{',
    '}': '\\}',
    $: '\\$',
    '&': '\\&',
    '#': '\\#',
    '%': '\\%',
    _: '\\_',
    '~': '\\textasciitilde{}',
    '^': '\\textasciicircum{}',
    '<': '\\textless{}',
    '>': '\\textgreater{}',
    '|': '\\textbar{}',
    '"': '\\textquotedbl{}',
    "'": '\\textquotesingle{}',
    '`': '\\textasciigrave{}',
    // After the end of a table's row these would be taken for its arguments.
    '[': '{[}',
    ']': '{]}',
    '*': '{*}',
    '\u00a0': '~',
    '\u202f': '\\,',
    '\u2009': '\\,',
    '–': '\\textendash{}',
    '—': '\\textemdash{}',
    '‘': '\\textquoteleft{}',
    '’': '\\textquoteright{}',
    '“': '\\textquotedblleft{}',
    '”': '\\textquotedblright{}',
    '…': '\\textellipsis{}',
    '•': '\\textbullet{}',
    '·': '\\textperiodcentered{}',
    '§': '\\S{}',
    '©': '\\textcopyright{}',
    '®': '\\textregistered{}',
    '°': '\\textdegree{}',
    '€': '\\texteuro{}',
    '£': '\\textsterling{}',
    '×': '\\texttimes{}',
    '÷': '\\textdiv{}',
    '±': '\\textpm{}',
    '−': '\\textminus{}',
    '‰': '\\textperthousand{}',
    '²': '\\texttwosuperior{}',
    '³': '\\textthreesuperior{}',
    '¹': '\\textonesuperior{}',
    '→': '\\ensuremath{\\rightarrow}',
    '←': '\\ensuremath{\\leftarrow}',
    '≤': '\\ensuremath{\\leq}',
    '≥': '\\ensuremath{\\geq}',
    '≈': '\\ensuremath{\\approx}',
    '≠': '\\ensuremath{\\neq}',
    '∞': '\\ensuremath{\\infty}',
    '√': '\\ensuremath{\\surd}',
    '∑': '\\ensuremath{\\sum}',
    µ: '\\ensuremath{\\mu}',
    ß: '\\ss{}',
    æ: '\\ae{}',
    Æ: '\\AE{}',
    œ: '\\oe{}',
    Œ: '\\OE{}',
    ø: '\\o{}',
    Ø: '\\O{}',
    ł: '\\l{}',
    Ł: '\\L{}',
    ı: '\\i{}',
    ...greek(),
  }),
)

function greek(): Readonly<Record<string, string>> {
  const lower =
    'α alpha β beta γ gamma δ delta ε varepsilon ζ zeta η eta θ theta ι iota κ kappa λ lambda μ mu ν nu ξ xi π pi ρ rho ς varsigma σ sigma τ tau υ upsilon φ varphi χ chi ψ psi ω omega Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Φ Phi Ψ Psi Ω Omega'.split(
      ' ',
    )
  return Object.fromEntries(
    lower.flatMap((letter, at) => (at % 2 === 0 ? [[letter, `\\ensuremath{\\${lower[at + 1]}}`]] : [])),
  )
}

/** Marks over and under Latin letters. */
const ACCENTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '\u0300': '`',
    '\u0301': "'",
    '\u0302': '^',
    '\u0303': '~',
    '\u0304': '=',
    '\u0306': 'u',
    '\u0307': '.',
    '\u0308': '"',
    '\u030a': 'r',
    '\u030b': 'H',
    '\u030c': 'v',
    '\u0327': 'c',
    '\u0328': 'k',
  }),
)

const INVISIBLE = /\ufe0e|\ufe0f|[\u200b-\u200d\u2060\ufeff\u00ad]/

/**
 * Text as LaTeX that sets it letter by letter, in ASCII alone, so that no engine asks for an encoding. What has no name in
 * LaTeX becomes `\unichar{4E2D}`, which the report's preamble defines: the letter where a font has it, its number elsewhere.
 */
export function escapeLatex(text: string): string {
  return breakable(oneLine(text))
    .map((word) => [...word].map(letter).join(''))
    .join('\\allowbreak{}')
    .replace(/-(?=-)/g, '-{}')
    .replace(/,(?=,)/g, ',{}')
    .trim()
}

/** Whether LaTeX needs `\unichar` for a text. */
export function hasUnknown(text: string): boolean {
  return escapeLatex(text).includes('\\unichar{')
}

/** For bookmarks and properties of the PDF: what is not a plain letter becomes a question mark. */
export function latexBookmark(text: string): string {
  return oneLine(text)
    .replace(/[–−]/g, '-')
    .replace(/[^A-Za-z0-9 .,:;()/+=?!'-]/gu, '?')
}

/** A comment line that holds a text as it is. */
export function latexComment(text: string): string {
  return `% ${oneLine(text)}`
}

function letter(character: string): string {
  const named = NAMED.get(character)
  if (named !== undefined) return named
  if (character >= ' ' && character <= '~') return character
  if (INVISIBLE.test(character)) return ''
  const [base = '', mark = '', ...more] = character.normalize('NFD')
  const accent = ACCENTS.get(mark)
  if (more.length === 0 && accent !== undefined && /^[A-Za-z]$/.test(base)) return `\\${accent}{${base}}`
  return `\\unichar{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}}`
}

/** Words too long for a line, such as checksums, may be broken every so many letters. */
const LONG = { word: 20, piece: 8 }

function breakable(text: string): readonly string[] {
  const pieces: string[] = ['']
  for (const word of text.split(/(\s+)/)) {
    const letters = [...word]
    const parts =
      letters.length <= LONG.word
        ? [word]
        : Array.from({ length: Math.ceil(letters.length / LONG.piece) }, (_, at) =>
            letters.slice(at * LONG.piece, (at + 1) * LONG.piece).join(''),
          )
    pieces[pieces.length - 1] += parts[0] ?? ''
    pieces.push(...parts.slice(1))
  }
  return pieces
}
