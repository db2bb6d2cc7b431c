import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { channelsFirstLayout, fromLayout, networkTensors, toLayout } from '../../../shared/exchange/tensor-layout'
import { flattenOrder } from '../../../shared/exchange/value-rank'
import { graphOf, network } from '../architecture/architectures'

describe('the order of numbers where channels stand first', () => {
  it('puts a kernel [rows, columns, inputs, outputs] as [outputs, inputs, rows, columns]', () => {
    // 1 row, 2 columns, 2 inputs, 1 output: (column 0: in 0, in 1), (column 1: in 0, in 1)
    const layout = { view: [1, 2, 2, 1], axes: [3, 2, 0, 1], shape: [1, 2, 1, 2] }
    expect([...toLayout(Float32Array.of(1, 2, 3, 4), layout)]).toEqual([1, 3, 2, 4])
  })

  it('puts the rows of a dense kernel behind a flattened map in the order channel, row, column', () => {
    const architecture = network(
      [1, 2, 2],
      [
        { kind: 'flatten', name: 'flat' },
        { kind: 'dense', name: 'hidden', units: 1, activation: 'none' },
      ],
    )
    const graph = graphOf(architecture)
    const order = flattenOrder(graph)
    const kernel = networkTensors(graph).find(({ name }) => name === 'hidden/kernel')
    const layer = graph.layers.find(({ name }) => name === 'hidden')
    if (!kernel || !layer) throw new Error('no dense layer')
    const layout = channelsFirstLayout(layer, kernel, order)
    expect(layout.shape).toEqual([1, 4])
    // here: (0,0) maps 0 and 1, (0,1) maps 0 and 1; there: map 0 at both places, then map 1
    expect([...toLayout(Float32Array.of(10, 11, 20, 21), layout)]).toEqual([10, 20, 11, 21])
  })

  it('comes back as it was', () => {
    const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(shapes, fc.infiniteStream(fc.nat()), (view, keys) => {
        const axes = view.map((_, axis) => ({ axis, key: keys.next().value ?? 0 })).toSorted((a, b) => a.key - b.key)
        const count = view.reduce((product, size) => product * size, 1)
        const values = Float32Array.from({ length: count }, (_, index) => index)
        const layout = { view, axes: axes.map(({ axis }) => axis), shape: view }
        expect([...fromLayout(toLayout(values, layout), layout)]).toEqual([...values])
      }),
    )
  })
})
