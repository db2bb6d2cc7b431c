import { isActivation } from '../architecture/activation'
import type { Layer, LayerOf } from '../architecture/layer-graph'
import { type CodePlan, paddingOf, type Unit } from './code-plan'
import { docstring, indented, real, size, tuple } from './python-text'
import { ACTIVATION_WORDS, activated } from './pytorch-activations'
import type { PytorchHelper } from './pytorch-helpers'
import { isSymmetric, type MapPadding } from './same-padding'
import type { WidthText } from './widths'

/** What makes a unit's attribute, such as `nn.Conv2d(` and its arguments. */
export interface Constructor {
  readonly lead: string
  readonly args: readonly string[]
}

type Sliding = LayerOf<'convolution' | 'depthwise-convolution'>

/** Writes a network's layers as PyTorch's, and remembers which small classes of ours they need. */
export class PytorchLayers {
  readonly helpers = new Set<PytorchHelper>()
  /** Classes of a convolution with what follows it, by their text without the name. */
  private readonly blocks = new Map<string, string>()

  constructor(private readonly plan: CodePlan) {}

  /** The classes of convolutions with their normalisation, in the order of their first use. */
  blockClasses(): readonly string[] {
    return [...this.blocks].map(([body, name]) => `class ${name}(nn.Module):\n${body}`)
  }

  /** Undefined where a unit has no attribute: it is an expression of the forward pass alone. */
  constructorOf(unit: Unit, width: WidthText): Constructor | undefined {
    const [layer] = unit.layers
    const [input = ''] = unit.inputs
    switch (layer.kind) {
      case 'convolution':
      case 'depthwise-convolution':
        return this.convolution(unit, layer, width)
      case 'dense':
        return { lead: 'nn.Linear(', args: [width(input), width(layer.name)] }
      case 'batch-norm':
        return {
          lead: `nn.BatchNorm${this.rank(input) === 4 ? '2d' : '1d'}(`,
          args: [width(layer.name), ...normalising(layer)],
        }
      case 'max-pool':
      case 'average-pool':
        return this.pool(layer)
      case 'local-response-norm': {
        const window = 2 * layer.radius + 1
        // PyTorch divides alpha by the number of channels that it sums over.
        const alpha = Number((layer.alpha * window).toPrecision(12))
        return {
          lead: 'nn.LocalResponseNorm(',
          args: [String(window), `alpha=${real(alpha)}`, `beta=${real(layer.beta)}`, `k=${real(layer.bias)}`],
        }
      }
      case 'adaptive-average-pool':
        return { lead: 'nn.AdaptiveAvgPool2d(', args: [String(layer.size)] }
      case 'dropout':
        return { lead: 'nn.Dropout(', args: [real(layer.rate)] }
      default:
        return undefined
    }
  }

  /** The unit's value as an expression of the values it reads. */
  expressionOf(unit: Unit, reads: readonly string[]): string {
    const { layers, inputs, name } = unit
    const [layer] = layers
    const read = (rank: 2 | 4): readonly string[] =>
      reads.map((one, index) => this.ranked(one, inputs[index] ?? '', rank))
    const [first = 'x'] = reads
    switch (layer.kind) {
      case 'convolution':
      case 'depthwise-convolution': {
        const call = `self.${name}(${read(4).join(', ')})`
        return layers[1]?.kind === 'batch-norm' ? call : activated(layers[1], call)
      }
      case 'dense':
        return activated(layers[1], `self.${name}(${read(2).join(', ')})`)
      case 'max-pool':
      case 'average-pool':
      case 'adaptive-average-pool':
      case 'local-response-norm':
        return `self.${name}(${read(4).join(', ')})`
      case 'global-average-pool':
        return `${read(4).join('')}.mean(dim=(2, 3))`
      case 'flatten':
        if (this.rank(inputs[0] ?? '') === 2) return first
        return this.plan.order.channelsLast.has(layer.name)
          ? `${first}.permute(0, 2, 3, 1).flatten(1)`
          : `torch.flatten(${first}, 1)`
      case 'concat':
        return `torch.cat(${tuple(read(this.rank(layer.name)))}, dim=1)`
      case 'add':
        return read(this.rank(layer.name)).join(' + ')
      default:
        return isActivation(layer.kind) ? activated(layer, first) : `self.${name}(${first})`
    }
  }

