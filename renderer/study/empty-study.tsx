import { messages } from '../../shared/messages'
import { Button } from '../frame/button'
import { ViewFrame } from '../frame/view-frame'
import { setView } from '../state/actions'
import type { StudyDocument } from '../state/study-document'
import { RunButton } from './run-button'

/** A view that has nothing to show before the study has run: what it is for, and the run itself. */
export function EmptyStudy({ document, title, words }: { document: StudyDocument; title: string; words: string }) {
  return (
    <ViewFrame title={title}>
      <div className="empty">
        <p>{words}</p>
        <div className="acts">
          <RunButton document={document} />
          <Button onPress={() => setView('study')}>{messages.study.toStudy}</Button>
        </div>
      </div>
    </ViewFrame>
  )
}
