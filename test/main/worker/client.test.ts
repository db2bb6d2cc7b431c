import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { forkWorkers } from '../../../main/executors/fork-worker'
import { localExecutor } from '../../../main/executors/local'
import type { Assignment } from '../../../main/worker/protocol'
import { trial } from '../engine/builders'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ablation-workbench-worker-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const READY = { kind: 'ready', tensorflow: '2', device: 'CPU', onGpu: false }
const DONE = { kind: 'ended', outcome: { kind: 'finished', validation: { loss: 1, accuracy: 0.5 }, seconds: 1 } }

/**
 * An executor of one process at a time, each of which does in its turn what is said: a program that is ready and then does
 * this when it is ordered to train.
 */
function executor(...deeds: readonly string[]) {
  const started: string[] = []
  const executor = localExecutor(
    (settings) => {
      const entry = join(folder, `worker-${started.length}.mjs`)
      const deed = deeds[started.length] ?? tell(DONE)
      started.push(deed)
      writeFileSync(
        entry,
        `const tell = (report) => process.send(report)
        process.on('message', ({ kind }) => {
          if (kind === 'leave') process.exit(0)
          if (kind === 'train') { ${deed} }
        })
        process.on('disconnect', () => process.exit(0))
        tell(${JSON.stringify(READY)})`,
      )
      return forkWorkers(entry)(settings)
    },
    { workers: 1, threads: 1, gpus: [] },
  )
  return { executor, started }
}

const tell = (report: object): string => `tell(${JSON.stringify(report)})`
const signal = (name: string): string => `process.kill(process.pid, '${name}')`
const assignment: Assignment = {
  trial: trial(),
  attempt: 1,
  folder: 'nowhere',
  places: { embedded: '', user: '', system: '' },
}

describe.skipIf(process.platform === 'win32')('a training process that dies under its trial', () => {
  const memory = 'A smaller training.batch needs less, as do fewer trials at a time.'

  it.each([
    {
      how: signal('SIGABRT'),
      reason: `The training process was ended by SIGABRT: TensorFlow ends so where memory runs out, and seldom for another reason. ${memory}`,
    },
    {
      how: signal('SIGSEGV'),
      reason: `The training process was ended by SIGSEGV: TensorFlow ends so where memory runs out, and seldom for another reason. ${memory}`,
    },
    {
      how: signal('SIGKILL'),
      reason: `The training process was ended by SIGKILL: the system ends a process so where memory runs out, and seldom for another reason. ${memory}`,
    },
    { how: signal('SIGTERM'), reason: 'The training process was ended by SIGTERM.' },
    { how: 'process.exit(7)', reason: 'The training process ended unexpectedly (code 7).' },
  ])('is told of ($how), and the next trial has a process of its own', async ({ how, reason }) => {
    const { executor: own, started } = executor(how)
    expect(await own.run(assignment, () => undefined)).toEqual({ kind: 'crashed', reason })
    expect(await own.run(assignment, () => undefined)).toEqual(DONE.outcome)
    expect(started).toHaveLength(2)
    await own.close()
  })
})

describe('after a trial that was refused', () => {
  const refused = (failure: string) => ({ kind: 'ended', outcome: { kind: 'refused', failure, reason: 'why' } })

  it.each([
    { failure: 'environment', processes: 2, what: 'a new process: what this one holds may be what lacked' },
    { failure: 'input', processes: 1, what: 'the same process' },
  ])('for its $failure the next one has $what', async ({ failure, processes }) => {
    const { executor: own, started } = executor(
      `globalThis.asked ? ${tell(DONE)} : ${tell(refused(failure))}; globalThis.asked = true`,
    )
    expect(await own.run(assignment, () => undefined)).toEqual(refused(failure).outcome)
    expect(await own.run(assignment, () => undefined)).toEqual(DONE.outcome)
    expect(started).toHaveLength(processes)
    await own.close()
  })
})

describe('a training process that does not come to load TensorFlow', () => {
  /** An executor whose processes do this and nothing else. */
  function starting(deed: string) {
    const entry = join(folder, 'worker.mjs')
    writeFileSync(entry, deed)
    return localExecutor(forkWorkers(entry), { workers: 1, threads: 1, gpus: [] })
  }

  it('says why it cannot, and its trial is refused', async () => {
    const reason = 'TensorFlow is not complete'
    const own = starting(`process.send(${JSON.stringify({ kind: 'unable', reason })}, () => process.exit(4))`)
    const ready = own.ready()
    expect(await own.run(assignment, () => undefined)).toEqual({ kind: 'refused', failure: 'environment', reason })
    expect(await ready).toEqual({ ok: false, error: { kind: 'environment', message: reason } })
    await own.close()
  })

  it.skipIf(process.platform === 'win32').each([
    { what: 'as of a library that was cut off while it was copied', deed: signal('SIGBUS'), how: 'SIGBUS' },
    { what: 'as of one that lacks what the addon asks for', deed: 'process.exit(127)', how: 'code 127' },
  ])('and dies, $what: the library is named, and how to mend it', async ({ deed, how }) => {
    const own = starting(deed)
    const message = `The training process ended (${how}) while it loaded TensorFlow: a library in node_modules/@tensorflow/tfjs-node-gpu/deps/lib is damaged, or another one than it should be. Run \`npm run setup\` to put it in place.`
    expect(await own.ready()).toEqual({ ok: false, error: { kind: 'environment', message } })
    await own.close()
  })
})
