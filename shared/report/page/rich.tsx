import type { RichText } from '../report-document'

/** Text with its references as links within the page. */
export function Rich({ text }: { text: RichText }) {
  return text.map((part, index) =>
    typeof part === 'string' ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never change places
      <a key={index} href={`#${part.to}`}>
        {part.text}
      </a>
    ),
  )
}
