import { isActivation } from '../architecture/activation'
import type { Layer, LayerOf } from '../architecture/layer-graph'
import { type CodePlan, type ModuleKind, type ModuleUse, paddingOf, type Unit, widthsOf } from './code-plan'
import { kerasLayerName } from './foreign-tensors'
import { KERAS_HELPERS, type KerasHelper } from './keras-helpers'
import { type Origin, originSentence } from './origin'
import { call, docstring, indented, plainText, quoted, real, size, tuple } from './python-text'
import { ACTIVATION_WORDS } from './pytorch-activations'
import { type FlowStep, variablesOf } from './variables'
import { moduleWidths, plainWidths, type WidthText } from './widths'

/** The weights' file beside the source. */
export const KERAS_WEIGHTS = 'model.npz'

/** A network in Keras's functional form: a function for each kind of module, one that builds the network, and what loads the weights. */
export function kerasSource(plan: CodePlan, origin: Origin): string {
  const layers = new KerasLayers(plan)
  const functions = plan.kinds.map((kind) => moduleFunction(kind, plan, layers))
  const network = buildFunction(plan, layers)
  const helpers = [...layers.helpers].map((helper) => KERAS_HELPERS[helper])
  const blocks = layers.blockFunctions()
  const body = [...helpers, ...blocks, ...functions, network, loading(plan), entry(plan)].join('\n\n\n')
  const withOps = /\bops\./.test(body)
    ? ['from keras import KerasTensor, layers, ops']
    : ['from keras import KerasTensor, layers']
  return `${[
    heading(plan, origin),
    '',
    'from __future__ import annotations',
    '',
    'from pathlib import Path',
    ...(/\bAny\b/.test(body) ? ['from typing import Any'] : []),
    '',
    'import keras',
    'import numpy as np',
    ...withOps,
    '',
    ...(/: Size\b/.test(body) ? ['Size = int | tuple[int, int]'] : []),
    `WEIGHTS = Path(__file__).with_name("${KERAS_WEIGHTS}")`,
    '',
    '',
    body,
  ].join('\n')}\n`
}

function heading({ architecture, graph, heads }: CodePlan, origin: Origin): string {
  const [height, width, channels] = graph.input
  return docstring(0, [
    `${plainText(architecture.title)}.`,
    `Source: ${plainText(architecture.source)}. ${plainText(originSentence(origin))}`,
    `Reads float32 images [N, ${height}, ${width}, ${channels}] from 0 to 1 (8-bit pixels divided by 255, see as_input) and ` +
      `gives logits [N, ${graph.classes}]: no softmax is applied.`,
    ...(heads.length > 0
      ? [
          'Auxiliary classifiers are there for training alone: build(auxiliary=True) gives their logits too, behind the others.',
        ]
      : []),
    '    pip install keras tensorflow\n    python model.py',
  ])
}

type Sliding = LayerOf<'convolution' | 'depthwise-convolution'>

/** Layer names of the trunk are literals, those of a module begin with the module's own. */
type NameText = (unit: Unit, index: number, suffix?: string) => string

class KerasLayers {
  readonly helpers = new Set<KerasHelper>()
  private readonly blocks = new Map<string, string>()

  constructor(private readonly plan: CodePlan) {}

  blockFunctions(): readonly string[] {
    return [...this.blocks].map(([body, name]) => `def ${name}(\n${body}`)
  }

  /** Lines that compute a unit; the last one assigns or returns. */
  lines(unit: Unit, reads: readonly string[], target: string, width: WidthText, name: NameText): readonly string[] {
    const { layers, inputs } = unit
    const [layer] = layers
    const read = (rank: 2 | 4): readonly string[] =>
      reads.map((one, index) => this.ranked(one, inputs[index] ?? '', rank))
    const [first = 'x'] = reads
    const named = `name=${name(unit, 0)}`
    const line = (lead: string, args: readonly string[], input: string): readonly string[] => [
      call(1, `${target}${lead}`, args, `)(${input})`),
    ]
    switch (layer.kind) {
      case 'convolution':
      case 'depthwise-convolution':
        return this.convolution(unit, layer, read(4)[0] ?? first, target, width, name)
      case 'dense': {
        const [, activation] = layers
        const { argument, own } = activationOf(activation)
        const dense = [width(layer.name), ...argument, named]
        const input = read(2)[0] ?? first
        if (!own) return line('layers.Dense(', dense, input)
        return [call(1, 'x = layers.Dense(', dense, `)(${input})`), ...line(own.lead, own.args, 'x')]
      }
      case 'batch-norm':
        return line('layers.BatchNormalization(', [...normalising(layer), named], first)
      case 'max-pool':
      case 'average-pool': {
        const kind = layer.kind === 'max-pool' ? 'MaxPooling2D' : 'AveragePooling2D'
        const args = [String(layer.size), `strides=${layer.stride}`, ...padded(layer), named]
        return line(`layers.${kind}(`, args, read(4)[0] ?? first)
      }
      case 'adaptive-average-pool':
        this.helpers.add('AdaptiveAveragePool')
        return line('AdaptiveAveragePool(', [String(layer.size), named], read(4)[0] ?? first)
      case 'local-response-norm': {
        this.helpers.add('LocalResponseNormalization')
        const { radius, bias, alpha, beta } = layer
        const args = [`radius=${radius}`, `bias=${real(bias)}`, `alpha=${real(alpha)}`, `beta=${real(beta)}`, named]
        return line('LocalResponseNormalization(', args, read(4)[0] ?? first)
      }
      case 'dropout':
        return line('layers.Dropout(', [real(layer.rate), named], first)
      case 'global-average-pool':
        return line('layers.GlobalAveragePooling2D(', [named], read(4)[0] ?? first)
      case 'flatten':
        return line('layers.Flatten(', [named], first)
      case 'concat':
        return line('layers.Concatenate(', [named], `[${read(this.rank(layer.name)).join(', ')}]`)
      case 'add':
        return line('layers.Add(', [named], `[${read(this.rank(layer.name)).join(', ')}]`)
      default: {
        const own = activationLayer(layer)
        return line(own.lead, [...own.args, named], first)
      }
    }
  }

