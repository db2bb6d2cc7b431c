import { afterAll, describe, expect, it } from 'vitest'
import type { Dataset } from '../../../main/data/dataset'
import { writeAugmentation } from '../../../main/engine/graph/augmentation'
import { drawAugmentation } from '../../../main/engine/graph/augmentation-draws'
import { type CompiledGraph, compileGraph } from '../../../main/engine/graph/compile'
import { GraphWriter } from '../../../main/engine/graph/graph-writer'
import { openSession } from '../../../main/engine/session'
import { trainTrial } from '../../../main/engine/train-trial'
import { decodeState, encodeState } from '../../../main/engine/training-state'
import type { Shape } from '../../../shared/architecture/shape'
import type { Augmentation } from '../../../shared/training/recipe'
import type { Trial } from '../../../shared/training/trial'
import { dataset, graphOf, recipe, smallArchitecture, testEngine, trial, unwrap } from './builders'

const engine = testEngine()
afterAll(() => engine.close())

interface Draws {
  readonly place?: Float32Array
  readonly gain?: Float32Array
  readonly offset?: Float32Array
}

/** Runs the graph's part that augments on some images, with these draws. */
function augmented(augmentation: Augmentation, images: readonly number[], image: Shape, draws: Draws): number[] {
  const graph = new GraphWriter()
  const count = images.length / (image[0] * image[1] * image[2])
  const given = graph.placeholder('images', 'float32', [count, ...image])
  const compilation = { graph, recipe: recipe({ augmentation }) } as Parameters<typeof writeAugmentation>[0]
  const { images: towers, inputs } = writeAugmentation(compilation, [given])
  const [changed] = towers
  if (!changed) throw new Error('no images came out')
  graph.signature('step', { inputs: { images: given, ...inputs }, outputs: { changed: graph.after(changed, []) } })
  const { savedModel, signatures } = graph.finish()
  const session = unwrap(openSession(engine, { savedModel, signatures } as unknown as CompiledGraph))
  try {
    const fed = Object.fromEntries(Object.entries(draws).map(([name, values]) => [`${name}/0`, values]))
    return [...(session.run('step', { images: Float32Array.from(images), ...fed }).changed ?? [])]
  } finally {
    session.close()
  }
}

/** One image of one channel, 2 rows of 3: each pixel another number. */
const IMAGE: Shape = [2, 3, 1]
const PIXELS = [1, 2, 3, 4, 5, 6]

describe('the place of pixels', () => {
  it.each([
    { name: 'as it is', x: [1, 0], y: [1, 0], expected: [1, 2, 3, 4, 5, 6] },
    { name: 'mirrored', x: [-1, 2], y: [1, 0], expected: [3, 2, 1, 6, 5, 4] },
    { name: 'one to the right', x: [1, -1], y: [1, 0], expected: [0, 1, 2, 0, 4, 5] },
    { name: 'one to the left and up', x: [1, 1], y: [1, 1], expected: [5, 6, 0, 0, 0, 0] },
    { name: 'one down, the edge again', fill: 'edge', x: [1, 0], y: [1, -1], expected: [1, 2, 3, 1, 2, 3] },
    { name: 'two to the right, the edge again', fill: 'edge', x: [1, -2], y: [1, 0], expected: [1, 1, 1, 4, 4, 4] },
  ] as const)('$name', ({ x, y, expected, ...given }) => {
    const fill = 'fill' in given ? given.fill : 'zero'
    const place = Float32Array.from([x[0], 0, x[1], 0, y[0], y[1], 0, 0])
    expect(augmented({ shift: 2, fill }, PIXELS, IMAGE, { place })).toEqual(expected)
  })

  it('between pixels is interpolated when a crop is stretched', () => {
    // The left half of 4 pixels, from −¼ on in steps of ½ between their centres: the edge, ¼ and ¾ of the way, past the second.
    const place = Float32Array.from([0.5, 0, -0.25, 0, 1, 0, 0, 0])
    const crop = { smallest: 0.5, largest: 0.5 }
    expect(augmented({ crop, fill: 'edge' }, [0, 8, 16, 24], [1, 4, 1], { place })).toEqual([0, 2, 6, 10])
  })
})

