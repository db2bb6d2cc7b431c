import type { Architecture } from '../../../shared/architecture/architecture'
import { formatShape } from '../../../shared/architecture/shape'
import { type Description, describe, type Prediction } from '../../../shared/cost/describe'
import { predictTraining } from '../../../shared/cost/predict-training'
import { speedWords } from '../../../shared/cost/speed-words'
import { formatBytes, formatCount, formatFixed, formatLarge } from '../../../shared/format/numbers'
import { formatDuration } from '../../../shared/format/time'
import type { Installation } from '../../study/installation'
import { type LoadedGraph, loadGraph } from '../../study/load-graph'
import { type ArchitectureOptions, parseSize } from '../architecture-argument'
import { EXIT, type ExitCode } from '../exit-code'
import { printJson, type Terminal, tellFailure } from '../terminal'
import { type Column, textTable } from '../text-table'

export interface DescribeOptions extends ArchitectureOptions {
  readonly json?: boolean
}

export async function describeCommand(
  terminal: Terminal,
  installation: Pick<Installation, 'places' | 'machine'>,
  name: string,
  options: DescribeOptions,
): Promise<ExitCode> {
  const size = parseSize(options)
  if (!size.ok) return tellFailure(terminal, size.error)
  const network = loadGraph(name, size.value, installation)
  if (!network.ok) return tellFailure(terminal, network.error)
  const { graph, notes = [] } = network.value
  const architecture = headed(network.value)
  // What another program's operations cost is not known.
  const known = graph.layers.every(({ kind }) => kind !== 'opaque')
  const predicted = known ? predictTraining(graph, await installation.machine.stepSpeed()) : undefined
  const description = describe(architecture, graph, predicted)
  if (options.json) printJson(terminal, description)
  else terminal.out(descriptionText(architecture, description))
  for (const note of notes) terminal.say(note)
  return EXIT.done
}

/** The network's architecture under the heading that it is described by: one of other origin has no blocks to show. */
function headed({ name, graph, architecture, arm, format }: LoadedGraph): Architecture {
  if (architecture)
    return arm === undefined ? architecture : { ...architecture, title: `${architecture.title}; ${name}` }
  return {
    name: graph.architecture,
    title: `as ${name} has it`,
    source: `a file of ${format === 'onnx' ? 'ONNX' : 'Keras'}`,
    input: graph.input,
    classes: graph.classes,
    normalisation: 'none',
    blocks: [],
    auxiliary: [],
  }
}

/** A row of the table of modules: one, or a branch of the one above it. */
type Part = Description['totals'] & {
  readonly name: string
  readonly output?: Module['output']
  readonly trainingOnly?: boolean
  readonly paper?: Module['paper']
  readonly ofModule?: boolean
}

function asPart(branch: Module['branches'][number]): Part {
  return { ...branch, ofModule: true }
}

function partName({ name, trainingOnly = false, ofModule = false }: Part): string {
  if (ofModule) return `  ${name}`
  return trainingOnly ? `${name} (training only)` : name
}

const UNTRAINED: readonly Column<Part>[] = [
  {
    title: 'untrained',
    align: 'right',
    cell: ({ nonTrainable }) => (nonTrainable > 0 ? formatCount(nonTrainable) : ''),
  },
]

const PAPER_COLUMNS: readonly Column<Part>[] = [
  {
    title: 'paper: params',
    align: 'right',
    cell: ({ paper }) => (paper?.parameters === undefined ? '' : thousands(paper.parameters)),
  },
  { title: 'paper: ops', align: 'right', cell: ({ paper }) => (paper?.ops === undefined ? '' : millions(paper.ops)) },
]

export function descriptionText(architecture: Architecture, description: Description): string {
  const { totals, inference } = description
  const heads = architecture.auxiliary.length > 0
  const total = ({ parameters, nonTrainable, macs, activations }: Description['totals']): string => {
    const untrained = nonTrainable > 0 ? ` and ${formatCount(nonTrainable)} untrained numbers` : ''
    return `${formatCount(parameters)} parameters${untrained}, ${formatLarge(macs)} MACs, ${formatLarge(activations)} activations`
  }
  const modules = textTable(
    [
      { title: 'module, branch', cell: partName },
      { title: 'output', cell: ({ output }) => (output ? formatShape(output) : '') },
      { title: 'parameters', align: 'right', cell: ({ parameters }) => formatCount(parameters) },
      { title: 'weights', align: 'right', cell: ({ weights }) => formatCount(weights) },
      ...UNTRAINED.filter(() => totals.nonTrainable > 0),
      { title: 'MACs', align: 'right', cell: ({ macs }) => formatLarge(macs) },
      { title: 'maps', align: 'right', cell: ({ activationBytes }) => formatBytes(activationBytes) },
      ...PAPER_COLUMNS.filter(({ cell }) => description.modules.some((module) => cell(module) !== '')),
    ],
    description.modules.flatMap((module): readonly Part[] => [module, ...module.branches.map(asPart)]),
  )
  const layers = textTable(
    [
      { title: 'layer', cell: ({ name }) => name },
      { title: 'kind', cell: ({ kind }) => kind },
      { title: 'output', cell: ({ output }) => formatShape(output) },
      { title: 'parameters', align: 'right', cell: ({ parameters }) => formatCount(parameters) },
      { title: 'MACs', align: 'right', cell: ({ macs }) => (macs > 0 ? formatLarge(macs) : '') },
      {
        title: 'maps',
        align: 'right',
        cell: ({ activationBytes }) => (activationBytes > 0 ? formatBytes(activationBytes) : ''),
      },
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
    'padding where negative. weights: parameters that multiply, without biases. maps: memory that training keeps of one image,',
    'none where a layer writes over what it reads. untrained: running means and variances of batch norms.',
  ].join('\n')
}

/** `of 64 images about 0.15 s on one thread, 420 MB of memory (calibrated on this machine)`. */
export function predictedStep({ batch, stepSeconds, memory, ...origin }: Prediction): string {
  const time = stepSeconds < 0.995 ? `${formatFixed(stepSeconds * 1000, 0)} ms` : formatDuration(stepSeconds)
  return `of ${batch} images takes about ${time} on one thread, and ${formatBytes(memory)} of memory (${speedWords(origin)})`
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