  /** The expression at a rank: maps are flattened, rows become maps of one place. */
  ranked(expression: string, value: string, rank: 2 | 4): string {
    const held = this.rank(value)
    if (held === rank) return expression
    return rank === 2 ? `torch.flatten(${expression}, 1)` : `${expression}[:, :, None, None]`
  }

  private rank(value: string): 2 | 4 {
    return this.plan.ranks.get(value) ?? 4
  }

  private padding(layer: Layer): MapPadding {
    const read = this.plan.layers.get(layer.inputs[0] ?? '')?.output
    const padding = read && paddingOf(layer, read)
    if (!padding) throw new Error(`no window moves in ${layer.name}`)
    return padding
  }

  private convolution({ layers, inputs: [input = ''] }: Unit, layer: Sliding, width: WidthText): Constructor {
    const padding = this.padding(layer)
    const table = layer.kind === 'convolution' ? layer.connections : undefined
    const uneven = !isSymmetric(padding)
    const settings = [
      ...(table ? [`table=${tuple(table.map((maps) => tuple(maps.map(String))))}`] : []),
      ...(layer.stride > 1 ? [`stride=${layer.stride}`] : []),
      ...((table || uneven) && !isNothing(padding) ? [`pad=${sides(padding)}`] : []),
      ...(!table && !uneven && !isNothing(padding) ? [`padding=${both(padding)}`] : []),
      ...(layer.dilation === undefined ? [] : [`dilation=${layer.dilation}`]),
      ...groupsOf(layer, width(input)),
    ]
    const base = table ? 'TableConv2d' : uneven ? 'PaddedConv2d' : 'nn.Conv2d'
    if (base !== 'nn.Conv2d') this.helpers.add(base)
    const args = [width(input), width(layer.name), size(layer.kernel)]
    const [, norm] = layers
    if (norm?.kind !== 'batch-norm')
      return { lead: `${base}(`, args: [...args, ...settings, ...(layer.bias ? [] : ['bias=False'])] }
    const activation = layers[2]
    return { lead: `${this.block(base, layer, norm, activation)}(`, args: [...args, ...settings] }
  }

