import type { CSSProperties } from 'react'
import { MarkSign } from '../figures/mark'
import type { FigurePanel, ReportFigure } from '../report-document'

/** A figure: its panels in a grid, the caption, how marks are read, and the same in words for who cannot see it. */
export function FigureView({ figure: { id, caption, notes, alternative, columns, panels } }: { figure: ReportFigure }) {
  const style: CSSProperties & Record<'--columns', number> = { '--columns': columns }
  return (
    <figure id={id}>
      <figcaption>
        <strong>{caption}</strong>
        {notes.length > 0 && <span className="note"> {notes.join(' · ')}</span>}
      </figcaption>
      <div className={columns > 1 ? 'panels' : 'panel-alone'} style={style}>
        {panels.map((panel) => (
          <Panel key={panel.id} panel={panel} most={columns > 1 ? MOST_GROWTH : 1} />
        ))}
      </div>
      <p className="in-words">{alternative}</p>
    </figure>
  )
}

/** Text of small panels may grow a little with them, where a narrow page has room beside. */
const MOST_GROWTH = 1.12

function Panel({ panel: { title, drawing, width }, most }: { panel: FigurePanel; most: number }) {
  return (
    <div className="panel" style={{ maxWidth: `${Math.round(width * most)}px` }}>
      {title && (
        <p className={`panel-title ${title.look.hue}`}>
          <MarkSign look={title.look} />
          <a href={`#${title.to}`}>{title.text}</a>
        </p>
      )}
      {drawing}
    </div>
  )
}
