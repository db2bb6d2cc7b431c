import type { CodePlan, ModuleUse, Unit } from './code-plan'
import {
  channelsFirstLayout,
  type NetworkTensor,
  networkTensors,
  sameLayout,
  type TensorLayout,
  type TensorRole,
} from './tensor-layout'

/** A tensor of a network by the name and in the layout of an exported source. */
export interface ForeignTensor {
  readonly name: string
  readonly own: NetworkTensor
  readonly layout: TensorLayout
}

/** The names of the exported PyTorch source: `inception_3a.conv_3x3.weight`. */
export function pytorchTensors(plan: CodePlan): readonly ForeignTensor[] {
  const roles: Readonly<Record<TensorRole, string>> = {
    kernel: 'weight',
    bias: 'bias',
    scale: 'weight',
    shift: 'bias',
    mean: 'running_mean',
    variance: 'running_var',
  }
  return named(plan, (use, unit, index, role) => {
    const fused = unit.layers[1]?.kind === 'batch-norm'
    const part = fused ? [index === 0 ? 'conv' : 'norm'] : []
    return [...(use ? [use.name] : []), unit.name, ...part, roles[role]].join('.')
  }).map(({ name, own }) => {
    const layer = plan.layers.get(own.layer)
    if (!layer) throw new Error(`no layer ${own.layer}`)
    return { name, own, layout: channelsFirstLayout(layer, own, plan.order) }
  })
}

/** The name of a Keras layer of the exported source. @param use the module it stands in */
export function kerasLayerName(use: Pick<ModuleUse, 'name'> | undefined, unit: Unit, index: number): string {
  const base = use ? `${use.name}_${unit.name}` : unit.name
  const [, second] = unit.layers
  return index === 1 && second?.kind === 'batch-norm' ? `${base}_norm` : base
}

/** The names of the exported Keras source: `inception_3a_conv_3x3/kernel`. Keras has this program's layouts. */
export function kerasTensors(plan: CodePlan): readonly ForeignTensor[] {
  const roles: Readonly<Record<TensorRole, string>> = {
    kernel: 'kernel',
    bias: 'bias',
    scale: 'gamma',
    shift: 'beta',
    mean: 'moving_mean',
    variance: 'moving_variance',
  }
  return named(plan, (use, unit, index, role) => `${kerasLayerName(use, unit, index)}/${roles[role]}`).map(
    ({ name, own }) => ({ name, own, layout: sameLayout(own.shape) }),
  )
}

/** This program's own names and layouts. */
export function ownTensors({ graph }: CodePlan): readonly ForeignTensor[] {
  return networkTensors(graph).map((own) => ({ name: own.name, own, layout: sameLayout(own.shape) }))
}

type Naming = (use: ModuleUse | undefined, unit: Unit, index: number, role: TensorRole) => string

function named(plan: CodePlan, nameOf: Naming): readonly { readonly name: string; readonly own: NetworkTensor }[] {
  const byLayer = new Map<string, NetworkTensor[]>()
  for (const tensor of networkTensors(plan.graph))
    byLayer.set(tensor.layer, [...(byLayer.get(tensor.layer) ?? []), tensor])
  const ofUnit = (use: ModuleUse | undefined, unit: Unit) =>
    unit.layers.flatMap((layer, index) =>
      (byLayer.get(layer.name) ?? []).map((own) => ({ name: nameOf(use, unit, index, own.role), own })),
    )
  const ofUse = (use: ModuleUse) => use.units.flatMap((unit) => ofUnit(use, unit))
  return [
    ...plan.trunk.flatMap((part) => (part.kind === 'unit' ? ofUnit(undefined, part) : ofUse(part))),
    ...plan.heads.flatMap(ofUse),
  ]
}
