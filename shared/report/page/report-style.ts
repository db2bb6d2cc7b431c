import { FIGURE_RULES } from './figure-style'
import { PRINT_RULES } from './print-style'
import { TABLE_RULES } from './table-style'
import { TOKEN_RULES } from './tokens'

const PAGE_RULES = `
* { box-sizing: border-box; }
:root {
  --font: Inter, -apple-system, BlinkMacSystemFont, "Segoe UI", "Noto Sans", "Liberation Sans", Arial, "Noto Sans CJK SC", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Code", "JetBrains Mono", Consolas, "DejaVu Sans Mono", monospace;
}
html { scroll-padding-top: 16px; }
body { margin: 0; background: var(--canvas); color: var(--text); font: 13px/20px var(--font); font-variant-numeric: tabular-nums; -webkit-font-smoothing: antialiased; }
h1, h2, p, ul, ol, figure { margin: 0; padding: 0; }
ul, ol { list-style: none; }
strong { font-weight: 600; }
code, pre { font-family: var(--mono); font-size: .92em; }
pre { margin: 0; padding: 12px; background: var(--sunk); overflow-x: auto; }
a { color: inherit; text-decoration: underline dotted 1px var(--text-3); text-underline-offset: 3px; }
a:hover { color: var(--accent); text-decoration: underline 1px; text-underline-offset: 3px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.report { display: grid; grid-template-columns: 168px minmax(0, 1080px); column-gap: 32px; justify-content: center; padding: 0 28px; }
.report > nav { grid-row: 1 / 3; position: sticky; top: 0; align-self: start; padding: 44px 0 28px; font-size: 12px; line-height: 16px; color: var(--text-2); }
.report > nav p { font-weight: 600; color: var(--text); padding-bottom: 8px; overflow-wrap: anywhere; }
.report > nav a { display: block; padding: 4px 0; text-decoration: none; } .report > nav a:hover { text-decoration: underline; }
main { grid-column: 2; }
main:focus { outline: none; }
.skip { position: absolute; left: 8px; top: -60px; padding: 6px 12px; background: var(--surface); border: 1px solid var(--rule-strong); } .skip:focus { top: 8px; z-index: 1; }
header { padding: 44px 0 8px; }
.study { display: none; color: var(--text-3); overflow-wrap: anywhere; }
h1 { font-size: 15px; line-height: 22px; font-weight: 400; color: var(--text-2); overflow-wrap: anywhere; }
.answer { font-size: 19px; line-height: 27px; font-weight: 500; letter-spacing: -.005em; margin: 6px 0 10px; text-wrap: pretty; }
.basis { font-size: 12px; line-height: 18px; color: var(--text-2); text-wrap: pretty; }
.basis a { color: var(--bad); }
main > section { padding-top: 28px; }
h2 { font-size: 15px; line-height: 20px; font-weight: 600; margin-bottom: 8px; }
.note, h2 .note { font-size: 11px; line-height: 16px; font-weight: 400; color: var(--text-3); }
h2 .note { margin-left: 10px; }
p.note { max-width: 140ch; padding-top: 6px; text-wrap: pretty; }
p.text { max-width: 92ch; color: var(--text-2); padding-top: 8px; text-wrap: pretty; }
.strip { padding: 8px 12px; margin-bottom: 8px; font-size: 12px; line-height: 18px; border-left: 2px solid var(--warn); background: var(--warn-soft); overflow-wrap: anywhere; }
.strip.bad { border-color: var(--bad); background: var(--bad-soft); }
.strip a { font-weight: 600; }
.points li { max-width: 96ch; padding: 7px 0; border-top: 1px solid var(--rule); color: var(--text-2); text-wrap: pretty; overflow-wrap: anywhere; }
.points li:first-child { border-top-color: var(--rule-strong); }
.points strong { color: var(--text); }
.claims li { display: grid; grid-template-columns: 104px minmax(0, 1fr) 208px; gap: 12px; padding: 8px 0; border-top: 1px solid var(--rule); font-size: 12px; line-height: 18px; overflow-wrap: anywhere; }
.claims li:first-child { border-top-color: var(--rule-strong); }
.claims p { color: var(--text-2); max-width: 92ch; text-wrap: pretty; }
.claims .note { text-align: right; line-height: 18px; }
.verdict { display: flex; gap: 6px; align-items: center; align-self: start; font-weight: 600; }
.outcome { display: inline-flex; gap: 6px; align-items: baseline; } .outcome svg { align-self: center; }
.glyph { flex: none; fill: none; stroke: currentColor; stroke-width: 1.8; }
.good { color: var(--good); } .bad { color: var(--bad); } .quiet { color: var(--text-3); } .verdict.quiet { color: var(--text-2); } .warn { color: var(--warn); font-weight: 500; }
.strip.bad, tr.bad { color: inherit; }
.strip.warn { color: inherit; font-weight: inherit; }
footer { grid-column: 2; margin-top: 36px; padding: 12px 0 44px; border-top: 1px solid var(--rule-strong); font-size: 11px; line-height: 16px; color: var(--text-3); overflow-wrap: anywhere; }
footer p { max-width: 108ch; padding-top: 4px; }
@media (max-width: 1160px) {
  .report { grid-template-columns: minmax(0, 1080px); }
  .report > nav { display: none; }
  main, footer { grid-column: 1; }
  header { padding-top: 28px; }
  .study { display: block; }
}
@media (max-width: 760px) {
  .report { padding: 0 20px; }
  .answer { font-size: 16px; line-height: 24px; }
  .claims li { grid-template-columns: 96px minmax(0, 1fr); }
  .claims .note { grid-column: 2; text-align: left; margin-top: -8px; }
}
`

/** The style of a report's page; all of it, no other file is needed. */
export const REPORT_STYLE = [TOKEN_RULES, PAGE_RULES, TABLE_RULES, FIGURE_RULES, PRINT_RULES].join('').trim()
