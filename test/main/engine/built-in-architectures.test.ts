import { afterAll, describe, expect, it } from 'vitest'
import { trainTrial } from '../../../main/engine/train-trial'
import { ablate } from '../../../shared/ablation/ablate'
import type { Architecture } from '../../../shared/architecture/architecture'
import { buildLayerGraph } from '../../../shared/architecture/build-graph'
import { miniGooglenet } from '../../../shared/architecture/mini-googlenet'
import { ARCHITECTURES } from '../../../shared/architecture/registry'
import type { Shape } from '../../../shared/architecture/shape'
import { dataset, recipe, testEngine, trial, unwrap } from './builders'

const engine = testEngine()
afterAll(() => engine.close())

/** Trains one epoch of a few images, and evaluates. */
async function epochOf(architecture: Architecture, input: Shape, batch: number) {
  const classes = 10
  const graph = unwrap(buildLayerGraph(architecture, { input, classes }))
  const settings = trial({
    architecture,
    input,
    classes,
    recipe: recipe({ epochs: 1, batch, towers: 2 }),
    data: { name: 'quarters', sizes: { train: 2 * batch, validation: 3, test: 4 }, sha256: '00' },
  })
  const data = dataset({ train: 2 * batch, validation: 3 }, input, classes)
  const result = await trainTrial(engine, settings, graph, data, {
    signal: new AbortController().signal,
    onMeasurement: () => {},
  })
  const outcome = unwrap(result)
  if (outcome.kind !== 'finished') throw new Error(`it ${outcome.kind}`)
  return outcome.last
}

const LEVELS = ['on', 'off', 'naive'].flatMap((reduction) =>
  ['on', 'off'].flatMap((pooling) => ['on', 'off'].map((auxiliary) => ({ reduction, pooling, auxiliary }))),
)

describe('every arm of the built-in factors trains and is evaluated', () => {
  it.each(LEVELS)('reduction $reduction, pooling $pooling, auxiliary $auxiliary', async (levels) => {
    const { train, validation } = await epochOf(ablate(miniGooglenet, levels).architecture, [28, 28, 1], 4)
    expect(Object.keys(train.heads)).toEqual(levels.auxiliary === 'on' ? ['auxiliary1', 'auxiliary2'] : [])
    expect(train.loss).toBeGreaterThan(0)
    expect([0, 1, 2, 3].map((right) => right / 3)).toContain(validation.accuracy)
  })
})

/** Smaller images for those whose own would take a test too long; where an auxiliary classifier allows none, its own. */
const SMALLER: Readonly<Record<string, Shape>> = {
  googlenet: [96, 96, 3],
  'googlenet-torchvision': [64, 64, 3],
  'bn-inception': [64, 64, 3],
  alexnet: [67, 67, 3],
  'alexnet-ungrouped': [67, 67, 3],
  vgg16: [32, 32, 3],
}

/** 97.5 million weights however small the image: its blocks are those of mini-googlenet-naive, at other widths. */
const TOO_LARGE: readonly string[] = ['googlenet-naive']

describe('every built-in architecture trains and is evaluated', () => {
  it.each(ARCHITECTURES.filter(({ name }) => !TOO_LARGE.includes(name)))('$name', async (architecture) => {
    const { train, validation } = await epochOf(architecture, SMALLER[architecture.name] ?? architecture.input, 2)
    expect(Object.keys(train.heads)).toEqual(architecture.auxiliary.map(({ name }) => name))
    expect(train.loss).toBeGreaterThan(0)
    expect(validation.loss).toBeGreaterThan(0)
  })
})
