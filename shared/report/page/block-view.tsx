import { assertNever } from '../../assert-never'
import type { Claims, ReportBlock, ReportList } from '../report-document'
import { FigureView } from './figure-view'
import { Rich } from './rich'
import { VerdictSign } from './signs'
import { TableView } from './table-view'

/** A block of the document model as HTML. */
export function BlockView({ block }: { block: ReportBlock }) {
  switch (block.kind) {
    case 'paragraph':
      return (
        <p className={block.tone ? `strip ${block.tone}` : 'text'}>
          <Rich text={block.text} />
        </p>
      )
    case 'table':
      return <TableView table={block} />
    case 'figure':
      return <FigureView figure={block} />
    case 'list':
      return <ListView list={block} />
    case 'code':
      return (
        <pre>
          <code>{block.text}</code>
        </pre>
      )
    case 'claims':
      return <ClaimsView claims={block} />
    default:
      return assertNever(block)
  }
}

function ListView({ list: { items } }: { list: ReportList }) {
  return (
    <ul className="points">
      {items.map(({ lead, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the items of a list never change places
        <li key={index}>
          {lead !== undefined && <strong>{lead}. </strong>}
          <Rich text={text} />
        </li>
      ))}
    </ul>
  )
}

function ClaimsView({ claims: { claims } }: { claims: Claims }) {
  return (
    <ol className="claims">
      {claims.map(({ verdict, claim, sentence, evidence, to }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two claims may read the same
        <li key={index}>
          <VerdictSign verdict={verdict} />
          <div>
            <strong>{claim}</strong>
            <p>{sentence}</p>
          </div>
          <span className="note">{to === null ? evidence : <a href={`#${to}`}>{evidence}</a>}</span>
        </li>
      ))}
    </ol>
  )
}
