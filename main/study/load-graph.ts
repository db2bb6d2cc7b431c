import { existsSync, statSync } from 'node:fs'
import { extname } from 'node:path'
import type { Architecture } from '../../shared/architecture/architecture'
import { buildLayerGraph } from '../../shared/architecture/build-graph'
import type { LayerGraph } from '../../shared/architecture/layer-graph'
import { ARCHITECTURES, architectureNamed } from '../../shared/architecture/registry'
import type { Shape } from '../../shared/architecture/shape'
import { type Failure, inputFailure } from '../../shared/failure'
import { nearest } from '../../shared/nearest'
import { err, ok, type Result } from '../../shared/result'
import { readYaml } from '../../shared/study/read-yaml'
import { isModelFile, loadModelGraph } from '../models/load-graph'
import { readStudyText } from '../store/study-text'
import { findArchitecture } from './find-architecture'
import type { Installation } from './installation'
import { readStudyArms, type StudyArm } from './study-arms'

/** A network that somebody named, with every layer worked out. */
export interface LoadedGraph {
  /** What it is called in tables and titles. */
  readonly name: string
  readonly graph: LayerGraph
  /** The architecture that it was built of; absent for files of other origin. */
  readonly architecture?: Architecture
  /** Of files of other origin: what was read as something near, or not at all, a sentence each. */
  readonly notes?: readonly string[]
}

/** Images and classes to build for; what is absent is as the named thing has it. */
export interface GraphSize {
  readonly input?: Shape | undefined
  readonly classes?: number | undefined
}

/** Between a study and the arm of it that is meant. */
const ARM_MARK = '#'

/**
 * The network behind a name: an architecture, built in or written in a .yaml file; the base or an arm of a study, by its
 * file or by its folder (`study.yaml#pooling=off`, `inception-parts#base`); an .onnx or .keras file, which has the size
 * that it has.
 */
export function loadGraph(
  name: string,
  size: GraphSize,
  installation: Pick<Installation, 'places' | 'machine'>,
): Result<LoadedGraph, Failure> {
  if (isModelFile(name)) return foreign(name, size)
  if (architectureNamed(name)) return named(name, size)
  const [path, arm] = splitName(name)
  if (!isStudy(path)) return isYaml(name) ? named(name, size) : err(unknown(name))
  const arms = readStudyArms(path, installation)
  if (!arms.ok) return arms
  const found = arm === undefined ? arms.value[0] : arms.value.find((one) => isCalled(one, arm))
  if (!found) return err(noSuchArm(path, arm ?? '', arms.value))
  return built(`${path}${ARM_MARK}${found.label}`, found.architecture, sizeOf(found, size))
}

function named(name: string, size: GraphSize): Result<LoadedGraph, Failure> {
  const found = findArchitecture(name)
  return found.ok ? built(name, found.value, size) : found
}

function foreign(file: string, { input, classes }: GraphSize): Result<LoadedGraph, Failure> {
  if (input !== undefined || classes !== undefined)
    return err(inputFailure(`--input and --classes cannot be asked of ${file}: it has its own size. Leave them out.`))
  const model = loadModelGraph(file)
  return model.ok ? ok({ name: file, graph: model.value.graph, notes: model.value.notes }) : model
}

/** An arm is built for its study's data unless something else is asked for. */
export function sizeOf({ input, classes }: StudyArm, asked: GraphSize): GraphSize {
  return { input: asked.input ?? input, classes: asked.classes ?? classes }
}

/** Whether a name is that of a study as a whole: its file, which may hold mistakes, or a folder that a run made. */
export function isStudy(path: string): boolean {
  if (architectureNamed(path) || !existsSync(path)) return false
  if (statSync(path).isDirectory()) return true
  if (!isYaml(path)) return false
  const source = readStudyText(path)
  const yaml = source.ok ? readYaml(source.value) : undefined
  const written: unknown = yaml?.ok ? yaml.value.value : undefined
  return typeof written === 'object' && written !== null && 'study' in written
}

function isYaml(path: string): boolean {
  return ['.yaml', '.yml'].includes(extname(path))
}

function built(name: string, architecture: Architecture, size: GraphSize): Result<LoadedGraph, Failure> {
  const { input = architecture.input, classes = architecture.classes } = size
  const graph = buildLayerGraph(architecture, { input, classes })
  return graph.ok ? ok({ name, graph: graph.value, architecture }) : graph
}

/** A file's name may have the mark in it. */
function splitName(name: string): readonly [path: string, arm?: string] {
  const at = name.lastIndexOf(ARM_MARK)
  return at === -1 || existsSync(name) ? [name] : [name.slice(0, at), name.slice(at + 1)]
}

/** By its id, or as it is printed, with a plain minus too. */
function isCalled({ id, label }: StudyArm, word: string): boolean {
  return id === word || label === word || label.replaceAll('−', '-') === word
}

function unknown(name: string): Failure {
  const names = ARCHITECTURES.map((known) => known.name)
  const near = nearest(name, names)
  const hint = near === undefined ? '' : ` Did you mean ${near}?`
  return inputFailure(
    `"${name}" is not an architecture known here, nor a study's file or folder. Allowed: ${names.join(', ')}, ` +
      `an arm of a study, such as study.yaml${ARM_MARK}base, or an .onnx or .keras file.${hint}`,
  )
}

function noSuchArm(path: string, word: string, arms: readonly StudyArm[]): Failure {
  const ids = arms.map(({ id }) => id)
  const near = nearest(word, ids)
  const hint = near === undefined ? '' : ` Did you mean ${near}?`
  return inputFailure(`${path} has no arm "${word}". Allowed: ${ids.join(' ')}.${hint}`)
}
