import { createRequire } from 'node:module'
import { afterAll, describe, expect, it } from 'vitest'
import { compileGraph } from '../../../main/engine/graph/compile'
import { stateVectors, vectorLength } from '../../../main/engine/graph/state'
import { openSession } from '../../../main/engine/session'
import { initialState, type Vectors, vectorsFromState } from '../../../main/engine/training-state'
import { graphOf, recipe, refusal, smallArchitecture, split, testEngine, unwrap } from './builders'

const engine = testEngine()
afterAll(() => engine.close())

const graph = graphOf(smallArchitecture)
const compiled = compileGraph(graph, recipe(), 1)

/** The same numbers, `place` numbers into a buffer. */
function shifted(values: Float32Array, place: number): Float32Array {
  const view = new Float32Array(values.length + place).subarray(place)
  view.set(values)
  return view
}

describe('a compiled graph', () => {
  it('is the same bytes for the same input, and others for another seed', () => {
    expect(Buffer.from(compileGraph(graph, recipe(), 1).savedModel).equals(compiled.savedModel)).toBe(true)
    expect(Buffer.from(compileGraph(graph, recipe(), 2).savedModel).equals(compiled.savedModel)).toBe(false)
  })

  it('is read by the protobuf classes of tfjs-node', () => {
    const require = createRequire(import.meta.url)
    const { SavedModel } = require('@tensorflow/tfjs-node-gpu/dist/proto/api_pb.js')
    const [metaGraph, ...others] = SavedModel.deserializeBinary(compiled.savedModel).toObject().metaGraphsList
    expect(others).toEqual([])
    expect(metaGraph.metaInfoDef.tagsList).toEqual(['train'])
    expect(metaGraph.graphDef.versions).toMatchObject({ producer: 1087, minConsumer: 12 })
    const nodes: { name: string; op: string; inputList: string[] }[] = metaGraph.graphDef.nodeList
    const byName = new Map(nodes.map((node) => [node.name, node]))
    expect(byName.size).toBe(nodes.length)
    expect(byName.get('step/stem/Conv2D')).toMatchObject({
      op: 'Conv2D',
      inputList: ['step/Mul', 'step/weights/kernels/Reshape'],
    })
    for (const { inputList } of nodes) {
      for (const input of inputList) expect(byName.has(input.replace(/^\^|:\d+$/g, '')), input).toBe(true)
    }
    const signatures: [string, { inputsMap: [string, { name: string }][] }][] = metaGraph.signatureDefMap
    const step = signatures.find(([name]) => name === 'step')?.[1]
    expect(step?.inputsMap.map(([name, { name: tensor }]) => [name, tensor])).toEqual([
      ['learningRate', 'step/learningRate/Placeholder:0'],
      ['rows/0', 'step/rows/0/Placeholder:0'],
      ['step', 'step/step/Placeholder:0'],
    ])
  })

  it('takes layer names that TensorFlow or the binding would stumble over', () => {
    const strange = { ...smallArchitecture, blocks: smallArchitecture.blocks.map((block) => ({ ...block })) }
    const first = strange.blocks[0]
    if (first) first.name = '_stem, with:signs ^ü 卷积'
    const graph = graphOf(strange)
    const compiled = compileGraph(graph, recipe(), 1)
    const vectors = unwrap(vectorsFromState(compiled.state, initialState(compiled.state, graph, 'trial-1', 1)))
    const session = unwrap(openSession(engine, compiled))
    session.run('restore', vectors)
    expect(session.run('state')).toEqual(vectors)
    session.close()
  })
})

describe('a session', () => {
  const vectors = unwrap(vectorsFromState(compiled.state, initialState(compiled.state, graph, 'trial-1', 1)))

  it('gives back the state that it was given', () => {
    const session = unwrap(openSession(engine, compiled))
    session.run('restore', vectors)
    expect(session.run('state')).toEqual(vectors)
    session.close()
  })

  it('keeps memory of its own: what it was given may change, and what it gave does not', () => {
    const session = unwrap(openSession(engine, compiled))
    const data = split(16, 1)
    session.run('training-data', { images: data.images, labels: Int32Array.from(data.labels) })
    const rows = Int32Array.from({ length: 8 }, (_, row) => row)
    // TensorFlow takes over memory that begins at a multiple of 64 bytes, and copies other: one of 16 places is such.
    for (let place = 0; place < 16; place += 1) {
      const given = Object.fromEntries(Object.entries(vectors).map(([name, values]) => [name, shifted(values, place)]))
      session.run('restore', given)
      for (const values of Object.values(given)) values.fill(7)
      const before = session.run('state') as Vectors
      session.run('step', { 'rows/0': rows, learningRate: Float32Array.of(0.1), step: Int32Array.of(0) })
      expect(before).toEqual(vectors)
      expect(session.run('state')['weights/kernels']).not.toEqual(vectors['weights/kernels'])
    }
    session.close()
  })

  it('is a failure of the environment where the graph cannot be written', () => {
    const before = process.env.TMPDIR
    process.env.TMPDIR = '/nowhere/at/all'
    try {
      const result = openSession(engine, compiled)
      expect(result).toMatchObject({ ok: false, error: { kind: 'environment' } })
      expect(refusal(result)).toMatch(
        /^The network cannot be written to the folder for temporary files, \/nowhere\/at\/all: ENOENT.* set TMPDIR to another folder\.$/,
      )
    } finally {
      if (before === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = before
    }
  })

  it('refuses a missing input, and one of the wrong size, by name', () => {
    const session = unwrap(openSession(engine, compiled))
    expect(() => session.run('step')).toThrow('input learningRate is missing')
    expect(() => session.run('training-data', { images: new Uint8Array(65), labels: new Int32Array(1) })).toThrow(
      'input images of shape [-1,8,8,1] got 65 numbers',
    )
    expect(engine.binding.getNumOfTensors()).toBe(0)
    session.close()
  })

  it('is closed once, and runs nothing afterwards', () => {
    const session = unwrap(openSession(engine, compiled))
    session.close()
    session.close()
    expect(() => session.run('state')).toThrow('state is run on a closed session')
    expect(engine.binding.getNumOfSavedModels()).toBe(0)
  })

  it('has a vector for every kind of state, as long as its parts together', () => {
    const lengths = stateVectors(compiled.state).map((vector) => [vector.name, vectorLength(vector)])
    expect(lengths.map(([name]) => name)).toEqual([
      'weights/kernels',
      'momentum/kernels',
      'weights/others',
      'momentum/others',
      'statistics',
    ])
    expect(lengths).toEqual(Object.entries(vectors).map(([name, values]) => [name, values.length]))
  })
})
