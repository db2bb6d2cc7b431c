import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { openTrainingSession } from '../../../main/engine/training-session'
import type { TrainingState } from '../../../main/engine/training-state'
import type { Architecture, Block } from '../../../shared/architecture/architecture'
import type { LayerGraph } from '../../../shared/architecture/layer-graph'
import { parameterSize, parameters } from '../../../shared/architecture/parameters'
import { architectureNamed } from '../../../shared/architecture/registry'
import { elements } from '../../../shared/architecture/shape'
import { graphOf, numbers, recipe, testEngine, trial, unwrap } from './builders'

/** Made by PyTorch: test/golden/make_runs_fixture.py. */
interface Fixture {
  readonly batch: number
  readonly images: number
  readonly classes: number
  readonly auxiliaryWeight: number
  readonly momentum: number
  readonly weightDecay: number
  readonly runs: Readonly<Record<string, Run>>
}

interface Run extends Pick<Architecture, 'input' | 'normalisation' | 'blocks' | 'auxiliary'> {
  readonly rate: number
  /** Of each step: the main head's mean cross-entropy, then the auxiliary ones'. */
  readonly losses: readonly (readonly number[])[]
  /** Of the change of each tensor in all steps: its first numbers, and the root mean square of all. */
  readonly moved: Readonly<Record<string, { readonly first: readonly number[]; readonly size: number }>>
  /** How far PyTorch's own run in single precision is from these: at most, in a loss, a first number and a size. */
  readonly single: { readonly loss: number; readonly number: number; readonly size: number }
}

const fixture: Fixture = JSON.parse(readFileSync(new URL('../../golden/runs-fixture.json', import.meta.url), 'utf8'))
const { batch, images: count, classes, auxiliaryWeight, momentum, weightDecay } = fixture

/**
 * How much further from double precision the engine may be than PyTorch is in single. The first steps agree to 1e-6; then
 * a ReLU or a pool's largest number turns over by a rounding, and what follows parts in any single-precision run.
 */
const ALLOWANCE = 3

const engine = testEngine()
afterAll(() => engine.close())

const withoutDropout = (block: Block): Block => (block.kind === 'dropout' ? { ...block, rate: 0 } : block)

/** The built-in architecture as the fixture trained it: without dropout, with those of its heads that fit the image. */
function builtIn(architecture: Architecture, { input, auxiliary }: Run): Architecture {
  const kept = architecture.auxiliary.filter(({ name }) => auxiliary.some((head) => head.name === name))
  return {
    ...architecture,
    input,
    classes,
    blocks: architecture.blocks.map(withoutDropout),
    auxiliary: kept.map((head) => ({ ...head, blocks: head.blocks.map(withoutDropout) })),
  }
}

/** Kernels uniform with He's variance, from a stream that the parameter's name keys; scales 1, the others 0. */
function stateBefore(graph: LayerGraph): TrainingState {
  const tensors = new Map<string, { shape: readonly number[]; values: Float32Array }>()
  for (const parameter of parameters(graph)) {
    const { name, role, shape, layer } = parameter
    const values = new Float32Array(parameterSize(parameter)).fill(role === 'scale' ? 1 : 0)
    if (role === 'kernel') {
      const next = numbers(
        [...name].reduce((seed, character) => (Math.imul(seed, 31) + character.charCodeAt(0)) | 0, 0),
      )
      const limit = Math.sqrt(6 / shape.slice(0, -1).reduce((product, size) => product * size, 1))
      for (let index = 0; index < values.length; index += 1) values[index] = (2 * next() - 1) * limit
    }
    const zeros = { shape, values: new Float32Array(values.length) }
    tensors.set(name, { shape, values }).set(`${name}/momentum`, zeros)
    if (role === 'scale')
      tensors.set(`${layer}/mean`, zeros).set(`${layer}/variance`, { shape, values: zeros.values.slice().fill(1) })
  }
  return { trial: 'trial-1', step: 0, tensors }
}

function differences(
  after: Float32Array = new Float32Array(),
  before: Float32Array = new Float32Array(),
): Float64Array {
  return Float64Array.from(after, (value, at) => value - (before[at] ?? Number.NaN))
}

describe.each(Object.entries(fixture.runs))('fifty steps of %s', (name, run) => {
  const architecture = architectureNamed(name)
  if (!architecture) throw new Error(`no architecture ${name}`)
  const trained = builtIn(architecture, run)

  it('are of the network that PyTorch trained', () => {
    const { normalisation, blocks, auxiliary } = trained
    expect({ normalisation, blocks, auxiliary }).toEqual({
      normalisation: run.normalisation,
      blocks: run.blocks,
      auxiliary: run.auxiliary,
    })
  })

  it('have its losses and weights, as near as single precision comes', () => {
    const graph = graphOf(trained)
    const next = numbers(1)
    const images = Uint8Array.from({ length: count * elements(run.input) }, () => Math.floor(next() * 256))
    const data = { images, labels: Uint8Array.from({ length: count }, (_, image) => image % classes), count }
    const optimizer = { kind: 'momentum', learningRate: run.rate, momentum, weightDecay } as const
    const before = stateBefore(graph)
    const settings = trial({ recipe: recipe({ batch, towers: 2, auxiliaryWeight, optimizer }) })
    const session = unwrap(
      openTrainingSession(engine, settings, graph, { training: data, evaluation: data }, { resumeFrom: before }),
    )
    try {
      for (const [step, expected] of run.losses.entries()) {
        const rows = Int32Array.from({ length: batch }, (_, index) => (step * batch + index) % count)
        const { main, auxiliary } = session.step(rows, run.rate, step)
        const found = [main, ...auxiliary].map((sum) => sum / batch)
        for (const [head, loss] of expected.entries()) {
          expect(Math.abs((found[head] ?? Number.NaN) - loss), `step ${step}`).toBeLessThan(ALLOWANCE * run.single.loss)
        }
      }
      const { tensors } = session.state(run.losses.length)
      for (const [name, { first, size }] of Object.entries(run.moved)) {
        const change = differences(tensors.get(name)?.values, before.tensors.get(name)?.values)
        const furthest = Math.max(...first.map((value, at) => Math.abs(value - (change[at] ?? Number.NaN))))
        const found = Math.sqrt(change.reduce((sum, value) => sum + value ** 2, 0) / change.length)
        expect(Math.abs(found - size) / size, name).toBeLessThan(ALLOWANCE * run.single.size)
        expect(furthest / size, name).toBeLessThan(ALLOWANCE * run.single.number)
      }
    } finally {
      session.close()
    }
  })
})
