import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { openSpeedProbe } from '../../../main/engine/speed-probe'
import { refusal, testEngine, unwrap } from './builders'

const engine = testEngine()
afterAll(() => engine.close())
afterEach(() => {
  expect(engine.binding.getNumOfTensors()).toBe(0)
  expect(engine.binding.getNumOfSavedModels()).toBe(0)
})

describe('the probe of a machine’s speed', () => {
  it.each([1, 2])('trains a network of %i towers for as long as it is asked to', (towers) => {
    const probe = unwrap(openSpeedProbe(engine, towers))
    expect(unwrap(probe.run(30))).toEqual({ imagesPerSecond: expect.any(Number), coresHad: expect.any(Number) })
    // At least one step, however short the time.
    expect(unwrap(probe.run(0)).imagesPerSecond).toBeGreaterThan(0)
    probe.close()
  })

  it('says where memory runs out, and can be closed', () => {
    let runs = 0
    const binding: typeof engine.binding = Object.create(engine.binding, {
      runSavedModel: {
        value: (...given: Parameters<typeof engine.binding.runSavedModel>) => {
          runs += 1
          if (runs > 10)
            throw new Error('Session fail to run with error: OOM when allocating tensor with shape[64,1024]')
          return engine.binding.runSavedModel(...given)
        },
      },
    })
    const probe = unwrap(openSpeedProbe({ ...engine, binding }, 1))
    runs = 10
    expect(refusal(probe.run(10))).toMatch(/^TensorFlow ran out of memory: .*shape\[64,1024\]/)
    probe.close()
  })
})
