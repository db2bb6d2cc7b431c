import { messages } from '../../shared/messages'
import { setView } from '../state/actions'
import { useWorkbench, VIEWS } from '../state/store'
import { ViewIcon } from './icons'

export function Rail() {
  const shown = useWorkbench((state) => state.view)
  return (
    <nav className="rail" aria-label={messages.app.views}>
      {VIEWS.map((view) => (
        <button
          key={view}
          type="button"
          title={messages.views[view]}
          aria-label={messages.views[view]}
          aria-current={view === shown ? 'page' : undefined}
          onClick={() => setView(view)}
        >
          <ViewIcon view={view} />
        </button>
      ))}
    </nav>
  )
}
