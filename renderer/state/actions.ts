import { assertNever } from '../../shared/assert-never'
import type { Command, MenuChoice, OpenedStudy, Request } from '../../shared/ipc/contract'
import { messages } from '../../shared/messages'
import type { RunEvent } from '../../shared/study/run-event'
import { invoke, subscribe } from '../bridge'
import { isUnderWay, runOffer } from './run-offer'
import { activeDocument, type Notice, useWorkbench, type View } from './store'
import { edited, happened, openDocument, planned, type StudyDocument, started } from './study-document'

const { getState: get, setState: set } = useWorkbench

/** Typing pauses this long before the plan is made anew. */
const PLAN_DELAY = 150

/** Starts to listen, asks for the machine and the first study. @returns the function that ends listening. */
export function startWorkbench(): () => void {
  const endings = [
    subscribe('run.events', (events) => {
      for (const event of events) heedMachine(event)
      const ofRun = events.filter(({ event }) => !event.startsWith('machine.'))
      const file = get().running
      if (file === null || ofRun.length === 0) return
      changeDocument(file, (document) => happened(document, ofRun))
      const run = get().documents.find((document) => document.file === file)?.run ?? null
      if (!isUnderWay(run)) set({ running: null })
    }),
    subscribe('menu.chosen', choose),
    subscribe('study.opened', show),
  ]
  void loadInfo()
  void openFirst()
  return () => {
    for (const end of endings) end()
  }
}

/** Takes in what is told of the machine before a study begins. */
function heedMachine(event: RunEvent) {
  if (event.event === 'machine.measuring' && get().busy) set({ measuring: { seconds: event.seconds } })
  if (event.event === 'machine.unmeasured') notify({ tone: 'warn', text: messages.study.unmeasured(event.reason) })
}

async function loadInfo() {
  const answer = await invoke('app.info', {})
  if (answer.ok) set({ info: answer.value })
  else notify({ tone: 'bad', text: answer.message })
}

async function openFirst() {
  const answer = await invoke('study.first', {})
  if (answer.ok) show(answer.value)
  else notify({ tone: 'bad', text: answer.message })
}

export async function openStudy() {
  const answer = await invoke('study.open', {})
  if (!answer.ok) notify({ tone: 'bad', text: answer.message })
  else if (answer.value !== null) show(answer.value)
}

/** Shows an opened study; one that is open already keeps what was typed into it. */
function show(opened: OpenedStudy) {
  const { documents } = get()
  const known = documents.some(({ file }) => file === opened.file)
  set({
    documents: known ? documents : [...documents, openDocument(opened)],
    active: opened.file,
    view: 'study',
    ...(isUnderWay(opened.run) ? { running: opened.file } : {}),
  })
  schedulePlan(opened.file, 0)
}

export function activate(file: string) {
  set({ active: file })
}

export function close(file: string) {
  const { documents, active } = get()
  const rest = documents.filter((document) => document.file !== file)
  set({ documents: rest, active: active === file ? (rest.at(-1)?.file ?? null) : active })
}

export function setView(view: View) {
  set({ view })
}

export function edit(file: string, source: string) {
  changeDocument(file, (document) => edited(document, source))
  schedulePlan(file, PLAN_DELAY)
}

const timers = new Map<string, ReturnType<typeof setTimeout>>()

function schedulePlan(file: string, delay: number) {
  clearTimeout(timers.get(file))
  timers.set(
    file,
    setTimeout(() => void plan(file), delay),
  )
}

async function plan(file: string) {
  const source = documentOf(file)?.source
  if (source === undefined) return
  const answer = await invoke('study.plan', { file, source })
  if (answer.ok) changeDocument(file, (document) => planned(document, source, answer.value))
  else notify({ tone: 'bad', text: answer.message })
}

async function save(file: string): Promise<boolean> {
  const source = documentOf(file)?.source
  if (source === undefined) return false
  const answer = await invoke('study.save', { file, source })
  if (answer.ok) changeDocument(file, (document) => ({ ...document, savedSource: source }))
  else notify({ tone: 'bad', text: answer.message })
  return answer.ok
}

export async function start(file: string) {
  const document = documentOf(file)
  const { busy, running, info } = get()
  if (document === undefined || busy) return
  const offer = runOffer(document, { engineReady: info?.engine.ready ?? null, anotherRuns: running !== null })
  if ((offer.kind !== 'run' && offer.kind !== 'resume') || offer.refusal !== null) return
  set({ busy: true, running: file })
  const answer = await invoke('study.start', { file, source: document.source })
  set({ measuring: null })
  if (answer.ok) {
    changeDocument(file, (now) => started(now, document.source, answer.value))
    set({ busy: false, view: 'live' })
  } else {
    set({ busy: false, running: null })
    notify({ tone: 'bad', text: answer.message })
  }
}

export const pause = () => steer('study.pause')
export const goOn = () => steer('study.resume')
export const stop = () => steer('study.stop')

async function steer(command: 'study.pause' | 'study.resume' | 'study.stop') {
  if (get().busy) return
  set({ busy: true })
  const answer = await invoke(command, {})
  set({ busy: false })
  if (!answer.ok) notify({ tone: 'bad', text: answer.message })
}

export async function exportReport(folder: string) {
  if (get().busy) return
  set({ busy: true })
  const answer = await invoke('report.export', { folder })
  set({ busy: false })
  if (!answer.ok) {
    notify({ tone: 'bad', text: answer.message })
    return
  }
  const { file } = answer.value
  notify({
    tone: 'plain',
    text: messages.results.exported(file),
    action: { label: messages.results.openReport, act: () => void act('report.show', { file }) },
  })
}

async function act<C extends Command>(command: C, request: Request<C>) {
  const answer = await invoke(command, request)
  if (!answer.ok) notify({ tone: 'bad', text: answer.message })
}

let notices = 0

/** Adds a strip; the same words are not said twice. */
function notify(notice: Omit<Notice, 'id'>) {
  notices += 1
  const others = get().notices.filter(({ text }) => text !== notice.text)
  set({ notices: [...others, { ...notice, id: notices }].slice(-3) })
}

export function dismiss(id: number) {
  set({ notices: get().notices.filter((notice) => notice.id !== id) })
}

/** What a choice of the menu means for the study on show. */
export function choose(choice: MenuChoice) {
  const document = activeDocument(get())
  switch (choice) {
    case 'open':
      return void openStudy()
    case 'save':
      return void (document !== null && save(document.file))
    case 'export':
      return void (document?.run?.folder && exportReport(document.run.folder))
    case 'run':
      return void (document !== null && start(document.file))
    case 'pause':
      return void pauseOrGoOn()
    case 'stop':
      return void (get().running !== null && stop())
    default:
      return assertNever(choice)
  }
}

function pauseOrGoOn() {
  const { running } = get()
  const phase = running === null ? undefined : documentOf(running)?.run?.phase
  if (phase === 'running') void pause()
  else if (phase === 'paused') void goOn()
}

function documentOf(file: string): StudyDocument | undefined {
  return get().documents.find((document) => document.file === file)
}

function changeDocument(file: string, change: (document: StudyDocument) => StudyDocument) {
  const { documents } = get()
  set({ documents: documents.map((document) => (document.file === file ? change(document) : document)) })
}
