import type { Architecture } from '../../../shared/architecture/architecture'
import type { LayerGraph } from '../../../shared/architecture/layer-graph'
import { formatShape } from '../../../shared/architecture/shape'
import { type Description, describe, type Prediction } from '../../../shared/cost/describe'
import { predictTraining } from '../../../shared/cost/predict-training'
import { type Failure, inputFailure } from '../../../shared/failure'
import { formatBytes, formatCount, formatFixed, formatLarge } from '../../../shared/format/numbers'
import { formatDuration } from '../../../shared/format/time'
import { err, ok, type Result } from '../../../shared/result'
import { isModelFile, loadModelGraph } from '../../models/load-graph'
import type { Installation } from '../../study/installation'
import { type ArchitectureOptions, namedArchitecture } from '../architecture-argument'
import { EXIT, type ExitCode } from '../exit-code'
import { printJson, type Terminal, tellFailure } from '../terminal'
import { type Column, textTable } from '../text-table'

export interface DescribeOptions extends ArchitectureOptions {
  readonly json?: boolean
}

export async function describeCommand(
  terminal: Terminal,
  { machine }: Pick<Installation, 'machine'>,
  name: string,
  options: DescribeOptions,
): Promise<ExitCode> {
  const network: Result<DescribedNetwork, Failure> = isModelFile(name)
    ? foreignNetwork(name, options)
    : namedArchitecture(name, options)
  if (!network.ok) return tellFailure(terminal, network.error)
  const { architecture, graph, notes = [] } = network.value
  // What another program's operations cost is not known.
  const known = graph.layers.every(({ kind }) => kind !== 'opaque')
  const predicted = known ? predictTraining(graph, await machine.stepSpeed()) : undefined
  const description = describe(architecture, graph, predicted)
  if (options.json) printJson(terminal, description)
  else terminal.out(descriptionText(architecture, description))
  for (const note of notes) terminal.say(note)
  return EXIT.done
}

interface DescribedNetwork {
  readonly architecture: Architecture
  readonly graph: LayerGraph
  /** Of a file of other origin: what was read as something near, or not at all. */
  readonly notes?: readonly string[]
}

/** The network of an .onnx or .keras file, under the heading of the file. */
function foreignNetwork(file: string, { input, classes }: DescribeOptions): Result<DescribedNetwork, Failure> {
  if (input !== undefined || classes !== undefined)
    return err(inputFailure(`--input and --classes are for built-in architectures; ${file} has its own size.`))
  const model = loadModelGraph(file)
  if (!model.ok) return model
  const { graph, notes, format } = model.value
  const architecture: Architecture = {
    name: graph.architecture,
    title: `as ${file} has it`,
    source: `a file of ${format === 'onnx' ? 'ONNX' : 'Keras'}`,
    input: graph.input,
    classes: graph.classes,
    normalisation: 'none',
    blocks: [],
    auxiliary: [],
  }
  return ok({ architecture, graph, notes })
}

const PAPER_COLUMNS: readonly Column<Module>[] = [
  {
    title: 'paper: params',
    align: 'right',
    cell: ({ paper }) => (paper?.parameters === undefined ? '' : thousands(paper.parameters)),
  },
  { title: 'paper: ops', align: 'right', cell: ({ paper }) => (paper?.ops === undefined ? '' : millions(paper.ops)) },
]

