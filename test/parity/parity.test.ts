import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTrainingSession } from '../../main/engine/training-session'
import type { TrainingState } from '../../main/engine/training-state'
import { EXPORT_FORMATS, type ExportFormat, writeNetwork } from '../../main/export/write-network'
import type { NamedTensor } from '../../main/store/safetensors'
import { parameters } from '../../shared/architecture/parameters'
import { elements } from '../../shared/architecture/shape'
import { planCode } from '../../shared/exchange/code-plan'
import { kerasTensors, pytorchTensors } from '../../shared/exchange/foreign-tensors'
import { toLayout } from '../../shared/exchange/tensor-layout'
import { graphOf, recipe, testEngine, trial, unwrap } from '../main/engine/builders'
import { engineLogits } from './engine-logits'
import {
  ablatedArms,
  FULL_SIZE,
  type NamedNetwork,
  randomImages,
  randomised,
  SMALL_ONES,
  withoutDropout,
} from './exported-networks'
import { parityPython } from './python'

/** The Python with torch, keras, tensorflow, onnx, onnxruntime and safetensors; see scripts/test-parity.mjs. */
const python = parityPython()
const AUXILIARY_WEIGHT = 0.3
const TOLERANCE = 1e-4

const engine = testEngine()
afterAll(() => engine.close())

const folder = mkdtempSync(join(tmpdir(), 'ablation-workbench-parity-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Job {
  readonly folder: string
  readonly images: string
  readonly shape: readonly number[]
  readonly labels?: readonly number[]
  readonly heads?: boolean
}

/** Runs every job of a format in one process, since loading TensorFlow or PyTorch takes seconds. */
function runPython(format: ExportFormat, jobs: readonly Job[]): void {
  if (python.kind === 'absent') return
  const list = join(folder, `${format}.json`)
  writeFileSync(list, JSON.stringify(jobs))
  const script = new URL('./check.py', import.meta.url).pathname
  const { status, stderr, error } = spawnSync(python.path, ['-B', script, format, list], {
    encoding: 'utf8',
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '' },
    maxBuffer: 2 ** 26,
  })
  if (status !== 0) throw new Error(`${format} ended with ${status ?? error?.message}:\n${stderr.slice(-4000)}`)
}

function floats(file: string): Float32Array {
  const failure = join(file, '..', 'failure.txt')
  if (existsSync(failure)) throw new Error(readFileSync(failure, 'utf8'))
  return new Float32Array(Uint8Array.from(readFileSync(file)).buffer)
}

