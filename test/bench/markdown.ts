/** Parts of the documents that the bench writes. */

export function section(title: string, text: string): string {
  return `## ${title}\n\n${text}`
}

/** @param rows as many cells in each as the head has; the first column is text, the others are numbers */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}
