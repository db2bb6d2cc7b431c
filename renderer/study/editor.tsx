import { type Ref, useEffect, useImperativeHandle, useRef } from 'react'
import { messages } from '../../shared/messages'
import type { Problem } from '../../shared/study/problem'
import { invoke } from '../bridge'
import { edit } from '../state/actions'
import { useCaret } from '../state/caret'
import type { StudyDocument } from '../state/study-document'
import { monaco, offerDatasets } from './monaco'
import { problemMarker } from './problem-marker'

export interface EditorHandle {
  readonly goTo: (problem: Problem) => void
}

/** The study file in Monaco: one model a file, so that undo and scroll survive a change of views. */
export function Editor({ document, handle }: { document: StudyDocument; handle: Ref<EditorHandle> }) {
  const host = useRef<HTMLDivElement>(null)
  const editor = useRef<monaco.editor.IStandaloneCodeEditor>(null)
  const { file, source, problems } = document

  // Again with each editor: what was added in a terminal meanwhile is offered too.
  useEffect(() => {
    void invoke('data.names', {}).then((names) => {
      if (names.ok) offerDatasets(names.value)
    })
  }, [])

  useEffect(() => {
    if (host.current === null) return
    const created = createEditor(host.current)
    editor.current = created
    const caret = created.onDidChangeCursorPosition(({ position }) => {
      useCaret.setState({ line: position.lineNumber, column: position.column })
    })
    return () => {
      caret.dispose()
      created.dispose()
      editor.current = null
    }
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the model is the truth while it is shown, `source` only begins it
  useEffect(() => {
    const shown = editor.current
    if (shown === null) return
    const model = modelOf(file, source)
    shown.setModel(model)
    const state = viewStates.get(file)
    if (state) shown.restoreViewState(state)
    const changes = model.onDidChangeContent(() => edit(file, model.getValue()))
    return () => {
      viewStates.set(file, shown.saveViewState())
      changes.dispose()
    }
  }, [file])

  useEffect(() => {
    const model = editor.current?.getModel()
    if (!model) return
    const severity = monaco.MarkerSeverity.Error
    monaco.editor.setModelMarkers(
      model,
      'study',
      problems.map((problem) => ({ ...problemMarker(problem), severity })),
    )
  }, [problems])

  useImperativeHandle(handle, () => ({
    goTo: ({ range }) => {
      const position = { lineNumber: range.line, column: range.column }
      editor.current?.setPosition(position)
      editor.current?.revealPositionInCenterIfOutsideViewport(position)
      editor.current?.focus()
    },
  }))

  return <div ref={host} className="editor" />
}

const viewStates = new Map<string, monaco.editor.ICodeEditorViewState | null>()

function modelOf(file: string, source: string): monaco.editor.ITextModel {
  const uri = monaco.Uri.file(file)
  return monaco.editor.getModel(uri) ?? monaco.editor.createModel(source, 'yaml', uri)
}

function createEditor(host: HTMLElement): monaco.editor.IStandaloneCodeEditor {
  const style = getComputedStyle(host)
  return monaco.editor.create(host, {
    model: null,
    automaticLayout: true,
    ariaLabel: messages.study.editorKeys,
    fontFamily: style.getPropertyValue('--mono').trim(),
    fontSize: 12.5,
    lineHeight: 20,
    minimap: { enabled: false },
    lineNumbersMinChars: 4,
    lineDecorationsWidth: 12,
    glyphMargin: false,
    guides: { indentation: false },
    folding: false,
    scrollBeyondLastLine: false,
    padding: { top: 8, bottom: 8 },
    tabSize: 2,
    insertSpaces: true,
    detectIndentation: false,
    wordWrap: 'on',
    wrappingIndent: 'indent',
    renderLineHighlight: 'all',
    renderLineHighlightOnlyWhenFocus: false,
    occurrencesHighlight: 'off',
    selectionHighlight: false,
    overviewRulerLanes: 0,
    hideCursorInOverviewRuler: true,
    fixedOverflowWidgets: true,
    stickyScroll: { enabled: false },
    hover: { above: false },
    unicodeHighlight: { ambiguousCharacters: false },
    quickSuggestions: { other: true, strings: true, comments: false },
    suggest: { showWords: false },
    scrollbar: { verticalScrollbarSize: 8, horizontalScrollbarSize: 8, useShadows: false },
    // Indenting is what a YAML file needs most; Ctrl+M, which the label tells, lets Tab leave the editor.
    tabFocusMode: false,
    contextmenu: true,
  })
}
