import { afterAll, describe, expect, it } from 'vitest'
import type { Dataset, ReadSplit, Split } from '../../../main/data/dataset'
import type { AnySplit } from '../../../main/engine/split-source'
import { evaluateState, trainTrial } from '../../../main/engine/train-trial'
import { encodeState } from '../../../main/engine/training-state'
import { dataset, graphOf, recipe, refusal, smallArchitecture, testEngine, trial, unwrap } from './builders'

const engine = testEngine()
afterAll(() => engine.close())

const graph = graphOf(smallArchitecture)
const { signal } = new AbortController()

async function finished(settings: ReturnType<typeof trial>, data: Dataset<AnySplit>, residentBytes?: number) {
  const told: object[] = []
  const result = await trainTrial(engine, settings, graph, data, {
    signal,
    onMeasurement: (measurement) => told.push({ ...measurement, seconds: 0, imagesPerSecond: 0 }),
    ...(residentBytes !== undefined && { residentBytes }),
  })
  const outcome = unwrap(result)
  if (outcome.kind !== 'finished') throw new Error(`it ${outcome.kind}`)
  return { told, state: outcome.state, bits: Buffer.from(encodeState(outcome.state)) }
}

/** A split whose images are read as from a file; `asked` counts the images. */
function asRead({ images, labels, count }: Split, asked: { images: number }): ReadSplit {
  const size = images.length / count
  const readRows = (rows: Int32Array): Uint8Array => {
    asked.images += rows.length
    return Uint8Array.from(Array.from(rows).flatMap((row) => [...images.subarray(row * size, (row + 1) * size)]))
  }
  return { images: { length: images.length, readRows }, labels, count }
}

function read(data: Dataset, asked: { images: number }): Dataset<ReadSplit> {
  const { train, validation, test } = data.splits
  return {
    ...data,
    splits: { train: asRead(train, asked), validation: asRead(validation, asked), test: asRead(test, asked) },
  }
}

// 84 training images and 30 for validation, of 64 bytes each.
describe('images beyond the budget', () => {
  it.each([
    { name: 'both splits', residentBytes: 100, towers: 1 },
    { name: 'both splits, on two towers', residentBytes: 100, towers: 2 },
    { name: 'the training split alone', residentBytes: 30 * 64, towers: 1 },
  ])('are streamed to the same bits and measurements: $name', async ({ residentBytes, towers }) => {
    const augmentation = { shift: 1, flip: true } as const
    const settings = trial({ recipe: recipe({ towers, augmentation }) })
    const resident = await finished(settings, dataset())
    const streamed = await finished(settings, dataset(), residentBytes)
    expect(streamed.bits.equals(resident.bits)).toBe(true)
    expect(streamed.told).toEqual(resident.told)
  })

  it('are read batch by batch, each image once an epoch and an evaluation', async () => {
    const asked = { images: 0 }
    const streamed = await finished(trial(), read(dataset(), asked), 100)
    // Two epochs of ten batches of 8, each with an evaluation of 30; the four test images once, at the end.
    expect(asked.images).toBe(2 * (80 + 30) + 4)
    expect(streamed.bits.equals((await finished(trial(), dataset())).bits)).toBe(true)
  })

  it('are read whole, once, where they are within it', async () => {
    const asked = { images: 0 }
    await finished(trial(), read(dataset(), asked), 84 * 64)
    expect(asked.images).toBe(84 + 30 + 4)
  })

  it('evaluate a state to the same bits', async () => {
    const { state } = await finished(trial(), dataset())
    const resident = unwrap(await evaluateState(engine, trial(), graph, dataset(), state, { signal }))
    expect(unwrap(await evaluateState(engine, trial(), graph, dataset(), state, { signal, residentBytes: 1 }))).toEqual(
      resident,
    )
  })

  it('are refused where there are fewer than they say', async () => {
    const data = read(dataset(), { images: 0 })
    const train = { ...data.splits.train, images: { ...data.splits.train.images, length: 83 * 64 } }
    const result = await trainTrial(
      engine,
      trial(),
      graph,
      { ...data, splits: { ...data.splits, train } },
      { signal, onMeasurement: () => {} },
    )
    expect(refusal(result)).toContain('says 84 images of 8×8×1, 5376 numbers, and holds 5312 with 84 labels')
  })
})
