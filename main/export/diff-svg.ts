import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import type { DiffTree } from '../../shared/diff/diff-tree'
import { ArchitectureDiff } from '../../shared/report/figures/architecture-diff'
import { ARCHITECTURE_DIFF_RULES, ARCHITECTURE_DIFF_TOKENS } from '../../shared/report/figures/architecture-diff-style'

/**
 * A difference as a drawing in a file of its own: no script, no other file, light or dark as the reader's system is.
 * @returns the same text for the same networks.
 */
export function diffSvg(tree: DiffTree, names: { readonly a: string; readonly b: string }): string {
  const style = createElement('style', null, ARCHITECTURE_DIFF_TOKENS + ARCHITECTURE_DIFF_RULES)
  return `<?xml version="1.0" encoding="UTF-8"?>\n${renderToStaticMarkup(createElement(ArchitectureDiff, { tree, names }, style))}\n`
}
