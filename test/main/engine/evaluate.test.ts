import { afterAll, describe, expect, it } from 'vitest'
import { evaluate } from '../../../main/engine/evaluate'
import { openTrainingSession } from '../../../main/engine/training-session'
import { graphOf, recipe, smallArchitecture, split, testEngine, trial, unwrap } from './builders'

const engine = testEngine()
afterAll(() => engine.close())

const goOn = async () => false

describe('an evaluation', () => {
  it.each([1, 2, 3])('counts every image once, on %i towers: in batches as one by one', async (towers) => {
    const images = split(23, 4)
    const settings = trial({ recipe: recipe({ batch: 6, towers }) })
    const session = unwrap(openTrainingSession(engine, settings, graphOf(smallArchitecture), { evaluation: images }))
    try {
      const single = Array.from({ length: 23 }, (_, row) => session.evaluate(Int32Array.of(row)))
      const loss = single.reduce((sum, { main }) => sum + main, 0) / 23
      const accuracy = single.reduce((sum, { correct }) => sum + correct, 0) / 23
      for (const batch of [1, 3, 4, 6, 50]) {
        const measured = await evaluate(session, 23, batch, goOn)
        if (measured === 'stopped') throw new Error('it was not to stop')
        expect(measured.loss).toBeCloseTo(loss, 5)
        expect(measured.accuracy).toBe(accuracy)
        // Of four classes, the label is always among the five likeliest.
        expect('top5' in measured).toBe(false)
      }
    } finally {
      session.close()
    }
  })

  it('stops before the next batch', async () => {
    const rows: number[] = []
    const session = {
      heads: [],
      evaluate: (batch: Int32Array) => ({ main: 0, correct: rows.push(batch.length) }),
      step: () => ({ main: 0, correct: 0, auxiliary: [] }),
      state: (step: number) => ({ trial: '', step, tensors: new Map() }),
      close: () => {},
    }
    expect(await evaluate(session, 23, 3, async () => rows.length === 2)).toBe('stopped')
    expect(rows).toEqual([3, 3])
  })
})
