import { Separator } from 'react-resizable-panels'
import { messages } from '../../shared/messages'

/** The rule between two panels; it can be dragged, and moved by the arrow keys. */
export function Grip() {
  return <Separator className="grip" aria-label={messages.app.resize} />
}
