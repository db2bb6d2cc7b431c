import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { assertNever } from '../../shared/assert-never'
import { planCode } from '../../shared/exchange/code-plan'
import { type ForeignTensor, kerasTensors, pytorchTensors } from '../../shared/exchange/foreign-tensors'
import { KERAS_WEIGHTS, kerasSource } from '../../shared/exchange/keras-source'
import { originSentence } from '../../shared/exchange/origin'
import { PYTORCH_WEIGHTS, pytorchSource } from '../../shared/exchange/pytorch-source'
import { toLayout } from '../../shared/exchange/tensor-layout'
import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import { compileServing } from '../engine/graph/serving'
import { writeAtomically } from '../store/atomic-write'
import { encodeNpz } from '../store/npz'
import { encodeSafetensors, type NamedTensor } from '../store/safetensors'
import { makeFolder, unwritten } from '../store/unwritten'
import type { ExportedNetwork } from './exported-network'
import { encodeOnnx } from './onnx'

/** What a network can be written as. */
export const EXPORT_FORMATS = ['pytorch', 'keras', 'onnx', 'savedmodel'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

export function isExportFormat(word: string): word is ExportFormat {
  return EXPORT_FORMATS.some((format) => format === word)
}

/** A file of an export, by its name in the folder. */
interface ExportedFile {
  readonly name: string
  readonly content: string | Uint8Array
}

/** TensorFlow and protobuf read no larger message. */
const MESSAGE_LIMIT = 2 ** 31 - 1

/**
 * Writes a network into a folder of its own, which must be new or empty: nothing is written over.
 * @returns the files, the one to begin with first.
 */
export function writeNetwork(
  network: ExportedNetwork,
  format: ExportFormat,
  folder: string,
): Result<readonly string[], Failure> {
  if (existsSync(folder) && (!statSync(folder).isDirectory() || readdirSync(folder).length > 0))
    return err(inputFailure(`${folder} is there already and not empty. Give another one by --out, or remove it.`))
  const bytes = [...network.tensors.values()].reduce((sum, { values }) => sum + values.byteLength, 0)
  if ((format === 'onnx' || format === 'savedmodel') && bytes > MESSAGE_LIMIT - 2 ** 24)
    return err(
      inputFailure(
        `${network.architecture.name} has ${bytes.toLocaleString('en')} bytes of weights, and one file of ${format} holds ` +
          `at most ${MESSAGE_LIMIT.toLocaleString('en')}. Take --as pytorch or keras.`,
      ),
    )
  try {
    makeFolder(folder)
    return ok(
      filesOf(network, format).map(({ name, content }) => {
        const file = join(folder, name)
        writeAtomically(file, content)
        return file
      }),
    )
  } catch (error) {
    return err(unwritten(error, 'export again'))
  }
}

/** The files of an export, in memory. */
export function filesOf(
  { architecture, graph, tensors, origin }: ExportedNetwork,
  format: ExportFormat,
): readonly ExportedFile[] {
  switch (format) {
    case 'pytorch': {
      const plan = planCode(architecture, graph)
      const weights = inLayout(pytorchTensors(plan), tensors)
      const metadata = new Map([
        ['format', 'pt'],
        ['origin', originSentence(origin)],
      ])
      return [
        { name: 'model.py', content: pytorchSource(plan, origin) },
        { name: PYTORCH_WEIGHTS, content: encodeSafetensors({ tensors: weights, metadata }) },
      ]
    }
    case 'keras': {
      const plan = planCode(architecture, graph)
      return [
        { name: 'model.py', content: kerasSource(plan, origin) },
        { name: KERAS_WEIGHTS, content: encodeNpz(inLayout(kerasTensors(plan), tensors)) },
      ]
    }
    case 'onnx':
      return [{ name: 'model.onnx', content: encodeOnnx(graph, tensors, { title: architecture.title, origin }) }]
    case 'savedmodel':
      return [{ name: 'saved_model.pb', content: compileServing(graph, tensors).savedModel }]
    default:
      return assertNever(format)
  }
}

function inLayout(
  wanted: readonly ForeignTensor[],
  tensors: ReadonlyMap<string, NamedTensor>,
): ReadonlyMap<string, NamedTensor> {
  return new Map(
    wanted.map(({ name, own, layout }) => {
      const tensor = tensors.get(own.name)
      if (!tensor) throw new Error(`no tensor ${own.name}`)
      return [name, { shape: layout.shape, values: toLayout(tensor.values, layout) }]
    }),
  )
}
