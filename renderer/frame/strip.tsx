import type { ReactNode } from 'react'
import { messages } from '../../shared/messages'
import { Glyph, WarningGlyph } from './icons'

/** What happened, what is safe and what to do, in place. */
export function Strip({
  tone,
  children,
  action,
  onDismiss,
}: {
  tone: 'bad' | 'warn' | 'plain'
  children: ReactNode
  action?: { readonly label: string; readonly act: () => void } | undefined
  onDismiss?: () => void
}) {
  return (
    <div className={`strip ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <span className={tone === 'plain' ? 'good' : tone}>
        {tone === 'plain' ? <Glyph name="check" size={14} /> : <WarningGlyph />}
      </span>
      <p>{children}</p>
      <span className="acts">
        {action !== undefined && (
          <button type="button" className="link" onClick={action.act}>
            {action.label}
          </button>
        )}
        {onDismiss !== undefined && (
          <button
            type="button"
            className="dim"
            aria-label={messages.app.dismiss}
            title={messages.app.dismiss}
            onClick={onDismiss}
          >
            <Glyph name="cross" size={11} />
          </button>
        )}
      </span>
    </div>
  )
}