  ranked(expression: string, value: string, rank: 2 | 4): string {
    if (this.rank(value) === rank) return expression
    if (rank === 2) return `layers.Flatten()(${expression})`
    return `layers.Reshape((1, 1, ${this.plan.layers.get(value)?.output[2]}))(${expression})`
  }

  private rank(value: string): 2 | 4 {
    return this.plan.ranks.get(value) ?? 4
  }

  private convolution(
    unit: Unit,
    layer: Sliding,
    input: string,
    target: string,
    width: WidthText,
    name: NameText,
  ): readonly string[] {
    const [, second, third] = unit.layers
    const norm = second?.kind === 'batch-norm' ? second : undefined
    const activation = norm ? third : second
    const deep = layer.kind === 'depthwise-convolution'
    const table = layer.kind === 'convolution' ? layer.connections : undefined
    if (table) this.helpers.add('TableConv2D')
    const kind = deep ? 'layers.DepthwiseConv2D' : table ? 'TableConv2D' : 'layers.Conv2D'
    const sparse = layer.stride > 1 && layer.dilation !== undefined
    const settings = [
      ...(deep && layer.multiplier > 1 ? [`depth_multiplier=${layer.multiplier}`] : []),
      ...(table ? [`table=${tuple(table.map((maps) => tuple(maps.map(String))))}`] : []),
      ...(layer.stride > 1 && !sparse ? [`strides=${layer.stride}`] : []),
      ...(sparse ? [] : padded(layer)),
      ...(layer.dilation === undefined ? [] : [`dilation_rate=${layer.dilation}`]),
      ...(layer.kind === 'convolution' && layer.groups !== undefined ? [`groups=${layer.groups}`] : []),
    ]
    const { argument, own } = activationOf(activation)
    const args = [...(deep ? [] : [width(layer.name)]), size(layer.kernel), ...settings]
    const bias = layer.bias ? [] : ['use_bias=False']
    const simple = !norm && !own && !sparse
    if (simple) {
      const all = [...args, ...bias, ...argument, `name=${name(unit, 0)}`]
      return [call(1, `${target}${kind}(`, all, `)(${input})`)]
    }
    if (norm && !sparse && !table && !deep) {
      const block = this.block(layer, norm, activation)
      return [call(1, `${target}${block}(`, [input, ...args, `name=${name(unit, 0)}`])]
    }
    const variable = /^(\w+) = $/.exec(target)?.[1] ?? 'y'
    const lines: string[] = []
    let value = input
    const step = (lead: string, given: readonly string[]): void => {
      lines.push(call(1, `${variable} = ${lead}`, given, `)(${value})`))
      value = variable
    }
    if (sparse) step('layers.ZeroPadding2D(', [this.zeros(layer)])
    step(`${kind}(`, [...args, ...bias, `name=${name(unit, 0)}`])
    // Keras takes no stride together with a dilation: the places between are computed and left out.
    if (sparse) lines.push(indented(1, `${variable} = ${variable}[:, ::${layer.stride}, ::${layer.stride}, :]`))
    if (norm) step('layers.BatchNormalization(', [...normalising(norm), `name=${name(unit, 1)}`])
    if (activation) {
      const { lead, args: given } = activationLayer(activation)
      step(lead, given)
    }
    return target === 'return ' ? [...lines, indented(1, `return ${variable}`)] : lines
  }

