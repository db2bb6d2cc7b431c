import { type Attribute, encodeSavedModel, type GraphNode, type SavedModelKind, type Signature } from './saved-model'
import { type Dimensions, type ElementType, reference, type Tensor } from './tensor'

/** What a node gives. */
export interface OutputType {
  readonly shape: Dimensions
  /** float32 unless said. */
  readonly type?: ElementType
}

export interface NodeSettings {
  readonly attributes?: Readonly<Record<string, Attribute>>
  /** Nodes that must have run before, by name. */
  readonly after?: readonly string[]
}

/** Values that live in the session from one run to the next. */
export interface Variable {
  readonly handle: Tensor
  readonly type: ElementType
  readonly shape: Dimensions
}

/** Attribute `T`, which most operations have: the type they compute in. */
export const FLOAT = { T: { type: 'float32' } } as const satisfies Record<string, Attribute>
/** Attribute `Tidx`: the type of axes and lengths. */
export const FLOAT_BY_INDEX = { ...FLOAT, Tidx: { type: 'int32' } } as const satisfies Record<string, Attribute>

const ASSIGNMENTS = { to: 'AssignVariableOp', plus: 'AssignAddVariableOp', minus: 'AssignSubVariableOp' } as const

/** Collects the nodes and signatures of one graph. Nothing here knows of layers. */
export class GraphWriter {
  private readonly nodes: GraphNode[] = []
  private readonly uses = new Map<string, number>()
  private readonly constants = new Map<string, Tensor>()
  private readonly signatures: Record<string, Signature> = {}
  private scope = ''

  /** Names all nodes written by `write` under `name/`, so that an error or a profile says where it is. */
  within<T>(name: string, write: () => T): T {
    const outer = this.scope
    this.scope = `${outer}${validName(name)}/`
    try {
      return write()
    } finally {
      this.scope = outer
    }
  }

  /** A node with one output. */
  operation(name: string, inputs: readonly Tensor[], output: OutputType, settings: NodeSettings = {}): Tensor {
    const node = this.node(name, inputs, settings)
    return { node, output: 0, type: output.type ?? 'float32', shape: output.shape }
  }

  /** A node with several outputs of which one or more are used. */
  operationOfMany<const Outputs extends readonly OutputType[]>(
    name: string,
    inputs: readonly Tensor[],
    outputs: Outputs,
    settings: NodeSettings = {},
  ): { readonly [Index in keyof Outputs]: Tensor } {
    const node = this.node(name, inputs, settings)
    const tensors = outputs.map(({ shape, type = 'float32' }, output): Tensor => {
      return { node, output, type, shape }
    })
    return tensors as { readonly [Index in keyof Outputs]: Tensor }
  }

  /** A node that is run for what it does. @returns its name, for `after`. */
  effect(name: string, inputs: readonly Tensor[], settings: NodeSettings = {}): string {
    return this.node(name, inputs, settings)
  }

  /** A float32 constant; equal ones are written once. */
  floats(values: readonly number[] | Float32Array, shape: Dimensions = [values.length]): Tensor {
    return this.constant('float32', Float32Array.from(values), shape)
  }

  /** A float32 constant of many numbers, which is not compared with others. @param values must stay as they are */
  weights(values: Float32Array, shape: Dimensions): Tensor {
    const value = { constant: { type: 'float32', shape, values } } as const
    return this.operation('Const', [], { shape }, { attributes: { dtype: { type: 'float32' }, value } })
  }

  float(value: number): Tensor {
    return this.floats([value], [])
  }

  /** An int32 constant, such as a list of axes or a shape. */
  integers(values: readonly number[], shape: Dimensions = [values.length]): Tensor {
    return this.constant('int32', Int32Array.from(values), shape)
  }

  integer(value: number): Tensor {
    return this.integers([value], [])
  }

  placeholder(name: string, type: ElementType, shape: Dimensions): Tensor {
    const attributes = { dtype: { type }, shape: { shape } } as const
    return this.within(name, () => this.operation('Placeholder', [], { shape, type }, { attributes }))
  }

  variable(name: string, type: ElementType, shape: Dimensions): Variable {
    const attributes = { dtype: { type }, shape: { shape }, shared_name: { text: name } } as const
    const handle = this.within(name, () =>
      this.operation('VarHandleOp', [], { shape: [], type: 'resource' }, { attributes }),
    )
    return { handle, type, shape }
  }

  /** @param after nodes that must have run before, by name */
  read({ handle, type, shape }: Variable, after: readonly string[] = []): Tensor {
    return this.operation('ReadVariableOp', [handle], { shape, type }, { attributes: { dtype: { type } }, after })
  }

  /**
   * Sets a variable to a value, or changes it by one.
   * @param after nodes that must have run before, by name
   * @returns the assignment's name, for `after`.
   */
  assign(
    { handle, type }: Variable,
    value: Tensor,
    how: keyof typeof ASSIGNMENTS = 'to',
    after: readonly string[] = [],
  ): string {
    return this.effect(ASSIGNMENTS[how], [handle, value], { attributes: { dtype: { type } }, after })
  }

  /** The tensor, computed after the named nodes have run. */
  after(tensor: Tensor, nodes: readonly string[]): Tensor {
    const settings = { attributes: { T: { type: tensor.type } }, after: nodes } as const
    return this.operation('Identity', [tensor], { shape: tensor.shape, type: tensor.type }, settings)
  }

  signature(name: string, signature: Signature): void {
    if (name in this.signatures) throw new Error(`signature ${name} is there already`)
    this.signatures[name] = signature
  }

  /** @param kind for training, unless said */
  finish(kind?: SavedModelKind): {
    readonly savedModel: Uint8Array
    readonly signatures: Readonly<Record<string, Signature>>
  } {
    return { savedModel: encodeSavedModel(this.nodes, this.signatures, kind), signatures: this.signatures }
  }

  private constant(type: 'float32' | 'int32', values: Float32Array | Int32Array, shape: Dimensions): Tensor {
    const key = `${type} [${shape}] ${values}`
    const known = this.constants.get(key)
    if (known) return known
    const attributes = { dtype: { type }, value: { constant: { type, shape, values } } } as const
    const constant = this.operation('Const', [], { shape, type }, { attributes })
    this.constants.set(key, constant)
    return constant
  }

  private node(operation: string, inputs: readonly Tensor[], { attributes = {}, after = [] }: NodeSettings): string {
    const wanted = `${this.scope}${operation}`
    const earlier = this.uses.get(wanted) ?? 0
    this.uses.set(wanted, earlier + 1)
    const name = earlier === 0 ? wanted : `${wanted}_${earlier}`
    this.nodes.push({
      name,
      operation,
      inputs: [...inputs.map(reference), ...after.map((node) => `^${node}`)],
      attributes,
    })
    return name
  }
}

/** TensorFlow's names begin with a letter, digit or dot and hold few other signs; the binding splits lists at commas. */
export function validName(name: string): string {
  const clean = name.replace(/[^A-Za-z0-9./-]/g, '_')
  return /^[A-Za-z0-9.]/.test(clean) ? clean : `x${clean}`
}
