import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { initialValues } from '../../../main/engine/initialise'
import type { Architecture } from '../../../shared/architecture/architecture'
import type { LayerGraph } from '../../../shared/architecture/layer-graph'
import { miniGooglenet, miniGooglenetPlain } from '../../../shared/architecture/mini-googlenet'
import { parameters } from '../../../shared/architecture/parameters'
import { INITIALISATIONS, type Initialisation } from '../../../shared/training/recipe'
import { graphOf } from './builders'

const base = graphOf(miniGooglenet)

function all(graph: LayerGraph, seed = 1): Map<string, Float32Array> {
  return new Map(parameters(graph).map((parameter) => [parameter.name, initialValues(parameter, graph, seed)]))
}

function deviation(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}

describe('initial values', () => {
  const values = all(base)
  const of = (name: string): Float32Array => values.get(name) ?? new Float32Array()

  it.each([
    { name: 'module2/3x3/kernel', inputs: 3 * 3 * 24 },
    { name: 'module3/3x3/kernel', inputs: 3 * 3 * 32 },
    { name: 'auxiliary2/hidden/kernel', inputs: 4 * 4 * 32 },
  ])('$name is drawn with variance 2 ÷ $inputs (He)', ({ name, inputs }) => {
    expect(deviation(of(name)) / Math.sqrt(2 / inputs)).toBeCloseTo(1, 1)
    expect(Math.max(...of(name)) / Math.sqrt(2 / inputs)).toBeGreaterThan(3)
  })

  it('the kernel of logits is uniform within ±√(6 ÷ (inputs + outputs)) (Glorot)', () => {
    const limit = Math.sqrt(6 / (128 + 10))
    const kernel = of('linear/kernel')
    expect(Math.max(...kernel.map(Math.abs))).toBeLessThanOrEqual(limit)
    expect(Math.max(...kernel.map(Math.abs))).toBeGreaterThan(0.98 * limit)
    expect(deviation(kernel) / (limit / Math.sqrt(3))).toBeCloseTo(1, 1)
  })

  it.each([
    { name: 'linear/bias', value: 0 },
    { name: 'stem/norm/scale', value: 1 },
    { name: 'stem/norm/shift', value: 0 },
  ])('$name is $value', ({ name, value }) => {
    expect(new Set(of(name))).toEqual(new Set([value]))
  })

  it('are the same for the same seed, and others for another', () => {
    expect(all(base)).toEqual(values)
    expect(all(base, 2).get('stem/kernel')).not.toEqual(of('stem/kernel'))
  })

  it('are another stream for every parameter', () => {
    const beginnings = [...values].filter(([name]) => name.endsWith('/kernel')).map(([, kernel]) => kernel[0])
    expect(new Set(beginnings).size).toBe(beginnings.length)
  })

  it('of the other layers stay when a branch, a reduction or a head is taken out', () => {
    const ablated: Architecture = {
      ...miniGooglenet,
      blocks: miniGooglenet.blocks.map((block) =>
        block.kind === 'inception' && block.name === 'module2'
          ? { ...block, conv5x5: 'none', reduce3x3: 'none' }
          : block,
      ),
      auxiliary: miniGooglenet.auxiliary.slice(0, 1),
    }
    const without = all(graphOf(ablated))
    const gone = [...values.keys()].filter((name) => !without.has(name))
    expect(gone.filter((name) => !name.startsWith('auxiliary2/'))).toEqual([
      'module2/3x3-reduce/kernel',
      'module2/3x3-reduce/norm/scale',
      'module2/3x3-reduce/norm/shift',
      'module2/5x5-reduce/kernel',
      'module2/5x5-reduce/norm/scale',
      'module2/5x5-reduce/norm/shift',
      'module2/5x5/kernel',
      'module2/5x5/norm/scale',
      'module2/5x5/norm/shift',
    ])
    const changed = [...without].filter(([name, kernel]) => of(name).join() !== kernel.join()).map(([name]) => name)
    // Those that read another number of channels than before, and nothing else.
    expect(changed).toEqual([
      'module2/3x3/kernel',
      'module3/1x1/kernel',
      'module3/3x3-reduce/kernel',
      'module3/5x5-reduce/kernel',
      'module3/pool-projection/kernel',
    ])
  })
})

