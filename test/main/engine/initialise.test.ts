import { describe, expect, it } from 'vitest'
import { initialValues } from '../../../main/engine/initialise'
import type { Architecture } from '../../../shared/architecture/architecture'
import type { LayerGraph } from '../../../shared/architecture/layer-graph'
import { miniGooglenet } from '../../../shared/architecture/mini-googlenet'
import { parameters } from '../../../shared/architecture/parameters'
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
