/** On whatever paper it is printed: nothing to click, no part torn across pages that fits on one, headings with what follows. */
export const PRINT_RULES = `
@page { margin: 16mm 14mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9px sans-serif; color: #686e77; } }
@media print {
  html { font-size: 100%; }
  body { font-size: 11px; line-height: 16px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .report { display: block; padding: 0; }
  .report > nav, .skip { display: none; }
  .study { display: block; }
  header { padding-top: 0; }
  .answer { font-size: 16px; line-height: 23px; }
  main > section { padding-top: 20px; }
  h2, figcaption, thead, tr.group { break-after: avoid; }
  figure, tr, .panel, .points li, .claims li, .strip, .panel-alone, .tabled.compact, .tabled:has(td.of-interval), tbody:has(tr.group) { break-inside: avoid; }
  #effects, #hypotheses, #cost, #protocol, #environment { break-inside: avoid; }
  .tabled { container-type: normal; }
  .table { overflow: visible; }
  .compact > .table { max-width: none; }
  .repeats { display: none; }
  table { font-size: 10px; line-height: 14px; }
  thead th { font-size: 9.5px; }
  th, td { padding: 3px 5px; }
  tr:has(td.of-interval) > * { padding-top: 0; padding-bottom: 0; }
  td.of-interval, td.of-axis { min-width: 150px; padding: 0 12px; }
  .note, p.note, h2 .note, .basis { font-size: 9.5px; line-height: 13.5px; }
  .claims li { grid-template-columns: 92px minmax(0, 1fr) 150px; font-size: 11px; line-height: 16px; }
  .claims .note { grid-column: auto; text-align: right; margin-top: 0; }
  .panels { max-width: none; grid-template-columns: repeat(var(--columns), minmax(0, 1fr)); gap: 8px 10px; }
  .panels svg text { font-size: calc(4.5px + 2px * var(--columns)); }
  .panels .panel { max-width: 248px !important; } .panel-alone .panel { max-width: 600px !important; }
  .panel-title { font-size: 9.5px; line-height: 13px; padding: 0 0 2px; }
  .sign { width: 9px; height: 9px; margin-right: 4px; }
  tbody .of-code code { font-size: 9.5px; }
  .glyph { width: 11px; height: 11px; }
  .change svg { width: 48px; }
  a, .points a, a:hover { color: inherit; text-decoration: none; }
}
`
