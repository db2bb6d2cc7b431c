import type { Architecture } from '../../../shared/architecture/architecture'
import { buildLayerGraph } from '../../../shared/architecture/build-graph'
import { ARCHITECTURES, architectureNamed } from '../../../shared/architecture/registry'
import { formatShape, type Shape } from '../../../shared/architecture/shape'
import { type Description, describe } from '../../../shared/cost/describe'
import { inputFailure } from '../../../shared/failure'
import { formatCount, formatLarge } from '../../../shared/format/numbers'
import { nearest } from '../../../shared/nearest'
import { EXIT, type ExitCode } from '../exit-code'
import { printJson, type Terminal, tellFailure } from '../terminal'
import { type Column, textTable } from '../text-table'

export interface DescribeOptions {
  readonly input?: string
  readonly classes?: string
  readonly json?: boolean
}

export function describeCommand(terminal: Terminal, name: string, options: DescribeOptions): ExitCode {
  const architecture = architectureNamed(name)
  if (!architecture) {
    const names = ARCHITECTURES.map((known) => known.name)
    const near = nearest(name, names)
    const hint = near === undefined ? '' : ` Did you mean ${near}?`
    return tellFailure(
      terminal,
      inputFailure(`"${name}" is not an architecture known here. Allowed: ${names.join(', ')}.${hint}`),
    )
  }
  const input = options.input === undefined ? architecture.input : parseShape(options.input)
  if (!input)
    return tellFailure(
      terminal,
      inputFailure(`--input ${options.input}: HEIGHTxWIDTHxCHANNELS is expected, such as 28x28x1.`),
    )
  const classes = options.classes === undefined ? architecture.classes : parseWhole(options.classes, MAX_CLASSES)
  if (classes === undefined)
    return tellFailure(
      terminal,
      inputFailure(`--classes ${options.classes}: a whole number from 1 to ${formatCount(MAX_CLASSES)} is expected.`),
    )
  const graph = buildLayerGraph(architecture, { input, classes })
  if (!graph.ok) return tellFailure(terminal, graph.error)
  const description = describe(architecture, graph.value)
  if (options.json) printJson(terminal, description)
  else terminal.out(descriptionText(architecture, description))
  return EXIT.done
}

const MAX_SIDE = 4096
const MAX_CLASSES = 1_000_000

function parseShape(text: string): Shape | undefined {
  const parts = text.split('x')
  const [height, width, channels] = parts.map((part) => parseWhole(part, MAX_SIDE))
  if (parts.length !== 3 || height === undefined || width === undefined || channels === undefined) return undefined
  return [height, width, channels]
}

function parseWhole(text: string, most: number): number | undefined {
  const value = /^\d{1,7}$/.test(text) ? Number(text) : 0
  return value >= 1 && value <= most ? value : undefined
}

const PAPER_COLUMNS: readonly Column<Module>[] = [
  { title: 'paper: params', align: 'right', cell: ({ paper }) => (paper ? thousands(paper.parameters) : '') },
  { title: 'paper: ops', align: 'right', cell: ({ paper }) => (paper ? millions(paper.ops) : '') },
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
      ...(architecture.printed ? PAPER_COLUMNS : []),
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
    '',
    modules,
    ...notes(description).flatMap((note, index) => (index === 0 ? ['', note] : [note])),
    '',
    layers,
    '',
    'MACs: multiply-adds of one forward pass of one image. sees: how many pixels of the image a number depends on, along',
    'one axis; stride: pixels between what two neighbours see. weights: parameters that multiply, without biases.',
  ].join('\n')
}

/** Where the paper contradicts itself, a line for each set of modules. */
function notes({ modules }: Description): readonly string[] {
  const byNote = new Map<string, string[]>()
  for (const { name, paper } of modules)
    if (paper?.note !== undefined) byNote.set(paper.note, [...(byNote.get(paper.note) ?? []), name])
  return [...byNote].map(([note, names]) => `${names.join(', ')}: ${note}`)
}

type Module = Description['modules'][number]

/** As Table 1 prints them. */
function thousands(value: number): string {
  return `${(value / 1e3).toLocaleString('en', { useGrouping: false })}K`
}

function millions(value: number): string {
  return `${(value / 1e6).toLocaleString('en', { useGrouping: false })}M`
}
