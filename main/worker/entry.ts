import { assertNever } from '../../shared/assert-never'
import { openEngine } from '../engine/engine'
import { openSpeedProbe, type SpeedProbe } from '../engine/speed-probe'
import { availableMemory } from './available-memory'
import { openChannel } from './channel'
import { thisEnvironment } from './environment'
import { createLoadedData } from './loaded-data'
import { makeAttempt } from './make-attempt'
import { type Assignment, leavesAfter, type Order, THREADS_ARGUMENT } from './protocol'

/*
 * A process that holds one engine and makes attempts, one at a time. TensorFlow blocks the thread it is called on and
 * may crash: here it blocks and brings down nothing else.
 */

const threads = Number(
  process.argv.find((word) => word.startsWith(THREADS_ARGUMENT))?.slice(THREADS_ARGUMENT.length) ?? 1,
)
/** A report needs this long at most to be on its way. */
const SENDING_MS = 100

const channel = openChannel()
const opened = openEngine({ threads })

if (!opened.ok) {
  channel.send({ kind: 'unable', reason: opened.error.message })
  setTimeout(() => process.exit(4), SENDING_MS)
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
    if (leavesAfter(outcome)) setTimeout(() => process.exit(0), SENDING_MS)
  }

  /** Of the last `warm-up`. */
  let probe: { readonly towers: number; readonly opened: SpeedProbe } | undefined

  const warmUp = (towers: number): void => {
    if (probe?.towers !== towers) {
      probe?.opened.close()
      const opened = openSpeedProbe(engine, towers)
      probe = opened.ok ? { towers, opened: opened.value } : undefined
      if (!opened.ok) channel.send({ kind: 'unmeasurable', reason: opened.error.message })
    }
    if (probe) channel.send({ kind: 'warm' })
  }

  const measure = (milliseconds: number): void => {
    if (!probe) throw new Error('speed is to be measured, and nothing was warmed up')
    const speed = probe.opened.run(milliseconds)
    if (speed.ok) channel.send({ kind: 'speed', ...speed.value })
    else channel.send({ kind: 'unmeasurable', reason: speed.error.message })
  }

  const stop = (): void => {
    current?.abort()
    goOn()
  }

  const obey = (order: Order): void => {
    switch (order.kind) {
      case 'train':
        // What makeAttempt throws is a bug: the process ends with it, and the runner tells of a crash.
        void train(order.assignment)
        break
      case 'warm-up':
        warmUp(order.towers)
        break
      case 'measure':
        measure(order.milliseconds)
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
  const { versions, device } = engine
  channel.send({ kind: 'ready', tensorflow: versions.tensorflow, device: device.name, onGpu: device.kind === 'gpu' })
}
