import type { Layer, LayerGraph } from '../architecture/layer-graph'
import { attributesOf, familyOf } from './attributes'

/**
 * What layers are told apart by: themselves and what is before or behind them. `looks` is all that they say of themselves,
 * `shape` what they are for and the shape that they give, `family` what they are for alone.
 */
interface View {
  readonly by: 'looks' | 'shape' | 'family'
  readonly sides: readonly ('inputs' | 'consumers')[]
}

const SIDES = [['inputs', 'consumers'], ['inputs'], ['consumers']] as const

/** The surer before the vaguer. */
const VIEWS: readonly View[] = (['looks', 'shape', 'family'] as const).flatMap((by) =>
  SIDES.map((sides) => ({ by, sides })),
)
/** Those in which several of a kind may be taken in their order. */
const SURE_VIEWS = VIEWS.filter(({ by }) => by !== 'family')

/** Each round goes one layer further at least; where a network needs more, the rest of it stays unknown. */
const MOST_ROUNDS = 500
/** Layers looked at in all rounds: fewer rounds for very large networks. */
const MOST_LOOKS = 300_000

/**
 * Finds counterparts where names, modules and the order of layers say nothing: from what is read first and given last,
 * inwards. A layer is another's counterpart where no other one looks so among neighbours that are known already, or that
 * look the same; where several do, and as many in both graphs, they are taken in their order.
 * @returns for each layer of A, by its position, its counterpart's position in B; −1 where it has none
 */
export function matchByNeighbours(a: LayerGraph, b: LayerGraph): Int32Array {
  const [sideA, sideB] = [new Side(a), new Side(b)]
  const pair = (one: number | undefined, other: number | undefined): void => {
    if (one === undefined || other === undefined || sideA.known(one) || sideB.known(other)) return
    sideA.matched[one] = other
    sideB.matched[other] = one
  }
  const isInput = ({ kind }: Layer): boolean => kind === 'input'
  pair(a.layers.findIndex(isInput), b.layers.findIndex(isInput))
  for (const { head, layer } of a.outputs) {
    const other = b.outputs.find((output) => output.head === head)
    const [one, counterpart] = [sideA.logits(layer), sideB.logits(other?.layer ?? '')]
    if (sideA.family(one) === sideB.family(counterpart)) pair(one, counterpart)
  }
  const rounds = Math.min(MOST_ROUNDS, Math.ceil(MOST_LOOKS / Math.max(1, a.layers.length + b.layers.length)))
  for (let round = 0; round < rounds; round++) {
    if (VIEWS.some((view) => matchView(sideA, sideB, view, 1, pair))) continue
    if (!SURE_VIEWS.some((view) => matchView(sideA, sideB, view, Number.POSITIVE_INFINITY, pair))) break
  }
  return sideA.matched
}

/** Pairs what a view tells apart, at most so many of a kind. @returns whether there was any */
function matchView(
  a: Side,
  b: Side,
  view: View,
  most: number,
  pair: (one: number | undefined, other: number | undefined) => void,
): boolean {
  const [keysA, keysB] = [a.unknownBy(view, true), b.unknownBy(view, false)]
  let found = false
  for (const [key, own] of keysA) {
    const others = keysB.get(key)
    if (others?.length !== own.length || own.length > most) continue
    for (const [at, one] of own.entries()) pair(one, others[at])
    found = true
  }
  return found
}

class Side {
  readonly matched: Int32Array
  readonly position: ReadonlyMap<string, number>
  private readonly words: Readonly<Record<View['by'], readonly string[]>>
  private readonly consumers: readonly (readonly number[])[]

  constructor(private readonly graph: LayerGraph) {
    const { layers } = graph
    this.matched = new Int32Array(layers.length).fill(-1)
    this.position = new Map(layers.map(({ name }, at) => [name, at]))
    this.words = {
      looks: layers.map(looksOf),
      shape: layers.map((layer) => `${familyOf(layer)} ${layer.output.join('×')}`),
      family: layers.map(familyOf),
    }
    const consumers: number[][] = layers.map(() => [])
    for (const [at, { inputs }] of layers.entries())
      for (const input of inputs) consumers[this.position.get(input) ?? -1]?.push(at)
    this.consumers = consumers
  }

  known(at: number): boolean {
    return this.matched[at] !== -1
  }

  /** What gives the logits: before what another program may do to them, such as a softmax. */
  logits(output: string): number | undefined {
    const at = this.position.get(output)
    const layer = this.graph.layers[at ?? -1]
    const [input, ...others] = layer?.inputs ?? []
    return layer?.kind === 'opaque' && input !== undefined && others.length === 0 ? this.logits(input) : at
  }

  family(at: number | undefined): string | undefined {
    return this.words.family[at ?? -1]
  }

  /** Layers without counterpart by what the view sees of them; kinds alone are trusted among known neighbours only. */
  unknownBy({ by, sides }: View, isA: boolean): ReadonlyMap<string, readonly number[]> {
    const groups = new Map<string, number[]>()
    for (const [at, layer] of this.graph.layers.entries()) {
      if (this.known(at)) continue
      const inputs = this.neighbours(at, 'inputs', by)
      const consumers = this.neighbours(at, 'consumers', by)
      const neighbours = sides.flatMap((side) => (side === 'inputs' ? inputs : consumers))
      const isTrusted = neighbours.length > 0 && neighbours.every((one) => this.known(one))
      if (by === 'family' && !isTrusted) continue
      const around = sides.map((side) =>
        side === 'inputs'
          ? inputs.map((one) => this.reference(one, by, isA)).join()
          : consumers
              .map((one) => `${this.reference(one, by, isA)} ${this.slot(layer.name, one)}`)
              .sort()
              .join(),
      )
      const key = [this.words[by][at], ...around].join('|')
      const group = groups.get(key)
      if (group) group.push(at)
      else groups.set(key, [at])
    }
    return groups
  }

  /**
   * Who is before or behind a layer; unless its looks must agree, past what normalises or drops out and is not known: one
   * network may have it there and the other not.
   */
  private neighbours(at: number, side: 'inputs' | 'consumers', by: View['by']): readonly number[] {
    const next = (one: number): readonly number[] =>
      side === 'inputs'
        ? (this.graph.layers[one]?.inputs ?? []).map((name) => this.position.get(name) ?? -1)
        : (this.consumers[one] ?? [])
    const past = (one: number): readonly number[] => {
      const passes = ['normalisation', 'dropout'].includes(this.family(one) ?? '') && !this.known(one)
      return passes && next(one).length > 0 ? next(one).flatMap(past) : [one]
    }
    return by === 'looks' ? next(at) : next(at).flatMap(past)
  }

  /** At which place a join reads the layer. */
  private slot(name: string, consumer: number): string {
    const inputs = this.graph.layers[consumer]?.inputs ?? []
    return inputs.length > 1 ? `${inputs.indexOf(name)} of ${inputs.length}` : ''
  }

  /** A known neighbour by who it is, another by what is seen of it. */
  private reference(at: number, by: View['by'], isA: boolean): string {
    const other = this.matched[at] ?? -1
    return other === -1 ? `seen ${this.words[by][at]}` : `is ${isA ? at : other}`
  }
}

function looksOf(layer: Layer): string {
  const [height, width] = layer.output
  return JSON.stringify([height, width, ...[...attributesOf(layer)].sort(([one], [other]) => (one < other ? -1 : 1))])
}
