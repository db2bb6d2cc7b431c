import type { ReactNode } from 'react'
import { Notices } from './notices'

/** A view: its toolbar, what there is to tell, and its panels. */
export function ViewFrame({
  title,
  switches,
  actions,
  working = false,
  children,
}: {
  title: string
  switches?: ReactNode
  actions?: ReactNode
  /** Something is being waited for: after 300 ms a line under the toolbar says so. */
  working?: boolean
  children: ReactNode
}) {
  return (
    <main className="view" aria-label={title}>
      <header className={working ? 'toolbar working' : 'toolbar'}>
        <h1>{title}</h1>
        {switches}
        <span className="end">{actions}</span>
      </header>
      <Notices />
      {children}
    </main>
  )
}
