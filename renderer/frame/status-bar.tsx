import { formatBytes } from '../../shared/format/numbers'
import { formatTimeOfDay } from '../../shared/format/time'
import { messages } from '../../shared/messages'
import { queueCounts } from '../live/queue'
import { timeLeft } from '../live/time-left'
import { useCaret } from '../state/caret'
import { activeDocument, useWorkbench } from '../state/store'
import { documentName, isUnsaved, type StudyDocument } from '../state/study-document'
import { measuringWords } from './measuring-words'

const text = messages.status

export function StatusBar() {
  const info = useWorkbench((state) => state.info)
  const measuring = useWorkbench((state) => state.measuring)
  const running = useWorkbench((state) => state.documents.find(({ file }) => file === state.running) ?? null)
  const document = useWorkbench(activeDocument)
  const view = useWorkbench((state) => state.view)
  return (
    <footer className="status">
      {info !== null && (
        <>
          <span>
            <b>{info.device}</b>
          </span>
          <span className="wide-only">{text.memory(formatBytes(info.memoryBytes))}</span>
        </>
      )}
      {measuring !== null && <span role="status">{measuringWords(measuring)}</span>}
      {running === null ? <span>{text.idle}</span> : <RunningStudy document={running} />}
      <span className="end">
        {view === 'study' && document !== null && <Place />}
        {document !== null && <span>{isUnsaved(document) ? text.unsaved : text.saved}</span>}
      </span>
    </footer>
  )
}

function RunningStudy({ document }: { document: StudyDocument }) {
  const { run, runPlan } = document
  if (run === null || runPlan === null) return null
  const counts = queueCounts(run)
  return (
    <>
      <span>
        <b>{documentName(document)}</b> {text.queue(counts.running, counts.queued)}
      </span>
      {counts.failed > 0 && <span className="bad">{text.failed(counts.failed)}</span>}
      {run.phase === 'paused' ? (
        <span>{text.paused}</span>
      ) : (
        <span>{text.endsAt(formatTimeOfDay(new Date(Date.now() + timeLeft(run, runPlan) * 1000)))}</span>
      )}
    </>
  )
}

function Place() {
  const { line, column } = useCaret()
  return (
    <>
      <span>{text.place(line, column)}</span>
      <span className="wide-only">{text.language}</span>
    </>
  )
}