/** What fails for one network is told by its own test. */
function attempt(give: () => Float32Array): Float32Array | Error {
  try {
    return give()
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** The largest difference, relative to the largest number expected where that is more than 1. */
function difference(found: Float32Array, expected: Float32Array): number {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1)
  return expected.reduce((most, value, at) => Math.max(most, Math.abs(value - (found[at] ?? Number.NaN)) / largest), 0)
}

const arms = ablatedArms()
/** Some of them alone, while something is mended: PARITY_ONLY=mini npm run test:parity. */
const only = new RegExp(process.env.PARITY_ONLY ?? '')
const NETWORKS: readonly NamedNetwork[] = [...FULL_SIZE, ...arms].filter(({ name }) => only.test(name))

it('has 20 ablated arms or more to try', () => {
  expect(arms.length).toBeGreaterThanOrEqual(20)
})

describe.skipIf(python.kind === 'absent')(`logits${python.kind === 'absent' ? ` (${python.reason})` : ''}`, () => {
  const expected = new Map<string, Float32Array | Error>()
  const found = new Map<string, Float32Array | Error>()

  beforeAll(() => {
    const IMAGES = 2
    const place = (index: number): string => join(folder, `network-${index}`)
    for (const [index, { name, architecture }] of NETWORKS.entries()) {
      mkdirSync(place(index))
      const { floats: images } = randomImages(IMAGES, elements(architecture.input))
      writeFileSync(join(place(index), 'images.bin'), images)
      expected.set(
        name,
        attempt(() => engineLogits(engine, randomised(architecture), images, IMAGES)),
      )
    }
    for (const format of EXPORT_FORMATS) {
      const jobs = NETWORKS.map(({ architecture }, index): Job => {
        const own = join(place(index), format)
        unwrap(writeNetwork(randomised(architecture), format, own))
        return { folder: own, images: join(place(index), 'images.bin'), shape: [IMAGES, ...architecture.input] }
      })
      runPython(format, jobs)
      for (const [index, { name }] of NETWORKS.entries()) {
        const own = join(place(index), format)
        found.set(
          `${name} ${format}`,
          attempt(() => floats(join(own, 'logits.bin'))),
        )
        rmSync(own, { recursive: true, force: true })
      }
    }
  }, 3_600_000)

  describe.each(EXPORT_FORMATS)('as %s', (format) => {
    it.each(NETWORKS)('$name', ({ name }) => {
      const logits = found.get(`${name} ${format}`)
      const own = expected.get(name)
      if (!(own instanceof Float32Array)) throw own
      if (!(logits instanceof Float32Array)) throw logits
      expect(logits.length).toBe(own.length)
      expect(own.some((value) => Math.abs(value) > 1e-3)).toBe(true)
      expect(difference(logits, own)).toBeLessThan(TOLERANCE)
    })
  })
})

describe.skipIf(python.kind === 'absent')('loss and gradients of a training step', () => {
  const STEPS = SMALL_ONES.filter(({ name }) => only.test(name)).map(({ name, architecture }) => ({
    name,
    architecture: withoutDropout(architecture),
  }))
  const BATCH = 4
  /**
   * Where a number lies within rounding of a ReLU's kink, or two within rounding of each other in a max pool, its gradient
   * goes one way or the other, and both are right. So a parameter's gradient must agree on one of some batches.
   */
  const BATCHES = [1, 2, 3, 4, 5, 6, 7, 8]
  const place = (name: string, format: string, seed: number): string => join(folder, `step-${name}-${format}-${seed}`)

  beforeAll(() => {
    for (const format of ['pytorch', 'keras'] as const) {
      const jobs = STEPS.flatMap(({ name, architecture }) =>
        BATCHES.map((seed): Job => {
          const own = place(name, format, seed)
          unwrap(writeNetwork(randomised(architecture), format, own))
          const images = join(own, 'images.bin')
          writeFileSync(images, randomImages(BATCH, elements(architecture.input), seed).floats)
          return {
            folder: own,
            images,
            shape: [BATCH, ...architecture.input],
            labels: labelsOf(architecture.classes),
            heads: architecture.auxiliary.length > 0,
          }
        }),
      )
      runPython(format, jobs)
    }
  }, 1_800_000)

  function labelsOf(classes: number): readonly number[] {
    return Array.from({ length: BATCH }, (_, image) => (3 * image) % classes)
  }

  /** One step of the engine, whose momentum slots are the gradients themselves. */
  function engineStep({ architecture }: NamedNetwork, seed: number) {
    const { graph, tensors } = randomised(architecture)
    const optimizer = { kind: 'momentum', learningRate: 0, momentum: 0, weightDecay: 0 } as const
    const slots = parameters(graph).map(({ name, shape }): [string, NamedTensor] => [
      `${name}/momentum`,
      { shape, values: new Float32Array(shape.reduce((product, size) => product * size, 1)) },
    ])
    const state: TrainingState = { trial: 'trial-1', step: 0, tensors: new Map([...tensors, ...slots]) }
    const { classes, input } = architecture
    const settings = trial({
      architecture,
      input,
      classes,
      recipe: recipe({ batch: BATCH, auxiliaryWeight: AUXILIARY_WEIGHT, optimizer }),
    })
    const images = randomImages(BATCH, elements(input), seed).bytes
    const split = { images, labels: Uint8Array.from(labelsOf(classes)), count: BATCH }
    const session = unwrap(
      openTrainingSession(engine, settings, graph, { training: split, evaluation: split }, { resumeFrom: state }),
    )
    try {
      const rows = Int32Array.from({ length: BATCH }, (_, row) => row)
      const { main, auxiliary } = session.step(rows, 0, 0)
      return { losses: [main, ...auxiliary].map((sum) => sum / BATCH), gradients: session.state(1).tensors }
    } finally {
      session.close()
    }
  }

  /** How far each gradient of a batch is off, relative to its largest number, by its name there. */
  function errorsOf(network: NamedNetwork, format: 'pytorch' | 'keras', seed: number): ReadonlyMap<string, number> {
    const own = place(network.name, format, seed)
    if (existsSync(join(own, 'failure.txt'))) throw new Error(readFileSync(join(own, 'failure.txt'), 'utf8'))
    const told: { losses: number[]; gradients: Record<string, number> } = JSON.parse(
      readFileSync(join(own, 'loss.json'), 'utf8'),
    )
    const { losses, gradients } = engineStep(network, seed)
    expect(told.losses.length).toBe(losses.length)
    for (const [head, loss] of losses.entries()) expect(told.losses[head]).toBeCloseTo(loss, 4)
    const plan = planCode(network.architecture, graphOf(network.architecture))
    const wanted = (format === 'pytorch' ? pytorchTensors(plan) : kerasTensors(plan)).filter(
      ({ own: { role } }) => role !== 'mean' && role !== 'variance',
    )
    expect(Object.keys(told.gradients).toSorted()).toEqual(wanted.map(({ name }) => name).toSorted())
    return new Map(
      wanted.map(({ name, own: tensor, layout }) => {
        const gradient = gradients.get(`${tensor.name}/momentum`)
        if (!gradient) throw new Error(`no gradient of ${tensor.name}`)
        const expected = toLayout(gradient.values, layout)
        const found = floats(join(own, 'gradients', `${told.gradients[name]}.bin`))
        const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0.02)
        const furthest = expected.reduce(
          (most, value, at) => Math.max(most, Math.abs(value - (found[at] ?? Number.NaN))),
          0,
        )
        return [name, furthest / largest]
      }),
    )
  }

  describe.each(['pytorch', 'keras'] as const)('as %s', (format) => {
    it.each(STEPS)('$name', (network) => {
      const left = new Map<string, number>()
      for (const seed of BATCHES) {
        for (const [name, error] of errorsOf(network, format, seed))
          left.set(name, Math.min(error, left.get(name) ?? Number.POSITIVE_INFINITY))
        if ([...left.values()].every((error) => error < 2e-4)) break
      }
      expect([...left].filter(([, error]) => !(error < 2e-4))).toEqual([])
    })
  })
})

describe.skipIf(python.kind === 'absent')('the exported source runs as it is', () => {
  it.each(['pytorch', 'keras'] as const)('python model.py, %s', (format) => {
    if (python.kind === 'absent') return
    const [network] = SMALL_ONES
    if (!network) throw new Error('no small network')
    const own = join(folder, `as-it-is-${format}`)
    unwrap(writeNetwork(randomised(network.architecture), format, own))
    const { status, stdout, stderr } = spawnSync(python.path, ['-B', 'model.py'], {
      cwd: own,
      encoding: 'utf8',
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '' },
    })
    expect(status, stderr.slice(-2000)).toBe(0)
    expect(stdout).toMatch(/: [\d,]+ parameters\nlogits of a black image: -?\d/)
  })
})
