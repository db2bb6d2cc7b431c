import { ARCHITECTURE_DIFF_RULES, ARCHITECTURE_DIFF_TOKENS } from '../figures/architecture-diff-style'
import { FIGURE_RULES } from '../page/figure-style'
import { TOKEN_RULES } from '../page/tokens'
import { parseStyleSheet } from './style-sheet'

/** Figures outside of the page stand on white paper, in the page's light colours. */
export const PAPER = '#ffffff'

/** How figures look outside of the page: by the same rules as in it. */
export const FIGURE_SHEET = parseStyleSheet(
  [
    TOKEN_RULES,
    ARCHITECTURE_DIFF_TOKENS,
    FIGURE_RULES,
    ARCHITECTURE_DIFF_RULES,
    `:root { --canvas: ${PAPER} } svg { --canvas: ${PAPER} }`,
  ].join('\n'),
)
