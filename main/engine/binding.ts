import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import process from 'node:process'
import util from 'node:util'
import { environmentFailure, type Failure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'

/** Values as the binding takes and gives them. */
export type Values = Float32Array | Int32Array | Uint8Array

/** A tensor that the binding holds until it is deleted. */
export interface BoundTensor {
  readonly id: number
  readonly shape: readonly number[]
  readonly dtype: number
}

/**
 * What is used of tfjs-node's native addon (binding/tfjs_binding.cc). It is loaded by itself, in 100 ms; the whole of
 * tfjs-node takes 215 ms and brings an op-by-op engine that is not used.
 */
export interface Binding {
  readonly TF_Version: string
  /** @param values are not copied: they must stay as they are until the tensor is deleted. */
  createTensor(shape: readonly number[], dtype: number, values: Values): number
  tensorDataSync(tensor: number): Float32Array | Int32Array
  deleteTensor(tensor: number): void
  loadSavedModel(folder: string, tags: string): number
  /** @param inputNames @param outputNames `node:output`, joined by commas. */
  runSavedModel(model: number, inputs: readonly number[], inputNames: string, outputNames: string): BoundTensor[]
  deleteSavedModel(model: number): void
  getNumOfTensors(): number
  getNumOfSavedModels(): number
  isUsingGpuDevice(): boolean
}

export interface LoadedBinding {
  readonly binding: Binding
  /** Of the npm package that the addon is built from. */
  readonly version: string
}

const PACKAGE = '@tensorflow/tfjs-node-gpu'
const ADDON = join('lib', 'napi-v8', 'tfjs_binding.node')
const LIBRARIES = join('deps', 'lib')
const REMEDY = 'Run `npm run setup` to put it in place.'

/** Not named `require`: the bundler puts a function of that name into every module that needs one. */
const requireFrom = createRequire(import.meta.url)

/** Threads that TensorFlow was loaded with: it reads its settings once, so a process keeps them. */
let loadedThreads: number | undefined

/**
 * Loads TensorFlow's library and the addon into this process.
 * @param threads that run independent parts of a graph side by side. Within an operation one thread works, so a sum is
 *   added up in one order and the same trial gives the same bits.
 * @param folder of the npm package; the installed one unless said
 */
export function loadBinding(threads: number, folder = installedPackage()): Result<LoadedBinding, Failure> {
  if (loadedThreads !== undefined && loadedThreads !== threads) {
    throw new Error(`TensorFlow runs with ${loadedThreads} threads in this process; ${threads} need another process`)
  }
  if (folder === undefined) return err(environmentFailure(`The package ${PACKAGE} is not installed. ${REMEDY}`))
  const missing = [ADDON, LIBRARIES].map((path) => join(folder, path)).find((path) => !existsSync(path))
  // Said before the loader says it: its words name neither the whole path nor the remedy.
  if (missing !== undefined) {
    return err(environmentFailure(`TensorFlow is not complete: ${missing} is missing. ${REMEDY}`))
  }
  prepareProcess(threads)
  const addon = join(folder, ADDON)
  try {
    const binding: Binding = requireFrom(addon)
    loadedThreads = threads
    return ok({ binding, version: String(requireFrom(join(folder, 'package.json')).version) })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const where = `${addon}, whose libraries are looked for in ${join(folder, LIBRARIES)}`
    return err(environmentFailure(`TensorFlow cannot be loaded from ${where}: ${reason.trim()}. ${REMEDY}`))
  }
}

/** The folder of the npm package. */
export function installedPackage(): string | undefined {
  try {
    return dirname(requireFrom.resolve(`${PACKAGE}/package.json`))
  } catch {
    return undefined
  }
}

/** What TensorFlow and the addon read while they are loaded. */
function prepareProcess(threads: number): void {
  const { env } = process
  env.TF_NUM_INTRAOP_THREADS = '1'
  env.TF_NUM_INTEROP_THREADS = String(threads)
  env.TF_CPP_MIN_LOG_LEVEL ??= '2'
  env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true'
  // Electron's own malloc is slow for TensorFlow's large buffers: 15 to 18 % faster this way, with the same bits.
  if (process.versions.electron) env.TF_CPU_ALLOCATOR_USE_BFC ??= '1'
  restoreRemovedFunctions()
}

/** tfjs-node 4.22 calls two functions that Node 23 removed. */
function restoreRemovedFunctions(): void {
  const removed: { isNullOrUndefined?: (value: unknown) => boolean; isArray?: (value: unknown) => boolean } = util
  removed.isNullOrUndefined ??= (value) => value === null || value === undefined
  removed.isArray ??= Array.isArray
}