function descriptionText(architecture: Architecture, description: Description): string {
  const { totals, inference } = description
  const heads = architecture.auxiliary.length > 0
  const total = ({ parameters, macs, activations }: Description['totals']): string =>
    `${formatCount(parameters)} parameters, ${formatLarge(macs)} MACs, ${formatLarge(activations)} activations`
  const modules = textTable(
    [
      { title: 'module', cell: ({ name, trainingOnly }) => (trainingOnly ? `${name} (training only)` : name) },
      { title: 'output', cell: ({ output }) => formatShape(output) },
      { title: 'parameters', align: 'right', cell: ({ parameters }) => formatCount(parameters) },
      { title: 'weights', align: 'right', cell: ({ weights }) => formatCount(weights) },
      { title: 'MACs', align: 'right', cell: ({ macs }) => formatLarge(macs) },
      ...PAPER_COLUMNS.filter(({ cell }) => description.modules.some((module) => cell(module) !== '')),
    ],
    description.modules,
  )
  const layers = textTable(
    [
      { title: 'layer', cell: ({ name }) => name },
      { title: 'kind', cell: ({ kind }) => kind },
      { title: 'output', cell: ({ output }) => formatShape(output) },
      { title: 'parameters', align: 'right', cell: ({ parameters }) => formatCount(parameters) },
      { title: 'MACs', align: 'right', cell: ({ macs }) => (macs > 0 ? formatLarge(macs) : '') },
      { title: 'sees', align: 'right', cell: ({ receptiveField }) => `${receptiveField} px` },
      { title: 'stride', align: 'right', cell: ({ stride }) => String(stride) },
      { title: 'from', align: 'right', cell: ({ offset }) => String(offset).replace('-', '−') },
    ],
    description.layers,
  )
  return [
    `${description.architecture}: ${description.title}`,
    description.source,
    `input ${formatShape(description.input)}, ${formatCount(description.classes)} classes`,
    '',
    `inference  ${total(inference)}`,
    ...(heads ? [`training   ${total(totals)}, auxiliary classifiers included`] : []),
    `maps       ${formatBytes(description.activationMemory.inference)} held at most at inference, ${formatBytes(description.activationMemory.training)} while training, an image`,
    ...(description.predicted ? [`a step     ${predictedStep(description.predicted)}`] : []),
    ...(description.paper ? [`paper      ${printedTotal(description.paper)}`] : []),
    '',
    modules,
    ...notes(description).flatMap((note, index) => (index === 0 ? ['', note] : [note])),
    '',
    layers,
    '',
    'MACs: multiply-adds of one forward pass of one image. sees: how many pixels of the image a number depends on, along',
    'one axis; stride: pixels between what two neighbours see; from: the pixel at which the first one’s part begins, in the',
    'padding where negative. weights: parameters that multiply, without biases.',
  ].join('\n')
}

/** `of 64 images about 0.15 s on one thread, 420 MB of memory (measured on this machine)`. */
export function predictedStep({ batch, stepSeconds, memory, from }: Prediction): string {
  const time = stepSeconds < 0.995 ? `${formatFixed(stepSeconds * 1000, 0)} ms` : formatDuration(stepSeconds)
  const how = from === 'measured' ? 'measured on this machine' : 'assumed: nothing was measured here yet'
  return `of ${batch} images takes about ${time} on one thread, and ${formatBytes(memory)} of memory (${how})`
}

/** Where the paper contradicts itself, a line for each set of modules. */
function notes({ modules }: Description): readonly string[] {
  const byNote = new Map<string, string[]>()
  for (const { name, paper } of modules)
    if (paper?.note !== undefined) byNote.set(paper.note, [...(byNote.get(paper.note) ?? []), name])
  return [...byNote].map(([note, names]) => `${names.join(', ')}: ${note}`)
}

type Module = Description['modules'][number]

function printedTotal({ parameters, ops, note }: NonNullable<Description['paper']>): string {
  const figures = [
    ...(parameters === undefined ? [] : [`${formatLarge(parameters)} parameters`]),
    ...(ops === undefined ? [] : [`${formatLarge(ops)} MACs`]),
  ]
  return `${figures.join(', ')}${note === undefined ? '' : `; ${note}`}`
}

/** As Table 1 prints them; what a paper prints to the last digit stays so. */
function thousands(value: number): string {
  if (value % 100 !== 0) return formatCount(value)
  return `${(value / 1e3).toLocaleString('en', { useGrouping: false })}K`
}

function millions(value: number): string {
  return `${(value / 1e6).toLocaleString('en', { useGrouping: false })}M`
}
