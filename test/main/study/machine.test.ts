import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { thisMachine } from '../../../main/study/machine'
import { ASSUMED_SPEED, slownessOf } from '../../../shared/cost/trial-time'

let cache: string
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'machine-'))
})
afterEach(() => rmSync(cache, { recursive: true, force: true }))

describe('what trials tell of a machine', () => {
  it('is held against the assumed machine, by whatever speed their plan foretold', () => {
    expect(thisMachine(cache).speed()).toBe(ASSUMED_SPEED)
    const calibrated = { macsPerSecond: ASSUMED_SPEED.macsPerSecond / 4, activationsPerSecond: 1, startSeconds: 1 }
    // Three times what a plan foretold that took the machine for four times as slow.
    thisMachine(cache).learn(30, 10, { ...calibrated, from: 'calibrated' })
    const once = thisMachine(cache).speed()
    expect(once).toMatchObject({ from: 'measured', trials: 1 })
    expect(slownessOf(once)).toBeCloseTo(12, 9)
    // As long as the next plan foretold: the same machine.
    thisMachine(cache).learn(10, 10, once)
    expect(thisMachine(cache).speed().trials).toBe(2)
    expect(slownessOf(thisMachine(cache).speed())).toBeCloseTo(12, 9)
  })
})
