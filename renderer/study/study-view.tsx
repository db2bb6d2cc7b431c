import { lazy, Suspense, useRef, useState } from 'react'
import { Group, Panel, useDefaultLayout } from 'react-resizable-panels'
import { messages } from '../../shared/messages'
import type { Problem } from '../../shared/study/problem'
import { asSentence } from '../frame/as-sentence'
import { Grip } from '../frame/grip'
import { Glyph } from '../frame/icons'
import { Strip } from '../frame/strip'
import { ViewFrame } from '../frame/view-frame'
import { useWorkbench } from '../state/store'
import { fileName, type StudyDocument } from '../state/study-document'
import type { EditorHandle } from './editor'
import { PlanPanel } from './plan-panel'
import { ProblemsList } from './problems-list'
import { RunButton } from './run-button'

// Monaco is the greatest part of the program: the frame and the plan do not wait for it.
const Editor = lazy(async () => ({ default: (await import('./editor')).Editor }))

const text = messages.study

export function StudyView({ document }: { document: StudyDocument }) {
  const { problems, plan, planIsStale } = document
  const info = useWorkbench((state) => state.info)
  const busy = useWorkbench((state) => state.busy)
  const editor = useRef<EditorHandle>(null)
  const [selected, setSelected] = useState<string | null>(null)
  const layout = useDefaultLayout({ id: 'study', storage: localStorage })
  const goTo = (problem: Problem) => editor.current?.goTo(problem)
  const [first] = problems

  return (
    <ViewFrame
      title={messages.views.study}
      working={busy || !document.planned}
      switches={
        <>
          <span className="dim ellipsis" title={document.file}>
            {fileName(document.file)}
          </span>
          {first !== undefined && (
            <button type="button" className="problem-count bad" title={text.problemsTitle} onClick={() => goTo(first)}>
              <Glyph name="cross" /> {text.problems(problems.length)}
            </button>
          )}
          {planIsStale && <span className="dim small ellipsis">{text.stale}</span>}
        </>
      }
      actions={<RunButton document={document} />}
    >
      <Group orientation="horizontal" defaultLayout={layout.defaultLayout} onLayoutChanged={layout.onLayoutChanged}>
        <Panel id="editor" defaultSize="37" minSize={280}>
          <section className="editor-panel" aria-label={text.editor}>
            <Suspense fallback={<div className="editor" />}>
              <Editor document={document} handle={editor} />
            </Suspense>
            {problems.length > 0 && <ProblemsList problems={problems} onGoTo={goTo} />}
          </section>
        </Panel>
        <Grip />
        <Panel id="plan" minSize={320}>
          <section className="panel plan" aria-label={text.planPanel}>
            {info?.engine.ready === false && (
              <Strip tone="bad">
                <b>{text.noEngine}</b> {asSentence(info.engine.words)} {text.noEngineSafe}
              </Strip>
            )}
            {plan !== null && <PlanPanel plan={plan} selected={selected} onSelect={setSelected} />}
            {plan === null && document.planned && <p className="empty">{text.noPlan}</p>}
          </section>
        </Panel>
      </Group>
    </ViewFrame>
  )
}
