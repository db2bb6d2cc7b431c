import { basename } from 'node:path'
import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import { MalformedMessage } from '../store/wire-reader'
import { readZipEntries } from '../store/zip-entries'
import { type ForeignModel, Unreadable } from './foreign-graph'
import { readKerasGraph } from './keras-graph'
import { readOnnxGraph } from './onnx-graph'
import { readModelFile } from './read-weights'

const FORMATS = ['.onnx', '.keras'] as const

/** Of a .keras file: its entries, and the bytes of the configuration that is read of them. */
const LIMITS = { entries: 10_000, bytes: 2 ** 26 } as const

/** Whether a word on the command line means a file of another program's model. */
export function isModelFile(source: string): boolean {
  return FORMATS.some((format) => source.endsWith(format))
}

/** Reads the network of an .onnx or .keras file; nothing in it is trusted, and nothing of it is run. */
export function loadModelGraph(file: string): Result<ForeignModel, Failure> {
  const bytes = readModelFile(file)
  if (!bytes.ok) return bytes
  const name = basename(file).replace(/\.(onnx|keras)$/, '')
  try {
    if (file.endsWith('.onnx')) return ok(readOnnxGraph(bytes.value, name))
    const entries = readZipEntries(bytes.value, file, (entry) => entry === 'config.json', LIMITS)
    if (!entries.ok) return entries
    const config = entries.value.get('config.json')
    if (!config) return err(inputFailure(`${file} is no model of Keras: it holds no config.json.`))
    return ok(readKerasGraph(parseJson(config), name))
  } catch (error) {
    if (!(error instanceof Unreadable || error instanceof MalformedMessage)) throw error
    return err(inputFailure(`The network of ${file} cannot be read: ${error.message}.`))
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new Unreadable('its config.json is not JSON')
  }
}
