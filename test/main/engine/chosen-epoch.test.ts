import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { evaluateState, type TrainOptions, trainTrial } from '../../../main/engine/train-trial'
import { encodeState } from '../../../main/engine/training-state'
import { ok } from '../../../shared/result'
import { bestEpoch } from '../../../shared/training/best-epoch'
import type { EpochMeasurement } from '../../../shared/training/measurement'
import type { Trial } from '../../../shared/training/trial'
import { dataset, graphOf, recipe, smallArchitecture, testEngine, trial, unwrap } from './builders'

const engine = testEngine()
const graph = graphOf(smallArchitecture)
const data = dataset()
afterEach(() => {
  expect(engine.binding.getNumOfTensors()).toBe(0)
  expect(engine.binding.getNumOfSavedModels()).toBe(0)
})
afterAll(() => engine.close())

const { signal } = new AbortController()

async function finished(settings: Trial, options: Partial<TrainOptions> = {}) {
  const epochs: EpochMeasurement[] = []
  const result = await trainTrial(engine, settings, graph, data, {
    signal,
    onMeasurement: (measurement) => {
      if (measurement.kind === 'epoch') epochs.push(measurement)
    },
    ...options,
  })
  const outcome = unwrap(result)
  if (outcome.kind !== 'finished') throw new Error(`it ${outcome.kind}`)
  return { ...outcome, epochs }
}

/** Of a split, the share that is judged right. */
const shareRight = (classes: Uint16Array, labels: ArrayLike<number>) =>
  classes.filter((own, image) => own === labels[image]).length / labels.length

/** At this rate the validation accuracy goes up and down: the last epoch is not the best. */
const wavering = { optimizer: { kind: 'momentum', learningRate: 0.35, momentum: 0.9, weightDecay: 0 } } as const

describe('what a trained network makes of each image', () => {
  it.each([{ towers: 1 }, { towers: 2 }])(
    'is what its accuracies are counted from: $towers towers',
    async ({ towers }) => {
      const { judged, last, epochs } = await finished(trial({ recipe: recipe({ towers }) }))
      const { validation, test } = data.splits
      expect(judged.validation.measured).toEqual(last.validation)
      expect(epochs.at(-1)).toEqual(last)
      expect(shareRight(judged.validation.classes, validation.labels)).toBeCloseTo(last.validation.accuracy, 12)
      expect(judged.test?.classes).toHaveLength(4)
      expect(shareRight(judged.test?.classes ?? new Uint16Array(), test.labels)).toBeCloseTo(
        judged.test?.measured.accuracy ?? Number.NaN,
        12,
      )
    },
  )

  it('is the same where the images are streamed', async () => {
    const resident = await finished(trial())
    expect((await finished(trial(), { residentBytes: 1 })).judged).toEqual(resident.judged)
    // The test images alone are beyond the budget: those of validation are streamed with them.
    expect((await finished(trial(), { residentBytes: 4 * 64 - 1 })).judged).toEqual(resident.judged)
  })

  it('is nothing of a split that the data have not', async () => {
    const none = { ...trial().data, sizes: { ...trial().data.sizes, test: 0 } }
    expect((await finished(trial({ data: none }))).judged.test).toBeUndefined()
  })
})

describe('a trial that chooses its epoch', () => {
  const settings = (selection: 'accuracy' | 'loss') =>
    trial({ selection, recipe: recipe({ epochs: 8, batch: 12, ...wavering }) })

  it.each(['accuracy', 'loss'] as const)('ends with the weights of the best by validation %s', async (selection) => {
    const { epochs, best, state, judged } = await finished(settings(selection))
    const chosen = bestEpoch(epochs, selection)
    expect(best).toEqual({ epoch: chosen?.epoch })
    // Else this would show nothing.
    expect(chosen?.epoch).toBeLessThan(8)
    expect(state.step).toBe(chosen?.step)
    expect(judged.validation.measured).toEqual(chosen?.validation)
    expect(unwrap(await evaluateState(engine, settings(selection), graph, data, state, { signal }))).toEqual(
      chosen?.validation,
    )
  })

  it('trains to the same curve as one that does not', async () => {
    const curve = (epochs: readonly EpochMeasurement[]) =>
      epochs.map(({ train, validation }) => ({ train, validation }))
    const { selection: _selection, ...plain } = settings('accuracy')
    expect(curve((await finished(settings('accuracy'))).epochs)).toEqual(curve((await finished(plain)).epochs))
  })

  it('hands over each state that is the best so far, and asks for the best of all', async () => {
    const kept = new Map<number, Buffer>()
    const asked: number[] = []
    const { epochs, best, state } = await finished(settings('accuracy'), {
      best: {
        keep: (own, epoch) => void kept.set(epoch, Buffer.from(encodeState(own))),
        read: (epoch) => {
          asked.push(epoch)
          return ok(states.get(epoch) ?? state)
        },
      },
      checkpoint: (own) => void states.set(own.step / 7, own),
    })
    const rising = epochs.filter(({ epoch, validation }) =>
      epochs.slice(0, epoch - 1).every((one) => one.validation.accuracy < validation.accuracy),
    )
    expect([...kept.keys()]).toEqual(rising.map(({ epoch }) => epoch).filter((epoch) => epoch < 8))
    expect(asked).toEqual([best?.epoch])
    expect(kept.get(best?.epoch ?? 0)?.equals(Buffer.from(encodeState(state)))).toBe(true)
  })
  const states = new Map<number, Awaited<ReturnType<typeof finished>>['state']>()
})
