import type { Dataset, Split } from '../../../main/data/dataset'
import { type Engine, openEngine } from '../../../main/engine/engine'
import type { Architecture } from '../../../shared/architecture/architecture'
import { buildLayerGraph } from '../../../shared/architecture/build-graph'
import type { Layer, LayerGraph, LayerOperation } from '../../../shared/architecture/layer-graph'
import { elements, type Shape } from '../../../shared/architecture/shape'
import type { Result } from '../../../shared/result'
import type { Recipe } from '../../../shared/training/recipe'
import type { Trial } from '../../../shared/training/trial'

/** One engine a test file: a process keeps the number of threads it loaded TensorFlow with. */
export function testEngine(): Engine {
  return unwrap(openEngine({ threads: 2 }))
}

export function unwrap<T>(result: Result<T, { readonly message: string }>): T {
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

export function refusal(result: Result<unknown, { readonly message: string }>): string {
  if (result.ok) throw new Error('this was to be refused')
  return result.error.message
}

/** A small, fast stream of numbers from 0 to 1 for test data (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A layer for `layerGraph`: reads the one before it unless `inputs` says otherwise. */
export type LayerSketch = LayerOperation & {
  readonly name: string
  readonly output: Shape
  readonly inputs?: readonly string[]
  readonly head?: string
}

/** A layer graph by hand; its last layer, and those named in `heads`, give logits. */
export function layerGraph(
  input: Shape,
  classes: number,
  sketches: readonly LayerSketch[],
  heads: Readonly<Record<string, string>> = {},
): LayerGraph {
  const layers: Layer[] = [{ kind: 'input', name: 'input', inputs: [], output: input, module: 'input' }]
  for (const sketch of sketches) {
    layers.push({ module: sketch.name, inputs: [layers.at(-1)?.name ?? 'input'], ...sketch })
  }
  const main = layers.filter(({ head }) => head === undefined).at(-1)?.name ?? 'input'
  const auxiliary = Object.entries(heads).map(([head, layer]) => ({ head, layer }))
  return { architecture: 'sketch', input, classes, layers, outputs: [{ head: 'main', layer: main }, ...auxiliary] }
}

/** A network that trains in a few seconds: batch norm, one module, an auxiliary classifier with dropout. */
export const smallArchitecture: Architecture = {
  name: 'small',
  title: 'one module for images of 8 pixels',
  source: 'the tests',
  input: [8, 8, 1],
  classes: 4,
  normalisation: 'batch',
  blocks: [
    { kind: 'convolution', name: 'stem', kernel: 3, filters: 6 },
    { kind: 'max-pool', name: 'pool1', size: 3, stride: 2 },
    {
      kind: 'inception',
      name: 'module1',
      conv1x1: 4,
      reduce3x3: 4,
      conv3x3: 4,
      reduce5x5: 4,
      conv5x5: 4,
      poolProjection: 4,
    },
    { kind: 'global-average-pool', name: 'pool2' },
    { kind: 'dense', name: 'linear', units: 'classes', activation: 'none' },
  ],
  auxiliary: [
    {
      name: 'auxiliary1',
      after: 'pool1',
      normalisation: 'none',
      blocks: [
        { kind: 'dense', name: 'hidden', units: 8, activation: 'relu' },
        { kind: 'dropout', name: 'dropout', rate: 0.5 },
        { kind: 'dense', name: 'linear', units: 'classes', activation: 'none' },
      ],
    },
  ],
}

export function graphOf(architecture: Architecture): LayerGraph {
  return unwrap(buildLayerGraph(architecture, architecture))
}

export function recipe(overrides: Partial<Recipe> = {}): Recipe {
  return {
    epochs: 2,
    batch: 8,
    optimizer: { kind: 'momentum', learningRate: 0.1, momentum: 0.9, weightDecay: 1e-4 },
    schedule: { kind: 'cosine' },
    auxiliaryWeight: 0.3,
    towers: 1,
    ...overrides,
  }
}

/** Images whose class is the quarter that is bright, in noise. */
export function split(count: number, seed: number, [height, width, channels]: Shape = [8, 8, 1], classes = 4): Split {
  const next = numbers(seed)
  const size = elements([height, width, channels])
  const images = new Uint8Array(count * size)
  const labels = Uint8Array.from({ length: count }, (_, index) => index % classes)
  labels.forEach((label, index) => {
    for (let pixel = 0; pixel < size; pixel += 1) {
      const place = Math.floor(pixel / channels)
      const quarter = 2 * Number(Math.floor(place / width) >= height / 2) + Number(place % width >= width / 2)
      images[index * size + pixel] = Math.floor(next() * 150) + (quarter === label ? 80 : 0)
    }
  })
  return { images, labels, count }
}

export function dataset(
  sizes: { readonly train?: number; readonly validation?: number } = {},
  image: Shape = [8, 8, 1],
  classes = 4,
): Dataset {
  const { train = 84, validation = 30 } = sizes
  const splits = {
    train: split(train, 1, image, classes),
    validation: split(validation, 2, image, classes),
    test: split(4, 3, image, classes),
  }
  return {
    description: {
      name: 'quarters',
      title: 'Bright quarters',
      licence: 'MIT',
      source: 'the tests',
      image,
      classes: Array.from({ length: classes }, (_, label) => `quarter ${label}`),
      sizes: { train, validation, test: 4 },
      sha256: '00',
    },
    splits,
  }
}

export function trial(overrides: Partial<Trial> = {}): Trial {
  return {
    id: 'trial-1',
    arm: 'base',
    replicate: 1,
    seed: 11,
    architecture: smallArchitecture,
    base: overrides.architecture ?? smallArchitecture,
    edits: [],
    input: [8, 8, 1],
    classes: 4,
    recipe: recipe(),
    data: { name: 'quarters', sizes: { train: 84, validation: 30, test: 4 }, sha256: '00' },
    ...overrides,
  }
}
