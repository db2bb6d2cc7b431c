import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { environmentFailure, type Failure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import type { Binding, Values } from './binding'
import type { Engine } from './engine'
import type { CompiledGraph, SignatureName } from './graph/compile'
import { SAVED_MODEL_TAG, type Signature } from './graph/saved-model'
import { type Dimensions, type Tensor, TYPE_NUMBERS } from './graph/tensor'

/** A compiled graph at work: its variables live until it is closed. */
export interface Session {
  /**
   * Runs one signature to its end; the calling thread waits.
   * @param inputs one for each of the signature's, of its type and size
   * @returns its outputs, in memory of their own.
   */
  run(signature: SignatureName, inputs?: Readonly<Record<string, Values>>): Record<string, Float32Array | Int32Array>
  close(): void
}

/**
 * What is said where TensorFlow or JavaScript finds no room; the kind of TensorFlow's errors does not come through the
 * binding. oneDNN tells by its status (out of memory, or no scratch memory for a primitive), and a constant without room
 * "cannot be parsed": each was seen under a limit of the address space. Where TensorFlow has no words for it, it ends the
 * process, and the worker's owner tells of that.
 */
const NO_ROOM =
  /OOM when allocating|resource.?exhausted|bad_alloc|Status: [15], message: could not|Cannot parse tensor from proto|buffer allocation failed/i

/** The failure that a person is told where memory ran out; whatever else was thrown is thrown on. What was open stays usable. */
export function outOfMemory(error: unknown): Result<never, Failure> {
  if (!(error instanceof Error && NO_ROOM.test(error.message))) throw error
  return err(
    environmentFailure(
      `TensorFlow ran out of memory: ${brief(error.message)}. A smaller training.batch needs less, as do fewer trials at a time.`,
    ),
  )
}

/** The first line, and the node where there is one: a whole tensor may stand between them. */
function brief(message: string): string {
  const [first = ''] = message.split('\n', 1)
  const node = /\{\{node (.+?)\}\}/.exec(message)?.[1]
  return node === undefined || first.includes(node) ? first.trim() : `${first.trim()} (${node})`
}

/** @returns a failure of the environment where the graph cannot be handed to TensorFlow, which takes it from a folder. */
export function openSession({ binding }: Engine, graph: CompiledGraph): Result<Session, Failure> {
  const folder = writeModel(graph.savedModel)
  if (!folder.ok) return folder
  let model: number
  try {
    model = binding.loadSavedModel(folder.value, SAVED_MODEL_TAG)
  } catch (error) {
    return outOfMemory(error)
  } finally {
    // It may go once the graph is in memory.
    rmSync(folder.value, { recursive: true, force: true })
  }
  let open = true
  return ok({
    run(signature, inputs = {}) {
      if (!open) throw new Error(`${signature} is run on a closed session`)
      return run(binding, model, graph.signatures[signature], inputs)
    },
    close() {
      if (open) binding.deleteSavedModel(model)
      open = false
    },
  })
}

function writeModel(savedModel: Uint8Array): Result<string, Failure> {
  let folder: string | undefined
  try {
    folder = mkdtempSync(join(tmpdir(), 'ablation-workbench-graph-'))
    writeFileSync(join(folder, 'saved_model.pb'), savedModel)
    return ok(folder)
  } catch (error) {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
    const reason = error instanceof Error ? error.message : String(error)
    return err(
      environmentFailure(
        `The network cannot be written to the folder for temporary files, ${tmpdir()}: ${reason}. ` +
          `${savedModel.length} bytes are needed there for a moment; make room, or set TMPDIR to another folder.`,
      ),
    )
  }
}

function run(
  binding: Binding,
  model: number,
  signature: Signature,
  values: Readonly<Record<string, Values>>,
): Record<string, Float32Array | Int32Array> {
  const held: number[] = []
  try {
    const inputs = Object.entries(signature.inputs)
    for (const [name, tensor] of inputs) held.push(createTensor(binding, name, tensor, values[name]))
    const given = held.slice()
    const outputs = Object.entries(signature.outputs)
    const results = binding.runSavedModel(model, given, namesOf(inputs), namesOf(outputs))
    held.push(...results.map(({ id }) => id))
    return Object.fromEntries(
      outputs.map(([name], index) => {
        const result = results[index]
        if (!result) throw new Error(`output ${name} did not come`)
        return [name, binding.tensorDataSync(result.id)]
      }),
    )
  } finally {
    for (const id of held) binding.deleteTensor(id)
  }
}

function createTensor(binding: Binding, name: string, { type, shape }: Tensor, values: Values | undefined): number {
  if (!values) throw new Error(`input ${name} is missing`)
  return binding.createTensor(knownShape(name, shape, values.length), TYPE_NUMBERS[type], values)
}

/** Puts the size in that follows from the number of values, where an axis is open. */
function knownShape(name: string, shape: Dimensions, values: number): readonly number[] {
  const known = shape.reduce((product, size) => (size < 0 ? product : product * size), 1)
  if (values % known !== 0) throw new Error(`input ${name} of shape [${shape}] got ${values} numbers`)
  return shape.map((size) => (size < 0 ? values / known : size))
}

function namesOf(tensors: readonly (readonly [string, Tensor])[]): string {
  return tensors.map(([, { node, output }]) => `${node}:${output}`).join(',')
}
