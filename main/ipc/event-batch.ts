/** Collects what happens and hands it on, at most once in `interval` milliseconds. */
export interface EventBatch<T> {
  readonly add: (event: T) => void
  /** Hands on at once what waits. */
  readonly flush: () => void
}

/** Four a second: more often a curve need not grow. */
const BATCH_INTERVAL = 250

/** @param after runs an action later, as setTimeout does. */
export function createEventBatch<T>(
  send: (events: readonly T[]) => void,
  after: (action: () => void, milliseconds: number) => void,
  interval = BATCH_INTERVAL,
): EventBatch<T> {
  let waiting: T[] = []
  let due = false
  const flush = () => {
    const events = waiting
    waiting = []
    if (events.length > 0) send(events)
  }
  return {
    add: (event) => {
      waiting.push(event)
      if (due) return
      due = true
      after(() => {
        due = false
        flush()
      }, interval)
    },
    flush,
  }
}
