import type { Failure } from '../../shared/failure'
import { ok, type Result } from '../../shared/result'
import { type Binding, loadBinding } from './binding'

/** TensorFlow, loaded into this process. */
export interface Engine {
  readonly versions: {
    /** Of the TensorFlow library. */
    readonly tensorflow: string
    /** Of the package that binds it. */
    readonly binding: string
  }
  readonly device: {
    readonly kind: 'cpu' | 'gpu'
    /** For a person: `CPU, 2 threads`. */
    readonly name: string
  }
  readonly threads: number
  readonly binding: Binding
  /** Nothing may be opened on it afterwards. The library itself stays loaded until the process ends. */
  close(): void
}

/**
 * Loads TensorFlow. It blocks the thread it runs on for as long as a step takes: give it a process of its own.
 * @param threads parts of a step that are computed side by side; as many as a trial has towers are of use. The first
 *   call decides for the whole process.
 */
export function openEngine({ threads }: { readonly threads: number }): Result<Engine, Failure> {
  if (!Number.isInteger(threads) || threads < 1) throw new Error(`threads must be 1, 2, 3 …: ${threads}`)
  const loaded = loadBinding(threads)
  if (!loaded.ok) return loaded
  const { binding, version } = loaded.value
  const kind = binding.isUsingGpuDevice() ? 'gpu' : 'cpu'
  const models = binding.getNumOfSavedModels()
  const tensors = binding.getNumOfTensors()
  return ok({
    versions: { tensorflow: binding.TF_Version, binding: version },
    device: { kind, name: kind === 'gpu' ? 'GPU' : `CPU, ${threads} ${threads === 1 ? 'thread' : 'threads'}` },
    threads,
    binding,
    close() {
      const leftModels = binding.getNumOfSavedModels() - models
      const leftTensors = binding.getNumOfTensors() - tensors
      if (leftModels > 0 || leftTensors > 0) {
        throw new Error(`the engine was closed with ${leftModels} sessions and ${leftTensors} tensors open`)
      }
    },
  })
}
