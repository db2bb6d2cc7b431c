import type { ReactNode } from 'react'

/** A part of a view: its heading, a note beside it, and what it shows. */
export function Section({ title, note, children }: { title: string; note: ReactNode; children: ReactNode }) {
  return (
    <section className="section">
      <div className="head">
        <h2>{title}</h2>
        <span className="note">{note}</span>
      </div>
      {children}
    </section>
  )
}
