import { useState } from 'react'
import { Group, Panel, useDefaultLayout } from 'react-resizable-panels'
import { formatPredicted } from '../../shared/format/time'
import { messages } from '../../shared/messages'
import type { StudyPlan } from '../../shared/study/plan'
import type { RunState } from '../../shared/study/run-state'
import { Button } from '../frame/button'
import { Grip } from '../frame/grip'
import { Segments } from '../frame/segments'
import { ViewFrame } from '../frame/view-frame'
import { goOn, pause, setView, stop } from '../state/actions'
import { trialsDone } from '../state/run-offer'
import { useWorkbench } from '../state/store'
import type { StudyDocument } from '../state/study-document'
import { EmptyStudy } from '../study/empty-study'
import { METRICS, type Metric } from './curves'
import { queueCounts } from './queue'
import { QueueTable } from './queue-table'
import { timeLeft } from './time-left'
import { TrellisChart } from './trellis-chart'

const text = messages.live

export function LiveView({ document }: { document: StudyDocument }) {
  const { run, runPlan } = document
  if (run === null || runPlan === null)
    return <EmptyStudy document={document} title={messages.views.live} words={text.empty} />
  return <RunningStudy run={run} plan={runPlan} />
}

function RunningStudy({ run, plan }: { run: RunState; plan: StudyPlan }) {
  const [metric, setMetric] = useState<Metric>('validation-accuracy')
  const busy = useWorkbench((state) => state.busy)
  const layout = useDefaultLayout({ id: 'live', storage: localStorage })
  const hasAuxiliary = run.trials.some(({ progress, epochs }) =>
    [progress[0], epochs[0]].some((measured) => measured !== undefined && Object.keys(measured.train.heads).length > 0),
  )
  const metrics = METRICS.filter((name) => name !== 'auxiliary-loss' || hasAuxiliary)
  return (
    <ViewFrame
      title={messages.views.live}
      working={busy}
      switches={
        <Segments
          label={text.metric}
          options={metrics.map((value) => ({ value, text: text.metrics[value] }))}
          value={metric}
          onChoose={setMetric}
        />
      }
      actions={<RunActions run={run} plan={plan} />}
    >
      <Group orientation="vertical" defaultLayout={layout.defaultLayout} onLayoutChanged={layout.onLayoutChanged}>
        <Panel id="curves" minSize={160}>
          <TrellisChart run={run} plan={plan} metric={metric} />
        </Panel>
        <Grip />
        <Panel id="queue" defaultSize="36" minSize={96}>
          <QueueTable run={run} plan={plan} />
        </Panel>
      </Group>
    </ViewFrame>
  )
}

function RunActions({ run, plan }: { run: RunState; plan: StudyPlan }) {
  const done = text.done(trialsDone(run), run.trials.length)
  const told = (words: string) => (
    <span className="dim small" role="status">
      {done} · {words}
    </span>
  )
  switch (run.phase) {
    case 'running':
      return (
        <>
          {told(text.left(formatPredicted(timeLeft(run, plan))))}
          <Button onPress={() => void pause()}>{text.pause}</Button>
          <Button onPress={() => void stop()}>{text.stop}</Button>
        </>
      )
    case 'paused':
      return (
        <>
          {told(text.paused)}
          <Button onPress={() => void goOn()}>{text.goOn}</Button>
          <Button onPress={() => void stop()}>{text.stop}</Button>
        </>
      )
    case 'complete':
      return (
        <>
          {told(text.complete)}
          <Button onPress={() => setView('results')}>{messages.study.showResults}</Button>
        </>
      )
    case 'failed-trials':
      return (
        <>
          {told(text.failedTrials(queueCounts(run).failed))}
          <Button onPress={() => setView('results')}>{messages.study.showResults}</Button>
        </>
      )
    case 'stopped':
    case 'idle':
      return (
        <>
          {told(text.stopped)}
          <Button onPress={() => setView('study')}>{messages.study.toStudy}</Button>
        </>
      )
  }
}
