import type { Layer } from '../architecture/layer-graph'
import type { ModuleKind } from './code-plan'
import { widthsOf } from './code-plan'

/** Channels of a layer's output, as they are written in a source. */
export type WidthText = (layer: string) => string

/** A number of channels, and how it is written where it is not the same in every use of a module. */
interface Term {
  readonly value: number
  readonly text: string
  readonly varies: boolean
}

/** Plain numbers, outside of modules. */
export function plainWidths(layers: ReadonlyMap<string, Layer>): WidthText {
  return (name) => String(layers.get(name)?.output[2] ?? 0)
}

/** Within the class of a module: parameters by name where uses differ, else numbers. */
export function moduleWidths({ uses: [use], varied }: ModuleKind, layers: ReadonlyMap<string, Layer>): WidthText {
  const widths = widthsOf(use, layers)
  const units = new Map(use.units.map((unit) => [unit.layers[0].name, unit.name]))
  const slot = (name: string): Term => {
    const value = widths.get(name) ?? 0
    return varied.includes(name) ? { value, text: name, varies: true } : constant(value)
  }
  const known = new Map<string, Term>()
  const term = (name: string): Term => {
    if (name === use.input) return slot('inputs')
    const found = known.get(name)
    if (found) return found
    const layer = layers.get(name)
    if (!layer) throw new Error(`no layer ${name}`)
    const made = termOf(layer)
    known.set(name, made)
    return made
  }
  const termOf = (layer: Layer): Term => {
    const [first = use.input] = layer.inputs
    switch (layer.kind) {
      case 'convolution':
      case 'dense':
        return slot(units.get(layer.name) ?? layer.name)
      case 'depthwise-convolution':
        return product(layer.multiplier, term(first))
      case 'flatten': {
        const [height, width] = layers.get(first)?.output ?? [1, 1]
        return product(height * width, term(first))
      }
      case 'concat':
        return sum(layer.inputs.map(term))
      default:
        return term(first)
    }
  }
  return (name) => term(name).text
}

function constant(value: number): Term {
  return { value, text: String(value), varies: false }
}

function product(factor: number, { value, text, varies }: Term): Term {
  if (!varies) return constant(factor * value)
  if (factor === 1) return { value, text, varies }
  return { value: factor * value, text: `${factor} * ${text.includes(' + ') ? `(${text})` : text}`, varies }
}

function sum(terms: readonly Term[]): Term {
  const value = terms.reduce((total, term) => total + term.value, 0)
  if (!terms.some(({ varies }) => varies)) return constant(value)
  return { value, text: terms.map(({ text }) => text).join(' + '), varies: true }
}
