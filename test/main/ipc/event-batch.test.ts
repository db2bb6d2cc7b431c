import { describe, expect, it } from 'vitest'
import { createEventBatch } from '../../../main/ipc/event-batch'

/** A batch whose clock the test turns by hand. */
function batchByHand() {
  const sent: (readonly number[])[] = []
  const due: { readonly action: () => void; readonly milliseconds: number }[] = []
  const batch = createEventBatch<number>(
    (events) => sent.push(events),
    (action, milliseconds) => due.push({ action, milliseconds }),
  )
  return { batch, sent, due, tick: () => due.shift()?.action() }
}

describe('event batch', () => {
  it('sends what came within a quarter of a second as one', () => {
    const { batch, sent, due, tick } = batchByHand()
    batch.add(1)
    batch.add(2)
    expect(sent).toEqual([])
    expect(due.map(({ milliseconds }) => milliseconds)).toEqual([250])
    tick()
    expect(sent).toEqual([[1, 2]])
  })

  it('waits anew for what comes later, and sends nothing for nothing', () => {
    const { batch, sent, due, tick } = batchByHand()
    batch.add(1)
    tick()
    expect(due).toHaveLength(0)
    batch.add(2)
    tick()
    expect(sent).toEqual([[1], [2]])
  })
})
