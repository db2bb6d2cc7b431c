import { messages } from '../../shared/messages'
import { activate, close } from '../state/actions'
import { isUnderWay, trialsDone } from '../state/run-offer'
import { useWorkbench } from '../state/store'
import { documentName, isUnsaved, type StudyDocument } from '../state/study-document'
import { Mark } from './icons'

export function Tabs() {
  const documents = useWorkbench((state) => state.documents)
  const active = useWorkbench((state) => state.active)
  return (
    <header className="tabs">
      <span className="brand">
        <Mark />
      </span>
      <div role="tablist" aria-label={messages.app.studies}>
        {documents.map((document) => (
          <Tab
            key={document.file}
            document={document}
            on={document.file === active}
            canClose={documents.length > 1 && !isUnsaved(document) && !isUnderWay(document.run)}
          />
        ))}
      </div>
    </header>
  )
}

function Tab({ document, on, canClose }: { document: StudyDocument; on: boolean; canClose: boolean }) {
  const name = documentName(document)
  const { run } = document
  return (
    <div className={on ? 'tab on' : 'tab'}>
      <button type="button" role="tab" aria-selected={on} title={document.file} onClick={() => activate(document.file)}>
        <span className="ellipsis">{name}</span>
        {run !== null && isUnderWay(run) && <small>{messages.live.done(trialsDone(run), run.trials.length)}</small>}
        {isUnsaved(document) && <i role="img" aria-label={messages.app.unsaved} title={messages.app.unsaved} />}
      </button>
      {canClose ? (
        <button
          type="button"
          className="close"
          aria-label={messages.app.closeStudy(name)}
          onClick={() => close(document.file)}
        >
          ×
        </button>
      ) : (
        <span className="close" />
      )}
    </div>
  )
}
