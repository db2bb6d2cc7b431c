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
import { isStudyText, readArchitecture } from '../../shared/study/architecture-file'
import { isArmCalled } from '../../shared/study/arm-called'
import { formatProblem } from '../../shared/study/problem'
import { readYaml } from '../../shared/study/read-yaml'
import type { Initialisation } from '../../shared/training/recipe'
import { isModelFile, loadModelGraph } from '../models/load-graph'
import { readStudyText } from '../store/study-text'
import type { Installation } from './installation'
import { readStudyArms, type StudyArm } from './study-arms'

/** A network that somebody named, with every layer worked out. */
export interface LoadedGraph {
  /** What it is called in tables and titles. */
  readonly name: string
  readonly graph: LayerGraph
  /** The architecture that it was built of; absent for files of other origin. */
  readonly architecture?: Architecture
  /** Of a study: which of its arms, as it is printed. */
  readonly arm?: string
  /** Of a study that says so: how its arms' weights are drawn. */
  readonly initialisation?: Initialisation
  /** Of files of other origin: whose they are. */
  readonly format?: 'onnx' | 'keras'
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
  const builtIn = architectureNamed(name)
  if (builtIn) return built({ name, architecture: builtIn }, size)
  const [path, arm] = splitName(name)
  if (isStudy(path)) return ofStudy(path, arm, size, installation)
  if (!isYaml(path)) return err(unknown(name))
  const written = architectureIn(path)
  if (!written.ok) return written
  if (arm !== undefined)
    return err(
      inputFailure(
        `${path} holds an architecture and no study, so it has no arm "${arm}": leave ${ARM_MARK}${arm} out.`,
      ),
    )
  return built({ name, architecture: written.value }, size)
}

function ofStudy(
  path: string,
  said: string | undefined,
  size: GraphSize,
  installation: Pick<Installation, 'places' | 'machine'>,
): Result<LoadedGraph, Failure> {
  const arms = readStudyArms(path, installation)
  if (!arms.ok) return arms
  const found = said === undefined ? arms.value[0] : arms.value.find((one) => isArmCalled(one, said))
  if (!found) return err(noSuchArm(path, said ?? '', arms.value))
  const { label, architecture, initialisation } = found
  const arm = { name: armName(path, label), architecture, arm: label, ...(initialisation && { initialisation }) }
  return built(arm, sizeOf(found, size))
}

/** The architecture that a .yaml file holds by itself. */
function architectureIn(file: string): Result<Architecture, Failure> {
  const source = readStudyText(file)
  if (!source.ok) return source
  const read = readArchitecture(source.value)
  return read.ok ? read : err(inputFailure(read.error.map((problem) => formatProblem(file, problem)).join('\n')))
}

function foreign(file: string, { input, classes }: GraphSize): Result<LoadedGraph, Failure> {
  if (input !== undefined || classes !== undefined)
    return err(inputFailure(`--input and --classes cannot be asked of ${file}: it has its own size. Leave them out.`))
  const model = loadModelGraph(file)
  return model.ok ? ok({ name: file, ...model.value }) : model
}

/** An arm is built for its study's data unless something else is asked for. */
export function sizeOf({ input, classes }: StudyArm, asked: GraphSize): GraphSize {
  return { input: asked.input ?? input, classes: asked.classes ?? classes }
}

/** Whether a name is that of a study as a whole: its file, which may hold mistakes, or a folder that a run made. */
export function isStudy(path: string): boolean {
  if (architectureNamed(path) || !existsSync(path)) return false
  if (isFolder(path)) return true
  if (!isYaml(path)) return false
  const source = readStudyText(path)
  const yaml = source.ok ? readYaml(source.value) : undefined
  return yaml?.ok === true && isStudyText(yaml.value.value)
}

export function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory()
}

export function isYaml(path: string): boolean {
  return ['.yaml', '.yml'].includes(extname(path))
}

function built(
  { architecture, ...named }: Omit<LoadedGraph, 'graph'> & Required<Pick<LoadedGraph, 'architecture'>>,
  size: GraphSize,
): Result<LoadedGraph, Failure> {
  const { input = architecture.input, classes = architecture.classes } = size
  const graph = buildLayerGraph(architecture, { input, classes })
  return graph.ok ? ok({ ...named, graph: graph.value, architecture }) : graph
}

/** A study and the arm that is said behind it; a file's name may have the mark in it. */
export function splitName(name: string): readonly [path: string, arm?: string] {
  const at = name.lastIndexOf(ARM_MARK)
  return at === -1 || existsSync(name) ? [name] : [name.slice(0, at), name.slice(at + 1)]
}

/** The name of an arm of a study. */
export function armName(path: string, arm: string): string {
  return `${path}${ARM_MARK}${arm}`
}

function unknown(name: string): Failure {
  const names = ARCHITECTURES.map((known) => known.name)
  const near = nearest(name, names)
  const hint = near === undefined ? '' : ` Did you mean ${near}?`
  return inputFailure(
    `"${name}" is not an architecture known here, nor a study's file or folder. Allowed: ${names.join(', ')}, ` +
      `a .yaml file that holds one, an arm of a study, such as study.yaml${ARM_MARK}base, or an .onnx or .keras file.${hint}`,
  )
}

function noSuchArm(path: string, word: string, arms: readonly StudyArm[]): Failure {
  const ids = arms.map(({ id }) => id)
  const near = nearest(word, ids)
  const hint = near === undefined ? '' : ` Did you mean ${near}?`
  return inputFailure(`${path} has no arm "${word}". Allowed: ${ids.join(' ')}.${hint}`)
}