  private zeros(layer: Sliding): string {
    const read = this.plan.layers.get(layer.inputs[0] ?? '')?.output
    const padding = read && paddingOf(layer, read)
    if (!padding) throw new Error(`no window moves in ${layer.name}`)
    const { rows, columns } = padding
    return `((${rows.before}, ${rows.after}), (${columns.before}, ${columns.after}))`
  }

  /** The function of a convolution with its normalisation and activation. @returns its name */
  private block(layer: Sliding, norm: LayerOf<'batch-norm'>, activation: Layer | undefined): string {
    const acts = activation && isActivation(activation.kind) ? activation.kind : undefined
    const words = ['Convolution', 'batch normalisation', ...(acts ? [ACTIVATION_WORDS[acts]] : [])]
    const last = activation && activationLayer(activation)
    const normalised = `layers.BatchNormalization(${normalising(norm).join(', ')}, name=f"{name}_norm")(x)`
    const lastName = `name=f"{name}_${acts?.replace('-', '_')}"`
    const body = [
      indented(1, 'x: KerasTensor, filters: int, kernel: Size, *, name: str, strides: int = 1,'),
      indented(1, 'padding: str = "valid", dilation_rate: int = 1, groups: int = 1,'),
      ') -> KerasTensor:',
      docstring(1, [`${words.join(', ')}.`]),
      indented(1, 'x = layers.Conv2D('),
      indented(2, 'filters, kernel, strides=strides, padding=padding, dilation_rate=dilation_rate,'),
      indented(2, `groups=groups, ${layer.bias ? '' : 'use_bias=False, '}name=name,`),
      indented(1, ')(x)'),
      indented(1, `${last ? 'x = ' : 'return '}${normalised}`),
      ...(last ? [call(1, `return ${last.lead}`, [...last.args, lastName], ')(x)')] : []),
    ].join('\n')
    const known = this.blocks.get(body)
    if (known !== undefined) return known
    const wanted = ['conv_batch_norm', ...(acts ? [acts.replace('-', '_')] : [])].join('_')
    const taken = new Set(this.blocks.values())
    let name = wanted
    for (let number = 2; taken.has(name); number += 1) name = `${wanted}_${number}`
    this.blocks.set(body, name)
    return name
  }
}

/** As an argument of the layer before it, or a layer of its own where the argument would have another slope. */
function activationOf(layer: Layer | undefined) {
  if (!layer) return { argument: [], own: undefined }
  if (layer.kind === 'leaky-relu') return { argument: [], own: activationLayer(layer) }
  return { argument: [`activation="${layer.kind}"`], own: undefined }
}

function activationLayer(layer: Layer): { readonly lead: string; readonly args: readonly string[] } {
  if (layer.kind === 'leaky-relu') return { lead: 'layers.LeakyReLU(', args: [`negative_slope=${real(layer.slope)}`] }
  return { lead: 'layers.Activation(', args: [`"${layer.kind}"`] }
}

function padded({ padding }: { readonly padding: 'same' | 'valid' }): readonly string[] {
  return padding === 'same' ? ['padding="same"'] : []
}

function normalising({ epsilon, momentum }: LayerOf<'batch-norm'>): readonly string[] {
  return [`momentum=${real(momentum)}`, `epsilon=${real(epsilon)}`]
}

const snake = (name: string): string => name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase()

function moduleFunction(kind: ModuleKind, plan: CodePlan, layers: KerasLayers): string {
  const [use] = kind.uses
  const width = moduleWidths(kind, plan.layers)
  const parameters = kind.varied.filter((name) => name !== 'inputs').map((name) => `${name}: int`)
  const name: NameText = (unit, index) => {
    const own = kerasLayerName(use, unit, index).slice(use.name.length)
    return `f"{name}${own}"`
  }
  const steps = use.units.map(({ name: unit, inputs, output, layers: [layer] }): FlowStep => {
    const joins = layer.kind === 'concat' || layer.kind === 'add'
    return { name: unit, inputs, output, ...(!joins && layer.branch !== undefined && { branch: layer.branch }) }
  })
  const variables = variablesOf(steps, use.input)
  const lines = use.units.flatMap((unit, index) => {
    const { reads, writes } = variables[index] ?? { reads: [], writes: 'x' }
    const target = unit.output === use.output ? 'return ' : `${writes} = `
    return layers.lines(unit, reads, target, width, name)
  })
  const modules = kind.uses.map(({ output }) => plainText(plan.layers.get(output)?.module ?? ''))
  return [
    call(
      0,
      `def ${snake(kind.name)}(`,
      ['x: KerasTensor', 'name: str', ...(parameters.length > 0 ? ['*', ...parameters] : [])],
      ') -> KerasTensor:',
    ),
    docstring(1, [`Of ${modules.join(', ')}.`]),
    ...lines,
  ].join('\n')
}

