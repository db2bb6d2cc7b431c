import type { Layer } from '../architecture/layer-graph'
import { type CodePlan, type ModuleKind, type ModuleUse, type Unit, widthsOf } from './code-plan'
import { type Origin, originSentence } from './origin'
import { call, docstring, indented, plainText } from './python-text'
import { PYTORCH_HELPERS, PYTORCH_TYPES } from './pytorch-helpers'
import { PytorchLayers } from './pytorch-layers'
import { type FlowStep, variablesOf } from './variables'
import { moduleWidths, plainWidths, type WidthText } from './widths'

/** The weights' file beside the source. */
export const PYTORCH_WEIGHTS = 'model.safetensors'

/**
 * A network as a module of PyTorch: a class for each kind of module, one for the network, and what loads the weights.
 * Channels stand first; TensorFlow's SAME padding is written out for the size of image that the graph was built for.
 */
export function pytorchSource(plan: CodePlan, origin: Origin): string {
  const layers = new PytorchLayers(plan)
  const kinds = plan.kinds.map((kind) => moduleClass(kind, plan, layers))
  const network = networkClass(plan, layers)
  const helpers = [...layers.helpers].map((helper) => PYTORCH_HELPERS[helper])
  const classes = [...helpers, ...layers.blockClasses(), ...kinds, network, loading(plan), entry(plan)]
  const body = classes.join('\n\n\n')
  const types = Object.entries(PYTORCH_TYPES).flatMap(([name, text]) =>
    new RegExp(`: ${name}\\b`).test(body) ? [text] : [],
  )
  const functional = /\bF\./.test(body) ? ['import torch.nn.functional as F'] : []
  return `${[
    heading(plan, origin),
    '',
    'from __future__ import annotations',
    '',
    'from pathlib import Path',
    '',
    'import torch',
    ...functional,
    'from safetensors.torch import load_file',
    'from torch import Tensor, nn',
    '',
    ...types,
    `WEIGHTS = Path(__file__).with_name("${PYTORCH_WEIGHTS}")`,
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
    `Reads float32 images [N, ${channels}, ${height}, ${width}] from 0 to 1 (8-bit pixels divided by 255, see as_input) and ` +
      `gives logits [N, ${graph.classes}]: no softmax is applied. Paddings are written out for this size of image.`,
    ...(heads.length > 0
      ? [
          'Auxiliary classifiers are there for training alone: with auxiliary=True a network in training mode gives ' +
            'their logits too, behind its own.',
        ]
      : []),
    '    pip install torch safetensors\n    python model.py',
  ])
}

function moduleClass(kind: ModuleKind, plan: CodePlan, layers: PytorchLayers): string {
  const [use] = kind.uses
  const width = moduleWidths(kind, plan.layers)
  const parameters = kind.varied.map((name) => `${name}: int`)
  const attributes = use.units.flatMap((unit) => attribute(unit, width, layers))
  const star = parameters.length > 0 ? ['*', ...parameters] : []
  return [
    `class ${kind.name}(nn.Module):`,
    docstring(1, [moduleWords(kind, plan.layers)]),
    '',
    call(1, 'def __init__(', ['self', ...star], ') -> None:'),
    indented(2, 'super().__init__()'),
    ...attributes,
    '',
    indented(1, 'def forward(self, x: Tensor) -> Tensor:'),
    ...forward(
      use.units.map((unit) => ({ unit, branch: branchOf(unit) })),
      use,
      layers,
    ),
  ].join('\n')
}

function branchOf({ layers: [layer] }: Unit): string | undefined {
  return layer.kind === 'concat' || layer.kind === 'add' ? undefined : layer.branch
}

function moduleWords({ uses, name }: ModuleKind, layers: ReadonlyMap<string, Layer>): string {
  const modules = uses.map(({ output }) => plainText(layers.get(output)?.module ?? ''))
  const [use] = uses
  const branches = [...new Set(use.units.flatMap((unit) => branchOf(unit) ?? []))].map(plainText)
  if (name.startsWith('AuxiliaryClassifier')) return `The auxiliary classifier of ${modules.join(', ')}.`
  const joined = layers.get(use.output)?.kind
  const how = joined === 'concat' ? ', joined along channels' : joined === 'add' ? ', added' : ''
  return `Module ${modules.join(', ')}: branches ${branches.join(', ')}${how}.`
}

function attribute(unit: Unit, width: WidthText, layers: PytorchLayers): readonly string[] {
  const made = layers.constructorOf(unit, width)
  return made ? [call(2, `self.${unit.name} = ${made.lead}`, made.args)] : []
}

function forward(
  written: readonly { readonly unit: Unit; readonly branch: string | undefined }[],
  { input, output }: Pick<ModuleUse, 'input' | 'output'>,
  layers: PytorchLayers,
): readonly string[] {
  const steps = written.map(
    ({ unit: { name, inputs, output: value }, branch }): FlowStep => ({
      name,
      inputs,
      output: value,
      ...(branch !== undefined && { branch }),
    }),
  )
  return variablesOf(steps, input).map(({ reads, writes }, index) => {
    const unit = written[index]?.unit
    if (!unit) throw new Error('a step without its unit')
    const expression = layers.expressionOf(unit, reads)
    return unit.output === output ? indented(2, `return ${expression}`) : indented(2, `${writes} = ${expression}`)
  })
}

function networkClass(plan: CodePlan, layers: PytorchLayers): string {
  const { architecture, graph, heads, trunk } = plan
  const width = plainWidths(plan.layers)
  const attributes = trunk.flatMap((part) =>
    part.kind === 'unit'
      ? attribute(part, width, layers)
      : [call(2, `self.${part.name} = ${classOf(part, plan)}(`, argumentsOf(part, plan))],
  )
  const headAttributes = heads.map((head) =>
    call(3, `self.${head.name} = ${classOf(head, plan)}(`, argumentsOf(head, plan)),
  )
  const steps = trunk.map(
    (part): FlowStep =>
      part.kind === 'unit'
        ? { name: part.name, inputs: part.inputs, output: part.output }
        : { name: part.name, inputs: [part.input], output: part.output },
  )
  const [main] = graph.outputs
  const logitsOf = main?.layer ?? ''
  const read = heads.map(({ input }) => input)
  const variables = variablesOf(steps, 'input', [logitsOf, ...read])
  const held = new Map([['input', 'x']])
  const lines = trunk.map((part, index) => {
    const { reads, writes } = variables[index] ?? { reads: [], writes: 'x' }
    const expression =
      part.kind === 'unit' ? layers.expressionOf(part, reads) : `self.${part.name}(${reads.join(', ')})`
    held.set(part.output, writes)
    return indented(2, `${writes} = ${expression}  # ${shapeComment(plan, part.output)}`)
  })
  const variable = (value: string): string => held.get(value) ?? 'x'
  const logits = layers.ranked(variable(logitsOf), logitsOf, 2)
  const headValues = heads.map((head) => {
    const output = graph.outputs.find(({ layer }) => layer === head.output)?.layer ?? head.output
    return layers.ranked(`self.${head.name}(${variable(head.input)})`, output, 2)
  })
  return [
    `class ${plan.className}(nn.Module):`,
    docstring(1, [`${plainText(architecture.title)}.`]),
    '',
    indented(1, `def __init__(self${heads.length > 0 ? ', *, auxiliary: bool = False' : ''}) -> None:`),
    indented(2, 'super().__init__()'),
    ...(heads.length > 0 ? [indented(2, 'self.auxiliary = auxiliary')] : []),
    ...attributes,
    ...(heads.length > 0 ? [indented(2, 'if auxiliary:'), ...headAttributes] : []),
    '',
    indented(1, `def forward(self, x: Tensor) -> ${heads.length > 0 ? 'Tensor | tuple[Tensor, ...]' : 'Tensor'}:`),
    ...lines,
    ...(heads.length > 0
      ? [indented(2, 'if self.auxiliary and self.training:'), call(3, 'return (', [logits, ...headValues], ')')]
      : []),
    indented(2, `return ${logits}`),
  ].join('\n')
}

