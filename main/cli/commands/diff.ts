import { resolve } from 'node:path'
import type { LayerGraph } from '../../../shared/architecture/layer-graph'
import { borrowNames } from '../../../shared/diff/borrow-names'
import { diffDocument } from '../../../shared/diff/diff-document'
import { diffTree } from '../../../shared/diff/diff-tree'
import { type Failure, inputFailure } from '../../../shared/failure'
import { formatCount } from '../../../shared/format/numbers'
import { err, ok, type Result } from '../../../shared/result'
import { diffSvg } from '../../export/diff-svg'
import { writeAtomically } from '../../store/atomic-write'
import { unwritten } from '../../store/unwritten'
import type { Installation } from '../../study/installation'
import { isStudy, type LoadedGraph, loadGraph } from '../../study/load-graph'
import { diffStudy } from '../../study/study-diffs'
import { type ArchitectureOptions, parseSize } from '../architecture-argument'
import { diffText } from '../diff-text'
import { EXIT, type ExitCode } from '../exit-code'
import { studyDiffDocument, studyDiffText } from '../study-diff-text'
import { printJson, type Terminal, tellFailure } from '../terminal'

export interface DiffOptions extends ArchitectureOptions {
  readonly json?: boolean
  readonly svg?: string
}

/** Two networks; or, where there is no second one, all arms of a study against its base. */
export function diffCommand(
  terminal: Terminal,
  installation: Installation,
  [a, b]: readonly [a: string, b: string | undefined],
  options: DiffOptions,
): ExitCode {
  const done =
    b === undefined ? ofStudy(terminal, installation, a, options) : ofTwo(terminal, installation, [a, b], options)
  return done.ok ? EXIT.done : tellFailure(terminal, done.error)
}

function ofTwo(
  terminal: Terminal,
  installation: Installation,
  [a, b]: readonly [string, string],
  { json, svg, ...options }: DiffOptions,
): Result<null, Failure> {
  const size = parseSize(options)
  if (!size.ok) return size
  const one = loadGraph(a, size.value, installation)
  if (!one.ok) return one
  const other = loadGraph(b, size.value, installation)
  if (!other.ok) return other
  for (const { name, notes = [] } of [one.value, other.value])
    for (const note of notes) terminal.say(`${name}: ${note}`)
  const tree = diffTree(named(terminal, one.value, other.value), named(terminal, other.value, one.value))
  const names = { a: one.value.name, b: other.value.name }
  if (json) printJson(terminal, diffDocument(tree, names))
  else terminal.out(diffText(tree, names, terminal.page))
  if (svg === undefined) return ok(null)
  const file = resolve(svg)
  try {
    writeAtomically(file, diffSvg(tree, names))
  } catch (error) {
    return err(unwritten(error, 'draw it again'))
  }
  terminal.say(`The drawing: ${file}`)
  return ok(null)
}

/** A network of other origin beside one of ours is shown under the names of ours, where its layers are known again. */
function named(terminal: Terminal, { name, graph, architecture }: LoadedGraph, other: LoadedGraph): LayerGraph {
  if (architecture || !other.architecture) return graph
  const borrowed = borrowNames(graph, other.graph)
  if (!borrowed) return graph
  terminal.say(
    `${name}: ${formatCount(borrowed.known)} of its ${formatCount(borrowed.of)} layers are known again in ${other.name}, and ` +
      'are called as they are there.',
  )
  return borrowed.graph
}

function ofStudy(
  terminal: Terminal,
  installation: Installation,
  path: string,
  { json, svg, ...options }: DiffOptions,
): Result<null, Failure> {
  if (!isStudy(path))
    return err(
      inputFailure(
        `With ${path} alone there is nothing to compare: a study's file or folder may stand alone, and its arms are compared ` +
          'with its base. Name a second architecture behind it.',
      ),
    )
  if (svg !== undefined)
    return err(
      inputFailure(
        `--svg draws two networks, and ${path} has all arms of a study: name two, such as ${path}#base and an arm.`,
      ),
    )
  const size = parseSize(options)
  if (!size.ok) return size
  const study = diffStudy(path, size.value, installation)
  if (!study.ok) return study
  if (json) printJson(terminal, studyDiffDocument(study.value))
  else terminal.out(studyDiffText(study.value, terminal.page))
  return ok(null)
}
