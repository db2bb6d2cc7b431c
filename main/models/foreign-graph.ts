import type { Layer, LayerGraph, LayerOf, LayerOperation } from '../../shared/architecture/layer-graph'
import { MOST_LAYERS } from '../../shared/architecture/limits'
import { elements, type Shape } from '../../shared/architecture/shape'

/** A model of another program, as far as this one can read it. */
export interface ForeignModel {
  readonly graph: LayerGraph
  readonly format: 'onnx' | 'keras'
  /** What was read as something near, or not read at all: sentences for a person. */
  readonly notes: readonly string[]
}

/** Why a file's network cannot be shown; told as a Failure. */
export class Unreadable extends Error {}

/** Where a layer belongs; its name's first part unless it is known better. */
export interface ForeignPlace {
  readonly module?: string
  readonly branch?: string
}

/** Collects the layers of a foreign model. */
export class ForeignGraph {
  private readonly layers: Layer[] = []
  private readonly byName = new Map<string, Layer>()
  private readonly notes: string[] = []

  constructor(input: Shape) {
    this.push({ kind: 'input', name: 'input', inputs: [], output: input, module: 'input' })
  }

  note(sentence: string): void {
    const clean = printable(sentence)
    if (this.notes.length < MOST_NOTES && !this.notes.includes(clean)) this.notes.push(clean)
  }

  shapeOf(layer: string): Shape {
    const found = this.byName.get(layer)
    if (!found) throw new Unreadable(`${layer} is read before it is there`)
    return found.output
  }

  operationOf(layer: string): LayerOperation | undefined {
    return this.byName.get(layer)
  }

  /** @returns the layer's name: with a number behind it where two of the model are named alike */
  add(
    wanted: string,
    inputs: readonly string[],
    output: Shape,
    operation: LayerOperation,
    place: ForeignPlace = {},
  ): string {
    if (!output.every((size) => Number.isSafeInteger(size) && size > 0 && size < 2 ** 31) || elements(output) > 2 ** 40)
      throw new Unreadable(`${wanted} would give a map of ${output.join(' × ')}`)
    if (this.layers.length === MOST_LAYERS) throw new Unreadable(`it has more than ${MOST_LAYERS} layers`)
    const name = this.freeName(wanted)
    const { module, branch } = place
    this.push({
      name,
      inputs,
      output,
      module: module === undefined ? moduleOf(name) : printable(module),
      ...(branch !== undefined && { branch: printable(branch) }),
      ...operation,
    })
    return name
  }

  /** @param output the layer that gives the logits */
  finish(architecture: string, format: ForeignModel['format'], output: string): ForeignModel {
    const [input] = this.layers
    const classes = elements(this.shapeOf(output))
    return {
      format,
      notes: this.notes,
      graph: {
        architecture,
        input: input?.output ?? [1, 1, 1],
        classes,
        layers: this.layers,
        outputs: [{ head: 'main', layer: output }],
      },
    }
  }

  private push(layer: Layer): void {
    this.layers.push(layer)
    this.byName.set(layer.name, layer)
  }

  private freeName(wanted: string): string {
    const clean = printable(wanted).replace(/^\/+/, '') || 'layer'
    let name = clean
    for (let number = 2; this.byName.has(name); number += 1) name = `${clean}-${number}`
    return name
  }
}

const MOST_NOTES = 100

/** What is said of an opaque layer, without the full stop. @param numbers its own, where they are known */
export function unknownSentence(what: string, numbers: LayerOf<'opaque'>['numbers']): string {
  const count = (numbers?.trained ?? 0) + (numbers?.untrained ?? 0)
  return count > 0
    ? `${what}: it is shown, and its ${count.toLocaleString('en')} numbers are counted, not its multiply-adds`
    : `${what}: it is shown, not counted`
}

/** Names of any origin are shown on a terminal: nothing in them may steer it. */
function printable(name: string): string {
  return name.replace(/\p{C}+/gu, ' ')
}

/** `inception3a/branch1/conv` and `inception3a.branch1.conv` belong to `inception3a`. */
function moduleOf(name: string): string {
  const [first = name] = name.split(/[/.]/)
  return first === '' ? name : first
}
