import { WireWriter } from '../../store/wire-writer'
import { type Dimensions, type ElementType, type Tensor, TYPE_NUMBERS } from './tensor'

/** A node's settings. */
export type Attribute =
  | { readonly type: ElementType }
  | { readonly integer: number }
  | { readonly float: number }
  | { readonly flag: boolean }
  | { readonly text: string }
  | { readonly integers: readonly number[] }
  | { readonly shape: Dimensions }
  | { readonly constant: ConstantValue }

export interface ConstantValue {
  readonly type: ElementType
  readonly shape: Dimensions
  readonly values: Float32Array | Int32Array
}

export interface GraphNode {
  readonly name: string
  readonly operation: string
  /** `node`, `node:output`, and `^node` for "after it". */
  readonly inputs: readonly string[]
  readonly attributes: Readonly<Record<string, Attribute>>
}

/** Named inputs and outputs that are run together. */
export interface Signature {
  readonly inputs: Readonly<Record<string, Tensor>>
  readonly outputs: Readonly<Record<string, Tensor>>
}

/** What TensorFlow's loader finds the graph by. */
export const SAVED_MODEL_TAG = 'train'

/** What a SavedModel is for: the tag it is found by, and what its signatures are called for. */
export interface SavedModelKind {
  readonly tag: string
  readonly method?: string
}

/** The version of the op definitions the graph is written for (TF 2.9), and the oldest library that may read it. */
const GRAPH_VERSIONS = { producer: 1087, minimumConsumer: 12 }

/**
 * A SavedModel file (saved_model.pb) with one graph and its signatures. No `variables` folder belongs to it: the graph
 * has a signature that sets them.
 * Field numbers: tensorflow/core/protobuf/{saved_model,meta_graph}.proto, core/framework/{graph,node_def,attr_value,
 * tensor,tensor_shape,versions}.proto.
 */
export function encodeSavedModel(
  nodes: readonly GraphNode[],
  signatures: Readonly<Record<string, Signature>>,
  { tag, method }: SavedModelKind = { tag: SAVED_MODEL_TAG },
): Uint8Array {
  const file = new WireWriter()
  file.integer(1, 1)
  file.message(2, (metaGraph) => {
    metaGraph.message(1, (information) => information.text(4, tag))
    metaGraph.message(2, (graph) => {
      for (const node of nodes) graph.message(1, (message) => writeNode(message, node))
      graph.message(4, (versions) => {
        versions.integer(1, GRAPH_VERSIONS.producer)
        versions.integer(2, GRAPH_VERSIONS.minimumConsumer)
      })
    })
    for (const [name, signature] of Object.entries(signatures)) {
      metaGraph.entry(5, name, (message) => {
        writeSignature(message, signature)
        if (method !== undefined) message.text(3, method)
      })
    }
  })
  return file.finish()
}

function writeNode(message: WireWriter, { name, operation, inputs, attributes }: GraphNode): void {
  message.text(1, name)
  message.text(2, operation)
  for (const input of inputs) message.text(3, input)
  for (const [key, attribute] of Object.entries(attributes)) {
    message.entry(5, key, (value) => writeAttribute(value, attribute))
  }
}

function writeAttribute(message: WireWriter, attribute: Attribute): void {
  if ('type' in attribute) message.integer(6, TYPE_NUMBERS[attribute.type])
  else if ('integer' in attribute) message.integer(3, attribute.integer)
  else if ('float' in attribute) message.float(4, attribute.float)
  else if ('flag' in attribute) message.integer(5, attribute.flag ? 1 : 0)
  else if ('text' in attribute) message.text(2, attribute.text)
  else if ('integers' in attribute) message.message(1, (list) => list.integers(3, attribute.integers))
  else if ('shape' in attribute) message.message(7, (shape) => writeShape(shape, attribute.shape))
  else message.message(8, (constant) => writeConstant(constant, attribute.constant))
}

function writeConstant(message: WireWriter, { type, shape, values }: ConstantValue): void {
  message.integer(1, TYPE_NUMBERS[type])
  message.message(2, (dimensions) => writeShape(dimensions, shape))
  message.blob(4, new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
}

function writeShape(message: WireWriter, shape: Dimensions): void {
  for (const size of shape) message.message(2, (dimension) => dimension.integer(1, size))
}

function writeSignature(message: WireWriter, { inputs, outputs }: Signature): void {
  for (const [name, tensor] of Object.entries(inputs)) message.entry(1, name, (info) => writeTensorInfo(info, tensor))
  for (const [name, tensor] of Object.entries(outputs)) message.entry(2, name, (info) => writeTensorInfo(info, tensor))
}

function writeTensorInfo(message: WireWriter, { node, output, type, shape }: Tensor): void {
  message.text(1, `${node}:${output}`)
  message.integer(2, TYPE_NUMBERS[type])
  message.message(3, (dimensions) => writeShape(dimensions, shape))
}
