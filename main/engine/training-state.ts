import { createHash } from 'node:crypto'
import type { LayerGraph } from '../../shared/architecture/layer-graph'
import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import type { Initialisation } from '../../shared/training/recipe'
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from '../store/safetensors'
import { type Section, type StateLayout, type StateVector, stateVectors, vectorLength } from './graph/state'
import { count } from './graph/tensor'
import { initialValues } from './initialise'

/** A trial after some of its steps: all that is needed to go on as if nothing had happened. */
export interface TrainingState {
  /** The trial's id. */
  readonly trial: string
  /** Steps done. */
  readonly step: number
  /** Parameters by name, the optimizer's slots as `<parameter>/momentum`, running statistics as `<layer>/mean`. */
  readonly tensors: ReadonlyMap<string, NamedTensor>
}

/** Flat vectors by name, as the session keeps them. */
export type Vectors = Readonly<Record<string, Float32Array>>

/**
 * The vectors before the first step: parameters and their averages drawn by the seed, slots and running means 0, running
 * variances 1. Zeros are left as they were allocated, so that they take no memory.
 */
export function initialVectors(
  layout: StateLayout,
  graph: LayerGraph,
  seed: number,
  initialisation: Initialisation = 'he',
): Vectors {
  const vectors: Record<string, Float32Array> = {}
  for (const vector of stateVectors(layout)) vectors[vector.name] = new Float32Array(vectorLength(vector))
  for (const { parameters, weights, average } of layout.groups) {
    const values = vectors[weights.name]
    if (!values) continue
    for (const [index, { values: part }] of partsOf(weights, values).entries()) {
      const parameter = parameters[index]
      if (parameter) initialValues(parameter, graph, seed, initialisation, part)
    }
    if (average) vectors[average.name] = values.slice()
  }
  const statistics = vectors[layout.statistics.name]
  if (statistics) {
    for (const [index, { values }] of partsOf(layout.statistics, statistics).entries())
      if (index % 2 === 1) values.fill(1)
  }
  return vectors
}

/** A vector's sections, their values as views of it. */
function partsOf({ sections }: StateVector, vector: Float32Array): readonly (Section & NamedTensor)[] {
  let place = 0
  return sections.map(({ name, shape }) => {
    const first = place
    place += count(shape)
    return { name, shape, values: vector.subarray(first, place) }
  })
}

/** The state before the first step, tensor by tensor. */
export function initialState(
  layout: StateLayout,
  graph: LayerGraph,
  trial: string,
  seed: number,
  initialisation?: Initialisation,
): TrainingState {
  return stateFromVectors(layout, initialVectors(layout, graph, seed, initialisation), trial, 0)
}

/** Cuts the session's vectors into named tensors. */
export function stateFromVectors(layout: StateLayout, vectors: Vectors, trial: string, step: number): TrainingState {
  const tensors = new Map<string, NamedTensor>()
  for (const vector of stateVectors(layout)) {
    const all = vectors[vector.name]
    if (!all) throw new Error(`no vector ${vector.name}`)
    for (const { name, shape, values } of partsOf(vector, all)) tensors.set(name, { shape, values: values.slice() })
  }
  return { trial, step, tensors }
}

/** Joins a state's tensors into the session's vectors; a state of another network is refused. */
export function vectorsFromState(layout: StateLayout, { tensors }: TrainingState): Result<Vectors, Failure> {
  const vectors = stateVectors(layout)
  const wanted = new Set(vectors.flatMap(({ sections }) => sections.map(({ name }) => name)))
  const foreign = [...tensors.keys()].find((name) => !wanted.has(name))
  if (foreign !== undefined) return err(misfit(`it holds ${foreign}, which this network does not have`))
  const joined: Record<string, Float32Array> = {}
  for (const vector of vectors) {
    const values = join(vector, tensors)
    if (!values.ok) return values
    joined[vector.name] = values.value
  }
  return ok(joined)
}

function join(vector: StateVector, tensors: TrainingState['tensors']): Result<Float32Array, Failure> {
  const joined = new Float32Array(vectorLength(vector))
  for (const { name, shape, values } of partsOf(vector, joined)) {
    const tensor = tensors.get(name)
    if (!tensor) return err(misfit(`it lacks ${name}`))
    if (tensor.shape.join() !== shape.join()) {
      return err(misfit(`${name} is [${tensor.shape.join(', ')}] in it, and [${shape.join(', ')}] in this network`))
    }
    values.set(tensor.values)
  }
  return ok(joined)
}

function misfit(reason: string): Failure {
  return inputFailure(
    `The checkpoint is not one of this trial: ${reason}. Start the trial anew, or find its own checkpoint.`,
  )
}

const FORMAT = 'ablation-workbench/checkpoint/1'

/** As the bytes of a safetensors file. A checksum goes with the numbers: a damaged one is a number like any other. */
export function encodeState({ trial, step, tensors }: TrainingState): Uint8Array {
  return encodeSafetensors({
    tensors,
    metadata: new Map(Object.entries({ format: FORMAT, trial, step: String(step), sha256: checksum(tensors) })),
  })
}

function checksum(tensors: TrainingState['tensors']): string {
  const hash = createHash('sha256')
  for (const { values } of tensors.values()) {
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  }
  return hash.digest('hex')
}

/** @param name what the file is called in a sentence about it */
export function decodeState(bytes: Uint8Array, name: string): Result<TrainingState, Failure> {
  const file = decodeSafetensors(bytes, name)
  if (!file.ok) return file
  const { tensors, metadata } = file.value
  const trial = metadata.get('trial')
  const step = metadata.get('step') ?? ''
  if (metadata.get('format') !== FORMAT || trial === undefined || !/^\d{1,15}$/.test(step)) {
    return err(
      inputFailure(
        `${name} is not a checkpoint of this program: its metadata must say format ${FORMAT}, trial and step.`,
      ),
    )
  }
  if (metadata.get('sha256') !== checksum(tensors)) {
    return err(inputFailure(`${name} is damaged: its numbers are not those that were written.`))
  }
  return ok({ trial, step: Number(step), tensors })
}
