import process from 'node:process'
import { batchOrder } from '../../main/engine/batch-order'
import { openEngine } from '../../main/engine/engine'
import { parameterSize, parameters } from '../../shared/architecture/parameters'
import { benchTrial, LEARNING_RATE, openBenchSession, readSplit } from './engine-trial'
import { readNetwork } from './network-folder'
import { serve } from './serve'

/*
 * A training step by this engine.
 *
 *   engine-contestant FOLDER BATCH TOWERS
 */

const [folder = '', batchWord, towersWord] = process.argv.slice(2)
const [batch, towers] = [Number(batchWord), Number(towersWord)]
const opened = openEngine({ threads: towers })
if (!opened.ok) throw new Error(opened.error.message)
const engine = opened.value
const { network, graph } = readNetwork(folder)
const split = readSplit(folder)
const session = openBenchSession(engine, benchTrial(network, split.count, batch, towers), graph, split)
const order = batchOrder(split.count, 1, 1)
let [place, step] = [0, 0]

function stepBy(rows: Int32Array): number {
  const { main } = session.step(rows, LEARNING_RATE, step)
  step += 1
  return main / batch
}

function run(steps: number): number {
  let loss = Number.NaN
  for (let done = 0; done < steps; done += 1) {
    if (place + batch > order.length) place = 0
    loss = stepBy(order.subarray(place, place + batch))
    place += batch
  }
  return loss
}

const first = Int32Array.from({ length: batch }, (_, index) => index)
await serve(
  {
    parameters: parameters(graph).reduce((sum, parameter) => sum + parameterSize(parameter), 0),
    losses: [stepBy(first), stepBy(first), stepBy(first)],
    versions: { TensorFlow: engine.versions.tensorflow, Node: process.versions.node },
    device: engine.device.kind === 'gpu' ? 'GPU' : 'CPU',
  },
  run,
)
session.close()
process.exit(0)