describe('colours', () => {
  it('are spread about the mean of each channel, moved, and kept within 0 to 1', () => {
    // Channel 1: mean 0.5, doubled. Channel 2: mean 0.25, moved by 0.5. Channel 3: all alike, moved below 0.
    const images = [0.25, 0, 0.125, 0.75, 0.5, 0.125]
    const draws = { gain: Float32Array.from([2, 1, 1]), offset: Float32Array.from([0, 0.5, -0.25]) }
    expect(augmented({ contrast: 1, brightness: 0.5 }, images, [1, 2, 3], draws)).toEqual([0, 0.5, 0, 1, 1, 0])
  })
})

describe('what is drawn', () => {
  const rows = Int32Array.from({ length: 200 }, (_, row) => row)
  const all: Augmentation = {
    shift: 2,
    crop: { smallest: 0.5, largest: 1 },
    flip: true,
    brightness: 0.2,
    contrast: 0.3,
  }

  it('belongs to the image, whatever batch it is in and whatever place it has there', () => {
    const alone = drawAugmentation(all, 7, 3, Int32Array.of(41), [8, 8, 3])
    const among = drawAugmentation(all, 7, 3, Int32Array.of(5, 199, 41), [8, 8, 3])
    expect(among.place?.slice(16)).toEqual(alone.place)
    expect(among.gain?.slice(6)).toEqual(alone.gain)
    expect(among.offset?.slice(6)).toEqual(alone.offset)
  })

  it.each([
    ['epoch', drawAugmentation(all, 7, 4, rows, [8, 8, 3])],
    ['seed', drawAugmentation(all, 8, 3, rows, [8, 8, 3])],
  ])('is another for another %s', (_, other) => {
    const { place = [], gain = [] } = drawAugmentation(all, 7, 3, rows, [8, 8, 3])
    const same = [...place].filter((value, index) => value !== 0 && value === other.place?.[index]).length
    expect(same).toBeLessThan(8)
    expect([...gain].filter((value, index) => value === other.gain?.[index]).length).toBeLessThan(3)
  })

  it('moves by whole pixels up to the limit, each as often', () => {
    const many = Int32Array.from({ length: 5000 }, (_, row) => row)
    const { place = new Float32Array() } = drawAugmentation({ shift: 2 }, 7, 1, many, [8, 8, 1])
    for (const column of [2, 5]) {
      const counts = new Map<number, number>()
      for (let at = column; at < place.length; at += 8) {
        const moved = place[at] ?? Number.NaN
        counts.set(moved, (counts.get(moved) ?? 0) + 1)
      }
      expect([...counts.keys()].map((moved) => moved + 0).toSorted((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2])
      // 1000 of 5000 each; the standard deviation is 28.
      for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(140)
    }
  })

  it('mirrors half of the images', () => {
    const many = Int32Array.from({ length: 5000 }, (_, row) => row)
    const { place = [] } = drawAugmentation({ flip: true }, 7, 1, many, [8, 8, 1])
    const mirrored = [...place].filter((value, at) => at % 8 === 0 && value === -1).length
    expect(Math.abs(mirrored - 2500)).toBeLessThan(180)
  })

  it('stays within the image where it is cut out, and keeps the whole image in where it is padded', () => {
    const [height, width] = [6, 10]
    for (const [share, inside] of [
      [0.5, true],
      [1.5, false],
    ] as const) {
      const crop = { smallest: share, largest: share }
      const { place = new Float32Array() } = drawAugmentation({ crop }, 7, 1, rows, [height, width, 1])
      for (let at = 0; at < place.length; at += 8) {
        for (const [size, factor, first] of [
          [width, place[at], place[at + 2]],
          [height, place[at + 4], place[at + 5]],
        ] as const) {
          // The outer edges of the first and the last pixel.
          const from = (first ?? 0) - (factor ?? 0) / 2
          const to = (first ?? 0) + (factor ?? 0) * (size - 0.5)
          expect(to - from).toBeCloseTo(share * size, 4)
          if (inside) {
            expect(from).toBeGreaterThanOrEqual(-0.5001)
            expect(to).toBeLessThanOrEqual(size - 0.4999)
          } else {
            expect(from).toBeLessThanOrEqual(-0.4999)
            expect(to).toBeGreaterThanOrEqual(size - 0.5001)
          }
        }
      }
    }
  })

  it('is left as it was by another kind of change', () => {
    const shifted = drawAugmentation({ shift: 2 }, 7, 1, rows, [8, 8, 1])
    const both = drawAugmentation({ shift: 2, contrast: 0.5 }, 7, 1, rows, [8, 8, 1])
    expect(both.place).toEqual(shifted.place)
    expect(shifted.gain).toBeUndefined()
  })
})

describe('a trial with augmentation', () => {
  const augmentation: Augmentation = { shift: 1, flip: true, brightness: 0.1, contrast: 0.2 }

  async function finished(settings: Trial, data: Dataset = dataset()) {
    const states: Uint8Array[] = []
    const result = await trainTrial(engine, settings, graphOf(settings.architecture), data, {
      signal: new AbortController().signal,
      onMeasurement: () => {},
      checkpoint: (state) => void states.push(encodeState(state)),
    })
    const outcome = unwrap(result)
    if (outcome.kind !== 'finished') throw new Error(`it ${outcome.kind}`)
    return { ...outcome, states, bits: Buffer.from(encodeState(outcome.state)) }
  }

  it('trains, to the same bits each time, and to others than one without', async () => {
    const first = await finished(trial({ recipe: recipe({ augmentation }) }))
    const second = await finished(trial({ recipe: recipe({ augmentation }) }))
    expect(second.bits.equals(first.bits)).toBe(true)
    expect(first.bits.equals((await finished(trial())).bits)).toBe(false)
  })

  it('gives the bits of one without where nothing is changed', async () => {
    const whole = { smallest: 1, largest: 1 }
    const plain = await finished(trial())
    for (const nothing of [{ shift: 0 }, { shift: 0, fill: 'edge' }, { crop: whole }] as const) {
      const same = await finished(trial({ recipe: recipe({ augmentation: nothing }) }))
      expect(same.bits.equals(plain.bits), JSON.stringify(nothing)).toBe(true)
    }
  })

  it('adds nothing to the graph where there is none', () => {
    const graph = graphOf(smallArchitecture)
    const { signatures, savedModel } = compileGraph(graph, recipe(), 1)
    expect(Object.keys(signatures.step.inputs).toSorted()).toEqual(['learningRate', 'rows/0', 'step'])
    expect(Buffer.from(savedModel).includes('ImageProjectiveTransform')).toBe(false)
    expect(Buffer.from(compileGraph(graph, recipe({ augmentation }), 1).savedModel).includes('ImageProj')).toBe(true)
  })

  it('takes the evaluation’s images as they are', async () => {
    const { signatures } = compileGraph(graphOf(smallArchitecture), recipe({ augmentation }), 1)
    expect(Object.keys(signatures.evaluate.inputs)).toEqual(['rows/0'])
  })

  it('changes images alike on one tower and on two', async () => {
    // One step at a learning rate of 0: the sums are those of the same images under the same weights.
    const still = { epochs: 1, batch: 84, schedule: { kind: 'constant' } as const, augmentation }
    const optimizer = { kind: 'sgd', learningRate: 0, weightDecay: 0 } as const
    const one = await finished(trial({ recipe: recipe({ ...still, optimizer, towers: 1 }) }))
    const two = await finished(trial({ recipe: recipe({ ...still, optimizer, towers: 2 }) }))
    const plain = await finished(trial({ recipe: recipe({ epochs: 1, batch: 84, optimizer }) }))
    expect(two.last.train.loss).toBeCloseTo(one.last.train.loss, 5)
    expect(Math.abs(plain.last.train.loss - one.last.train.loss)).toBeGreaterThan(1e-4)
  })

  it('goes on from a checkpoint to the same bits', async () => {
    const settings = trial({ recipe: recipe({ epochs: 3, augmentation }) })
    const whole = await finished(settings)
    const resumeFrom = unwrap(decodeState(whole.states[0] ?? new Uint8Array(), 'checkpoint'))
    const result = unwrap(
      await trainTrial(engine, settings, graphOf(smallArchitecture), dataset(), {
        signal: new AbortController().signal,
        onMeasurement: () => {},
        resumeFrom,
      }),
    )
    if (result.kind !== 'finished') throw new Error(`it ${result.kind}`)
    expect(Buffer.from(encodeState(result.state)).equals(whole.bits)).toBe(true)
  })

  it('shows two arms the same images: the trunk’s loss is the same bits with auxiliary classifiers and without', async () => {
    const ablated = { ...smallArchitecture, auxiliary: [] }
    const optimizer = { kind: 'sgd', learningRate: 0, weightDecay: 0 } as const
    const still = recipe({ epochs: 1, batch: 84, optimizer, augmentation, auxiliaryWeight: 0 })
    const base = await finished(trial({ recipe: still }))
    const without = await finished(trial({ recipe: still, architecture: ablated }))
    expect(without.last.train.loss).toBe(base.last.train.loss)
  })
})
