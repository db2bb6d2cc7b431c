import { readFileSync, statSync } from 'node:fs'
import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import { decodeNpz } from '../store/npz'
import { decodeSafetensors, type NamedTensor } from '../store/safetensors'

/** Larger files are not read: Node takes no more at once. */
const MOST_BYTES = 2 ** 31 - 1

/** Reads a file of weights that another program may have written: .safetensors or .npz. */
export function readWeights(file: string): Result<ReadonlyMap<string, NamedTensor>, Failure> {
  const bytes = readModelFile(file)
  if (!bytes.ok) return bytes
  if (file.endsWith('.npz')) return decodeNpz(bytes.value, file)
  if (!file.endsWith('.safetensors'))
    return err(inputFailure(`${file} is no file of weights that is read here. Allowed: .safetensors, .npz.`))
  // PyTorch counts the batches that a batch norm has seen, as whole numbers; nothing here asks for it.
  const decoded = decodeSafetensors(bytes.value, file, (name) => name.endsWith('num_batches_tracked'))
  return decoded.ok ? ok(decoded.value.tensors) : decoded
}

/** The bytes of a file of any origin, unless it is too large. */
export function readModelFile(file: string): Result<Uint8Array, Failure> {
  try {
    const stat = statSync(file)
    if (!stat.isFile()) return err(inputFailure(`${file} is not a file.`))
    if (stat.size > MOST_BYTES)
      return err(
        inputFailure(
          `${file} has ${stat.size.toLocaleString('en')} bytes, and at most ${MOST_BYTES.toLocaleString('en')} are read.`,
        ),
      )
    return ok(readFileSync(file))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    return err(
      inputFailure(code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read (${code ?? error}).`),
    )
  }
}