describe('the initialisation', () => {
  const plain = graphOf(miniGooglenetPlain)
  const drawn = (initialisation: Initialisation, seed = 1): ReadonlyMap<string, Float32Array> =>
    new Map(
      parameters(plain).map((parameter) => [parameter.name, initialValues(parameter, plain, seed, initialisation)]),
    )
  const largest = (values: Float32Array): number => Math.max(...values.map(Math.abs))

  it('he draws the bits that it always drew', () => {
    const hash = createHash('sha256')
    for (const kernel of all(base).values()) hash.update(kernel)
    expect(hash.digest('hex').slice(0, 16)).toBe('885307d5893d6b21')
    expect(drawn('he')).toEqual(all(plain))
  })

  it.each([
    // √(6 ÷ (3·3·24 + 3·3·32)), √(6 ÷ (4·4·32 + 64)), √(6 ÷ (128 + 10)): uniform
    { scheme: 'xavier', name: 'module2/3x3/kernel', limit: 0.1091089 },
    { scheme: 'xavier', name: 'auxiliary2/hidden/kernel', limit: 0.1020621 },
    { scheme: 'xavier', name: 'linear/kernel', limit: 0.2085144 },
    // √(3 ÷ (3·3·24)), √(3 ÷ 128)
    { scheme: 'caffe', name: 'module2/3x3/kernel', limit: 0.1178511 },
    { scheme: 'caffe', name: 'linear/kernel', limit: 0.1530931 },
  ] as const)('$scheme draws $name evenly within ±$limit', ({ scheme, name, limit }) => {
    const values = drawn(scheme).get(name) ?? new Float32Array()
    expect(largest(values)).toBeLessThanOrEqual(limit)
    expect(largest(values)).toBeGreaterThan(0.98 * limit)
    expect(deviation(values) / (limit / Math.sqrt(3))).toBeCloseTo(1, 1)
  })

  it.each(['module2/3x3/kernel', 'linear/kernel'])(
    'gaussian-0.01 draws %s with deviation 0.01, not cut off',
    (name) => {
      const values = drawn('gaussian-0.01').get(name) ?? new Float32Array()
      expect(deviation(values) / 0.01).toBeCloseTo(1, 1)
      expect(largest(values)).toBeGreaterThan(0.03)
    },
  )

  it.each([
    { scheme: 'he', hidden: 0, logits: 0 },
    { scheme: 'xavier', hidden: 0, logits: 0 },
    { scheme: 'gaussian-0.01', hidden: 0, logits: 0 },
    { scheme: 'caffe', hidden: Math.fround(0.2), logits: 0 },
  ] as const)('$scheme sets biases to $hidden, and those of logits to $logits', ({ scheme, hidden, logits }) => {
    const values = drawn(scheme)
    for (const name of ['stem/bias', 'module2/3x3/bias', 'auxiliary1/hidden/bias']) {
      expect(new Set(values.get(name)), name).toEqual(new Set([hidden]))
    }
    for (const name of ['linear/bias', 'auxiliary1/linear/bias']) {
      expect(new Set(values.get(name)), name).toEqual(new Set([logits]))
    }
  })

  it.each(INITIALISATIONS)('%s draws the same for the same seed, and another kernel for another', (scheme) => {
    expect(drawn(scheme)).toEqual(drawn(scheme))
    for (const name of ['stem/kernel', 'linear/kernel']) {
      expect(drawn(scheme, 2).get(name)).not.toEqual(drawn(scheme).get(name))
    }
  })
})

describe('the inputs that an output has', () => {
  const architecture: Architecture = {
    ...miniGooglenetPlain,
    input: [16, 16, 32],
    blocks: [
      { kind: 'convolution', name: 'groups', kernel: 3, filters: 64, groups: 4 },
      { kind: 'depthwise-convolution', name: 'depthwise', kernel: 5, multiplier: 8 },
      {
        kind: 'convolution',
        name: 'table',
        kernel: 7,
        filters: 3,
        connections: [
          Array.from({ length: 512 }, (_, map) => map),
          Array.from({ length: 128 }, (_, map) => 4 * map),
          [5],
        ],
      },
      { kind: 'dense', name: 'hidden', units: 20, activation: 'tanh' },
      { kind: 'dense', name: 'linear', units: 'classes', activation: 'none' },
    ],
    auxiliary: [],
  }
  const graph = graphOf(architecture)
  const values = all(graph)
  const kernel = (name: string) => values.get(`${name}/kernel`) ?? new Float32Array()
  const ofMap = (output: number) => kernel('table').filter((_, index) => index % 3 === output)

  it.each([
    // He: √(2 ÷ inputs)
    { what: 'a group', found: () => kernel('groups'), inputs: 3 * 3 * 8 },
    { what: 'a depthwise kernel', found: () => kernel('depthwise'), inputs: 5 * 5 },
    { what: 'a map of 512 connections', found: () => ofMap(0), inputs: 7 * 7 * 512 },
    { what: 'a map of 128', found: () => ofMap(1).filter((weight) => weight !== 0), inputs: 7 * 7 * 128 },
    { what: 'a dense layer with tanh behind it', found: () => kernel('hidden'), inputs: 16 * 16 * 3 },
  ])('are $inputs in $what', ({ found, inputs }) => {
    expect(deviation(found()) / Math.sqrt(2 / inputs)).toBeCloseTo(1, 1)
  })

  it.each([
    // Glorot: √(6 ÷ (inputs + outputs))
    { name: 'groups', limit: Math.sqrt(6 / (3 * 3 * 8 + 3 * 3 * 16)) },
    { name: 'depthwise', limit: Math.sqrt(6 / (5 * 5 + 5 * 5 * 8)) },
  ])('of $name are counted with its outputs by xavier', ({ name, limit }) => {
    const parameter = parameters(graph).find((candidate) => candidate.name === `${name}/kernel`)
    if (!parameter) throw new Error(`no ${name}`)
    const largest = Math.max(...initialValues(parameter, graph, 1, 'xavier').map(Math.abs))
    expect(largest).toBeLessThanOrEqual(limit)
    expect(largest).toBeGreaterThan(0.98 * limit)
  })

  it('are zero where the table does not connect', () => {
    expect([0, 1, 2].map((output) => ofMap(output).filter((weight) => weight !== 0).length)).toEqual([
      49 * 512,
      49 * 128,
      49,
    ])
  })

  it('leave the stream of those that a table keeps as it is', () => {
    const dense = graphOf({
      ...architecture,
      blocks: architecture.blocks.map((block) => {
        if (block.name !== 'table' || block.kind !== 'convolution') return block
        const { connections: _, ...all } = block
        return all
      }),
    })
    const whole = all(dense).get('table/kernel') ?? new Float32Array()
    expect(ofMap(0)).toEqual(whole.filter((_, index) => index % 3 === 0))
  })
})
