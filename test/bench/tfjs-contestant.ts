import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import process from 'node:process'
import { decodeState } from '../../main/engine/training-state'
import { LEARNING_RATE, MOMENTUM, readSplit } from './engine-trial'
import { readNetwork } from './network-folder'
import { serve } from './serve'
import { loadWeights, type TensorFlowJs, tfjsModel } from './tfjs-network'

/*
 * A training step by TensorFlow.js's layers on tfjs-node: op by op, by the very binding that this engine uses.
 *
 *   tfjs-contestant FOLDER BATCH
 */

process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
const tf: TensorFlowJs = createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu')
const [folder = '', batchWord] = process.argv.slice(2)
const batch = Number(batchWord)
const { graph } = readNetwork(folder)
const { images, labels, count } = readSplit(folder)
const state = decodeState(readFileSync(join(folder, 'weights.safetensors')), 'weights.safetensors')
if (!state.ok) throw new Error(state.error.message)
const model = tfjsModel(tf, graph)
loadWeights(tf, model, graph, state.value.tensors)
const optimizer = tf.train.momentum(LEARNING_RATE, MOMENTUM)
const resident = tf.tensor(Int32Array.from(images), [count, ...graph.input], 'int32')
const classes = tf.tensor1d(Int32Array.from(labels), 'int32')
let place = 0

function stepBy(first: number): number {
  return tf.tidy(() => {
    const x = tf.div(tf.cast(tf.slice(resident, [first], [batch]), 'float32'), 255)
    const y = tf.oneHot(tf.slice(classes, [first], [batch]), graph.classes)
    const loss = optimizer.minimize(() => {
      const logits = model.apply(x, { training: true }) as ReturnType<typeof tf.tensor>
      return tf.losses.softmaxCrossEntropy(y, tf.reshape(logits, [batch, graph.classes]))
    }, true)
    return loss?.dataSync()[0] ?? Number.NaN
  })
}

function run(steps: number): number {
  let loss = Number.NaN
  for (let done = 0; done < steps; done += 1) {
    if (place + batch > count) place = 0
    loss = stepBy(place)
    place += batch
  }
  return loss
}

await serve(
  {
    parameters: model.trainableWeights.reduce((sum, weight) => sum + tf.util.sizeFromShape(weight.read().shape), 0),
    losses: [stepBy(0), stepBy(0), stepBy(0)],
    versions: { 'tfjs-node': tf.version['tfjs-node'] },
    device: 'CPU',
  },
  run,
)
process.exit(0)
