import { useEffect } from 'react'
import { messages } from '../shared/messages'
import { Button } from './frame/button'
import { Rail } from './frame/rail'
import { useShortcuts } from './frame/shortcuts'
import { StatusBar } from './frame/status-bar'
import { Tabs } from './frame/tabs'
import { ViewBoundary } from './frame/view-boundary'
import { ViewFrame } from './frame/view-frame'
import { LiveView } from './live/live-view'
import { ResultsView } from './results/results-view'
import { openStudy, startWorkbench } from './state/actions'
import { activeDocument, useWorkbench, type View } from './state/store'
import type { StudyDocument } from './state/study-document'
import { StudyView } from './study/study-view'

const VIEW_COMPONENTS: Readonly<Record<View, (props: { document: StudyDocument }) => React.ReactNode>> = {
  study: StudyView,
  live: LiveView,
  results: ResultsView,
}

export function App() {
  useEffect(startWorkbench, [])
  useShortcuts()
  const view = useWorkbench((state) => state.view)
  const document = useWorkbench(activeDocument)
  const Shown = VIEW_COMPONENTS[view]
  return (
    <div className="app">
      <Tabs />
      <Rail />
      {document === null ? (
        <ViewFrame title={messages.views[view]}>
          <div className="empty">
            <p>{messages.app.nothingOpen}</p>
            <Button onPress={() => void openStudy()}>{messages.app.openStudy}</Button>
          </div>
        </ViewFrame>
      ) : (
        <ViewBoundary key={view} title={messages.views[view]}>
          <Shown document={document} />
        </ViewBoundary>
      )}
      <StatusBar />
    </div>
  )
}