function buildFunction(plan: CodePlan, layers: KerasLayers): string {
  const { architecture, graph, heads, trunk } = plan
  const [height, width, channels] = graph.input
  const widths = plainWidths(plan.layers)
  const name: NameText = (unit, index) => quoted(kerasLayerName(undefined, unit, index))
  const [main] = graph.outputs
  const logitsOf = main?.layer ?? ''
  const steps = trunk.map(
    (part): FlowStep =>
      part.kind === 'unit'
        ? { name: part.name, inputs: part.inputs, output: part.output }
        : { name: part.name, inputs: [part.input], output: part.output },
  )
  const variables = variablesOf(steps, 'input', [logitsOf, ...heads.map(({ input }) => input)])
  const held = new Map([['input', 'x']])
  const lines = trunk.flatMap((part, index) => {
    const { reads, writes } = variables[index] ?? { reads: [], writes: 'x' }
    held.set(part.output, writes)
    const written =
      part.kind === 'unit'
        ? layers.lines(part, reads, `${writes} = `, widths, name)
        : [callOf(part, plan, reads[0] ?? 'x', `${writes} = `)]
    const [height, width, channels] = plan.layers.get(part.output)?.output ?? [1, 1, 0]
    const shape = plan.ranks.get(part.output) === 2 ? `[N, ${channels}]` : `[N, ${height}, ${width}, ${channels}]`
    return [...written.slice(0, -1), `${written.at(-1)}  # ${shape}`]
  })
  const variable = (value: string): string => held.get(value) ?? 'x'
  const logits = layers.ranked(variable(logitsOf), logitsOf, 2)
  const headLines = heads.map((head) => {
    const value = callOf(head, plan, variable(head.input), `${head.name} = `)
    return value.replace(/^ {4}/gm, '        ')
  })
  const outputs = [logits, ...heads.map((head) => layers.ranked(head.name, head.output, 2))]
  const headed = heads.length > 0
  return [
    `def build(${headed ? '*, auxiliary: bool = False' : ''}) -> keras.Model:`,
    docstring(1, [`${plainText(architecture.title)}.`]),
    indented(1, `images = keras.Input((${height}, ${width}, ${channels}), name="images")`),
    indented(1, 'x = images'),
    ...lines,
    ...(headed
      ? [
          indented(1, 'if auxiliary:'),
          ...headLines,
          call(2, 'outputs = [', outputs, ']'),
          indented(2, `return keras.Model(images, outputs, name=${quoted(plan.className)})`),
        ]
      : []),
    indented(1, `return keras.Model(images, ${logits}, name=${quoted(plan.className)})`),
  ].join('\n')
}

function callOf(use: ModuleUse, { kinds, layers }: CodePlan, input: string, target: string): string {
  const kind = kinds.find(({ uses }) => uses.some(({ name }) => name === use.name))
  if (!kind) throw new Error(`no function of ${use.name}`)
  const widths = widthsOf(use, layers)
  const args = kind.varied.filter((name) => name !== 'inputs').map((name) => `${name}=${widths.get(name)}`)
  return call(1, `${target}${snake(kind.name)}(`, [input, quoted(use.name), ...args])
}

function loading({ heads }: CodePlan): string {
  const headed = heads.length > 0
  return [
    'def as_input(pixels: np.ndarray) -> np.ndarray:',
    indented(1, '"""8-bit images [N, height, width, channels] as the network reads them."""'),
    indented(1, 'return pixels.astype("float32") / 255'),
    '',
    '',
    `def load(path: Path = WEIGHTS${headed ? ', *, auxiliary: bool = False' : ''}) -> keras.Model:`,
    indented(1, '"""The network with its weights."""'),
    indented(1, `model = build(${headed ? 'auxiliary=auxiliary' : ''})`),
    indented(1, 'with np.load(path) as weights:'),
    indented(2, 'for layer in model.layers:'),
    indented(3, 'for variable in layer.weights:'),
    indented(4, 'variable.assign(weights[f"{layer.name}/{variable.name}"])'),
    indented(1, 'return model'),
  ].join('\n')
}

function entry({ graph: { input }, className }: CodePlan): string {
  return [
    'def main() -> None:',
    indented(1, 'model = load()'),
    indented(1, `logits = np.asarray(model(np.zeros((1, ${input.join(', ')}), "float32")))`),
    indented(1, 'count = sum(int(np.prod(variable.shape)) for variable in model.trainable_variables)'),
    indented(1, `print(f"${className}: {count:,} parameters")`),
    indented(1, 'print("logits of a black image:", " ".join(f"{value:.4f}" for value in logits[0, :10]))'),
    '',
    '',
    'if __name__ == "__main__":',
    indented(1, 'main()'),
  ].join('\n')
}
