import { assertNever } from '../../shared/assert-never'
import { openEngine } from '../engine/engine'
import { availableMemory } from './available-memory'
import { openChannel } from './channel'
import { thisEnvironment } from './environment'
import { createLoadedData } from './loaded-data'
import { makeAttempt } from './make-attempt'
import { type Assignment, type Order, THREADS_ARGUMENT } from './protocol'

/*
 * A process that holds one engine and makes attempts, one at a time. TensorFlow blocks the thread it is called on and
 * may crash: here it blocks and brings down nothing else.
 */

const threads = Number(
  process.argv.find((word) => word.startsWith(THREADS_ARGUMENT))?.slice(THREADS_ARGUMENT.length) ?? 1,
)
const channel = openChannel()
const opened = openEngine({ threads })

if (!opened.ok) {
  channel.send({ kind: 'unable', reason: opened.error.message })
  setTimeout(() => process.exit(4), 100)
} else {
  serve(opened.value)
}

function serve(engine: Extract<typeof opened, { ok: true }>['value']): void {
  const environment = thisEnvironment(engine)
  const data = createLoadedData()
  let current: AbortController | undefined
  let pause: Promise<void> | undefined
  let resume: (() => void) | undefined

  const goOn = (): void => {
    resume?.()
    pause = undefined
    resume = undefined
  }

  const train = async (assignment: Assignment): Promise<void> => {
    if (current) throw new Error(`trial ${assignment.trial.id} was ordered while another one runs`)
    current = new AbortController()
    const outcome = await makeAttempt(engine, assignment, {
      signal: current.signal,
      pause: () => pause,
      onMeasurement: (measurement) => channel.send({ kind: 'measured', measurement }),
      data,
      environment,
      availableMemory,
    })
    current = undefined
    channel.send({ kind: 'ended', outcome })
  }

  const stop = (): void => {
    current?.abort()
    goOn()
  }

  const obey = (order: Order): void => {
    switch (order.kind) {
      case 'train':
        // What makeAttempt throws is a bug or a broken disk: the process ends with it, and the runner tells of a crash.
        void train(order.assignment)
        break
      case 'pause':
        pause ??= new Promise((resolve) => {
          resume = resolve
        })
        break
      case 'resume':
        goOn()
        break
      case 'stop':
        stop()
        break
      case 'leave':
        stop()
        leave()
        break
      default:
        assertNever(order)
    }
  }

  const leave = (): void => {
    // A step under way ends first; a utility process does not exit by itself.
    setTimeout(() => process.exit(0), current ? 200 : 0)
  }

  channel.onOrder(obey)
  channel.onClose(() => process.exit(0))
  channel.send({ kind: 'ready', tensorflow: engine.versions.tensorflow, device: engine.device.name })
}
