import type { ReportDocument } from '../report-document'
import { BlockView } from './block-view'
import { Rich } from './rich'

/** The whole report as the body of a page. Its style is `REPORT_STYLE`. */
export function ReportPage({ document }: { document: ReportDocument }) {
  const { title, question, answer, basis, sections, colophon } = document
  return (
    <div className="report">
      <a className="skip" href="#report">
        To the report
      </a>
      <nav aria-label="Contents">
        <p>{title}</p>
        <ul>
          {sections.map(({ id, title: section }) => (
            <li key={id}>
              <a href={`#${id}`}>{section}</a>
            </li>
          ))}
        </ul>
      </nav>
      <main id="report" tabIndex={-1}>
        <header>
          <p className="study">{title}</p>
          <h1>{question}</h1>
          <p className="answer">{answer}</p>
          {basis.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines never change places
            <p className="basis" key={index}>
              <Rich text={line} />
            </p>
          ))}
        </header>
        {sections.map(({ id, title: section, note, blocks }) => (
          <section key={id} id={id} aria-labelledby={`${id}-title`}>
            <h2 id={`${id}-title`}>
              {section}
              {note !== undefined && <span className="note">{note}</span>}
            </h2>
            {blocks.map((block, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: blocks never change places
              <BlockView key={index} block={block} />
            ))}
          </section>
        ))}
      </main>
      <footer>
        {colophon.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </footer>
    </div>
  )
}
