import { describe, expect, it, vi } from 'vitest'
import { answer } from '../../../main/ipc/answer'
import { createHandlers } from '../../../main/ipc/handlers'
import type { OpenedPaths } from '../../../main/ipc/opened-paths'
import type { WorkbenchServices } from '../../../main/ipc/services'
import { inputFailure } from '../../../shared/failure'
import { err, ok } from '../../../shared/result'

const FILE = '/studies/a.yaml'
const draft = { file: FILE, source: 'study: a' }

const paths: OpenedPaths = { open: () => undefined, isOpen: (path) => path.startsWith('/studies/') }

/** Services of which only those given are expected to be asked. */
function handlersOf(services: Partial<WorkbenchServices>, opened: OpenedPaths = paths) {
  const unexpected = async () => {
    throw new Error('not expected to be asked')
  }
  const all: WorkbenchServices = {
    info: unexpected,
    dataNames: unexpected,
    firstStudy: unexpected,
    askForStudy: unexpected,
    save: unexpected,
    plan: unexpected,
    start: unexpected,
    pause: unexpected,
    resume: unexpected,
    stop: unexpected,
    analyse: unexpected,
    exportReport: unexpected,
    showReport: unexpected,
    ...services,
  }
  return createHandlers(all, opened)
}

describe('answer', () => {
  it('gives what the service gives', async () => {
    const handlers = handlersOf({ plan: async () => ({ plan: null, problems: [] }) })
    expect(await answer(handlers, 'study.plan', draft)).toEqual({ ok: true, value: { plan: null, problems: [] } })
  })

  it('tells a failure in its own words', async () => {
    const handlers = handlersOf({ pause: async () => err(inputFailure('No study is running.')) })
    expect(await answer(handlers, 'study.pause', {})).toEqual({ ok: false, message: 'No study is running.' })
  })

  it.each([
    ['a command that is none', 'study.destroy', {}],
    ['a name of every object', 'constructor', {}],
    ['no name at all', 7, {}],
    ['a request without its file', 'study.save', { source: '' }],
    ['a request with a key too many', 'study.save', { ...draft, mode: 0o777 }],
    ['a request of another kind', 'study.save', 'a.yaml'],
  ])('refuses %s', async (_what, command, request) => {
    expect(await answer(handlersOf({}), command, request)).toMatchObject({ ok: false })
  })

  it.each([
    ['study.save', { file: '/etc/passwd', source: '' }],
    ['study.plan', { file: '/etc/passwd', source: '' }],
    ['study.start', { file: '/etc/passwd', source: '' }],
    ['study.analyse', { folder: '/etc' }],
    ['report.export', { folder: '/etc' }],
    ['report.show', { file: '/etc/report.html' }],
  ])('refuses %s outside of what the user opened', async (command, request) => {
    const refusal = await answer(handlersOf({}), command, request)
    expect(refusal).toMatchObject({ ok: false, message: expect.stringContaining('was not opened in this window') })
  })

  it('opens nothing but reports with another program', async () => {
    expect(await answer(handlersOf({}), 'report.show', { file: '/studies/a/run.sh' })).toMatchObject({ ok: false })
    const shown = vi.fn(async () => ok(null))
    await answer(handlersOf({ showReport: shown }), 'report.show', { file: '/studies/a/report/report.html' })
    expect(shown).toHaveBeenCalledWith('/studies/a/report/report.html')
  })

  it('remembers the study that the user chose, with the folder of its run', async () => {
    const opened: string[] = []
    const run = { study: 'b', folder: '/home/me/b', phase: 'complete' as const, workers: 1, started: null, trials: [] }
    const study = { file: '/home/me/b.yaml', source: '', run, plan: null }
    const handlers = handlersOf(
      { askForStudy: async () => ok(study) },
      { open: (path) => opened.push(path), isOpen: () => false },
    )
    expect(await answer(handlers, 'study.open', {})).toEqual({ ok: true, value: study })
    expect(opened).toEqual(['/home/me/b.yaml', '/home/me/b'])
  })

  it('answers when a service throws, and says that it is a fault of the program', async () => {
    const silenced = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const handlers = handlersOf({
      stop: async () => {
        throw new Error('no such thing')
      },
    })
    expect(await answer(handlers, 'study.stop', {})).toMatchObject({
      ok: false,
      message: expect.stringContaining('no such thing'),
    })
    silenced.mockRestore()
  })
})
