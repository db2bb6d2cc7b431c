/** Chromium's number of an element of the page. Their order is that of the file's own index, so it is kept. */
const ELEMENT = /(?<=\(node)\d{8}(?=\))/g

const CREATOR = 'Ablation Workbench'

/**
 * Makes a PDF of Chromium's the same for the same page: its dates become the study's, its creator
 * is the workbench rather than the browser it goes by, and its elements are numbered from 1
 * on, which otherwise go on counting from page to page. Nothing changes its length, so its table of offsets stays true.
 * @param date of the study’s last trial, ISO 8601 in UTC
 */
export function steadyPdf(pdf: Uint8Array, date: string): Uint8Array {
  // Latin-1 gives each byte a character of its own and takes it back unchanged.
  const text = Buffer.from(pdf).toString('latin1')
  const stamp = date.replace(/\D/g, '').slice(0, 14).padEnd(14, '0')
  const numbers = new Map(
    [...new Set(text.match(ELEMENT))]
      .sort()
      .map((number, rank) => [number, String(rank + 1).padStart(number.length, '0')] as const),
  )
  const steady = text
    .replace(
      /(\/(?:CreationDate|ModDate) ?\(D:)\d{14}([^)]*)\)/g,
      (_, start: string, zone: string) => `${start}${stamp}${zone.replace(/\d/g, '0')})`,
    )
    .replace(/(?<=\/Creator ?\()(?:\\.|[^()\\])*(?=\))/, (agent) => CREATOR.padEnd(agent.length).slice(0, agent.length))
    .replace(ELEMENT, (number) => numbers.get(number) ?? number)
    .replace(/(?<=\/ID ?\[<)[0-9A-Fa-f]+(?=>)|(?<=\/ID ?\[<[0-9A-Fa-f]+> ?<)[0-9A-Fa-f]+(?=>)/g, (id) =>
      '0'.repeat(id.length),
    )
  return Buffer.from(steady, 'latin1')
}