function shapeComment({ layers, ranks }: CodePlan, value: string): string {
  const [height, width, channels] = layers.get(value)?.output ?? [1, 1, 0]
  return ranks.get(value) === 2 ? `[N, ${channels}]` : `[N, ${channels}, ${height}, ${width}]`
}

function kindOf(use: ModuleUse, { kinds }: CodePlan): ModuleKind {
  const kind = kinds.find(({ uses }) => uses.some(({ name }) => name === use.name))
  if (!kind) throw new Error(`no class of ${use.name}`)
  return kind
}

function classOf(use: ModuleUse, plan: CodePlan): string {
  return kindOf(use, plan).name
}

function argumentsOf(use: ModuleUse, plan: CodePlan): readonly string[] {
  const widths = widthsOf(use, plan.layers)
  return kindOf(use, plan).varied.map((name) => `${name}=${widths.get(name)}`)
}

function loading({ className, heads }: CodePlan): string {
  const headed = heads.length > 0
  return [
    'def as_input(pixels: Tensor) -> Tensor:',
    indented(1, '"""8-bit images [N, height, width, channels] as the network reads them."""'),
    indented(1, 'return pixels.permute(0, 3, 1, 2).to(torch.float32) / 255'),
    '',
    '',
    `def load(path: Path = WEIGHTS${headed ? ', *, auxiliary: bool = False' : ''}) -> ${className}:`,
    indented(1, '"""The network with its weights, in the mode for inference."""'),
    indented(1, `model = ${className}(${headed ? 'auxiliary=auxiliary' : ''})`),
    indented(1, 'weights = load_file(path)'),
    ...(headed
      ? [
          indented(1, 'if not auxiliary:'),
          call(
            2,
            'heads = (',
            heads.map(({ name }) => `"${name}."`),
            heads.length === 1 ? ',)' : ')',
          ),
          indented(2, 'weights = {name: w for name, w in weights.items() if not name.startswith(heads)}'),
        ]
      : []),
    indented(1, 'model.load_state_dict(weights)'),
    indented(1, 'return model.eval()'),
  ].join('\n')
}

function entry({ graph: { input }, className }: CodePlan): string {
  const [height, width, channels] = input
  return [
    'def main() -> None:',
    indented(1, 'model = load()'),
    indented(1, 'with torch.inference_mode():'),
    indented(2, `logits = model(torch.zeros(1, ${channels}, ${height}, ${width}))`),
    indented(1, 'count = sum(parameter.numel() for parameter in model.parameters())'),
    indented(1, `print(f"${className}: {count:,} parameters")`),
    indented(1, 'print("logits of a black image:", " ".join(f"{value:.4f}" for value in logits[0, :10]))'),
    '',
    '',
    'if __name__ == "__main__":',
    indented(1, 'main()'),
  ].join('\n')
}
