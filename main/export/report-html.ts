import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { composeAnyReport } from '../../shared/report/compose-any-report'
import { ReportPage } from '../../shared/report/page/report-page'
import { REPORT_STYLE } from '../../shared/report/page/report-style'
import { withoutTurns } from '../../shared/report/plain-text'
import type { AnyReportInput } from '../../shared/report/report-input'

/** Nothing may run or be fetched, whatever a name or a reason holds. */
const CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

/**
 * The report as one HTML file that needs no other and no script.
 * @returns the same text for the same input.
 */
export function renderReportHtml(input: AnyReportInput): string {
  const document = composeAnyReport(input)
  const head = createElement(
    'head',
    null,
    createElement('meta', { charSet: 'utf-8' }),
    createElement('meta', { httpEquiv: 'Content-Security-Policy', content: CONTENT_SECURITY_POLICY }),
    createElement('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    createElement('meta', { name: 'generator', content: 'Ablation Workbench' }),
    createElement('title', null, `${document.title}: ${document.question}`),
    createElement('style', null, REPORT_STYLE),
  )
  const body = createElement('body', null, createElement(ReportPage, { document }))
  const page = renderToStaticMarkup(createElement('html', { lang: 'en' }, head, body))
  return `<!doctype html>\n${withoutTurns(page)}\n`
}