  /** The class of a convolution with its normalisation and activation. @returns its name */
  private block(base: string, layer: Sliding, norm: LayerOf<'batch-norm'>, activation: Layer | undefined): string {
    const acts = activation && isActivation(activation.kind) ? ACTIVATION_WORDS[activation.kind] : ''
    const words = ['Convolution', 'batch normalisation', ...(acts === '' ? [] : [acts])]
    const kind = { 'nn.Conv2d': '', PaddedConv2d: 'Padded', TableConv2d: 'Table' }[base] ?? ''
    const table = base === 'TableConv2d'
    const settings = [
      ...(table ? ['table'] : []),
      'stride',
      table || base === 'PaddedConv2d' ? 'pad' : 'padding',
      'dilation',
      ...(table ? [] : ['groups']),
    ]
    const types: Readonly<Record<string, string>> = {
      table: 'table: Table',
      stride: 'stride: int = 1',
      pad: table ? 'pad: Sides = (0, 0, 0, 0)' : 'pad: Sides',
      padding: 'padding: Size = 0',
      dilation: 'dilation: int = 1',
      groups: 'groups: int = 1',
    }
    const passed = settings.map((setting) => `${setting}=${setting}`)
    const bias = layer.bias ? '' : ', bias=False'
    const body = [
      docstring(1, [`${words.join(', ')}.`]),
      '',
      indented(1, 'def __init__('),
      indented(
        2,
        `self, inputs: int, outputs: int, kernel: Size, *, ${settings
          .slice(0, 2)
          .map((one) => types[one])
          .join(', ')},`,
      ),
      indented(
        2,
        `${settings
          .slice(2)
          .map((one) => types[one])
          .join(', ')},`,
      ),
      indented(1, ') -> None:'),
      indented(2, 'super().__init__()'),
      indented(2, `self.conv = ${base}(`),
      indented(3, 'inputs, outputs, kernel,'),
      indented(3, `${passed.join(', ')}${bias},`),
      indented(2, ')'),
      indented(2, `self.norm = nn.BatchNorm2d(outputs, ${normalising(norm).join(', ')})`),
      '',
      indented(1, 'def forward(self, x: Tensor) -> Tensor:'),
      indented(2, `return ${activated(activation, 'self.norm(self.conv(x))')}`),
    ].join('\n')
    const known = this.blocks.get(body)
    if (known !== undefined) return known
    const wanted = `${kind}ConvBatchNorm${acts}`
    const taken = new Set(this.blocks.values())
    let name = wanted
    for (let number = 2; taken.has(name); number += 1) name = `${wanted}${number}`
    this.blocks.set(body, name)
    return name
  }

  /** Where nothing stands before the map and less than a window behind it, PyTorch's ceil_mode does the same. */
  private pool(layer: LayerOf<'max-pool' | 'average-pool'>): Constructor {
    const padding = this.padding(layer)
    const largest = layer.kind === 'max-pool'
    const lead = largest ? 'nn.MaxPool2d(' : 'nn.AvgPool2d('
    const args = [String(layer.size), `stride=${layer.stride}`]
    if (isNothing(padding)) return { lead, args }
    const counted = largest ? [] : ['count_include_pad=False']
    if (isSymmetric(padding)) return { lead, args: [...args, `padding=${both(padding)}`, ...counted] }
    if (this.ceilDoesTheSame(layer, padding)) return { lead, args: [...args, 'ceil_mode=True', ...counted] }
    const helper = largest ? 'PaddedMaxPool2d' : 'PaddedAvgPool2d'
    this.helpers.add(helper)
    return { lead: `${helper}(`, args: [String(layer.size), String(layer.stride), `pad=${sides(padding)}`] }
  }

  private ceilDoesTheSame(
    { inputs, size: taps, stride, output }: LayerOf<'max-pool' | 'average-pool'>,
    padding: MapPadding,
  ) {
    const read = this.plan.layers.get(inputs[0] ?? '')?.output ?? output
    return ([0, 1] as const).every((axis) => {
      const { before } = axis === 0 ? padding.rows : padding.columns
      const length = read[axis]
      const places = Math.ceil((length - taps) / stride) + 1
      return before === 0 && places === output[axis] && (places - 1) * stride < length
    })
  }
}

function normalising({ epsilon, momentum }: LayerOf<'batch-norm'>): readonly string[] {
  // PyTorch's momentum is the share of the batch, this program's that of what was there before.
  return [`eps=${real(epsilon)}`, `momentum=${real(Number((1 - momentum).toPrecision(12)))}`]
}

function groupsOf(layer: Sliding, inputs: string): readonly string[] {
  if (layer.kind === 'depthwise-convolution') return [`groups=${inputs}`]
  return layer.groups === undefined ? [] : [`groups=${layer.groups}`]
}

function isNothing({ rows, columns }: MapPadding): boolean {
  return rows.before + rows.after + columns.before + columns.after === 0
}

/** In the order of F.pad. */
function sides({ rows, columns }: MapPadding): string {
  return tuple([columns.before, columns.after, rows.before, rows.after].map(String))
}

function both({ rows, columns }: MapPadding): string {
  return size([rows.before, columns.before])
}
