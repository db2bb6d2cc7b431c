import { anchorName } from '../plain-text'
import type { RichText } from '../report-document'
import { escapeLatex } from './escape-latex'

/** Text with its references as links within the document. A space beside a link is kept. */
export function latexRich(text: RichText): string {
  return text
    .map((part) => {
      const words = typeof part === 'string' ? part : part.text
      const [, before = '', inner = '', after = ''] = /^([ \n]*)(.*?)([ \n]*)$/su.exec(words) ?? []
      const escaped = escapeLatex(inner)
      const linked =
        typeof part === 'string' || escaped === '' ? escaped : `\\hyperlink{${anchorName(part.to)}}{${escaped}}`
      return `${before && ' '}${linked}${after && ' '}`
    })
    .join('')
    .trim()
}
