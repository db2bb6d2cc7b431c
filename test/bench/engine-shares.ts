import { writeFileSync, writeSync } from 'node:fs'
import process from 'node:process'
import type { Binding } from '../../main/engine/binding'
import { openEngine } from '../../main/engine/engine'
import { trainTrial } from '../../main/engine/train-trial'
import { benchDataset, benchTrial, readSplit } from './engine-trial'
import { readNetwork } from './network-folder'
import { BEGIN, END } from './onednn-verbose'

/*
 * Trains a trial as a worker does, and takes the time that its steps spend in TensorFlow and outside of it. oneDNN's
 * lines on standard output that belong to those steps stand between two marks.
 *
 *   engine-shares FOLDER BATCH TOWERS STEPS RESULT
 */

/** Steps at the start that are not looked at. */
const SETTLING = 3

const [folder = '', ...words] = process.argv.slice(2)
const [batch = 0, towers = 0, steps = 0] = words.slice(0, 3).map(Number)
const result = words[3] ?? ''
const opened = openEngine({ threads: towers })
if (!opened.ok) throw new Error(opened.error.message)

let calls = 0
let [began, ended, inside] = [0, 0, 0]
const isStep = (outputs: string): boolean => outputs.startsWith('step/')

/** The same binding with a clock at the one call that runs a graph. */
const binding: Binding = Object.create(opened.value.binding, {
  runSavedModel: {
    value: (...call: Parameters<Binding['runSavedModel']>) => {
      const counted = isStep(call[3])
      if (counted) calls += 1
      if (counted && calls === SETTLING + 1) {
        writeSync(1, `${BEGIN}\n`)
        began = performance.now()
      }
      const entered = performance.now()
      const outputs = opened.value.binding.runSavedModel(...call)
      const left = performance.now()
      // Also what is run between steps, such as the reading of gradient norms, is TensorFlow's time and not the runner's.
      if (calls > SETTLING && ended === 0) inside += left - entered
      if (counted && calls === SETTLING + steps) {
        ended = left
        writeSync(1, `${END}\n`)
      }
      return outputs
    },
  },
})

const { network, graph } = readNetwork(folder)
const all = readSplit(folder)
const count = Math.min(all.count, (SETTLING + steps) * batch)
const pixels = all.images.length / all.count
const split = { images: all.images.slice(0, count * pixels), labels: all.labels.slice(0, count), count }
const perEpoch = Math.floor(count / batch)
const trial = benchTrial(network, count, batch, towers)
const epochs = Math.ceil((SETTLING + steps) / perEpoch)
const trained = await trainTrial(
  { ...opened.value, binding },
  { ...trial, recipe: { ...trial.recipe, epochs } },
  graph,
  benchDataset(network, split),
  { signal: new AbortController().signal, onMeasurement: () => {} },
)
if (!trained.ok) throw new Error(trained.error.message)
if (ended === 0) throw new Error(`${calls} steps were seen, ${SETTLING + steps} expected`)
writeFileSync(result, JSON.stringify({ milliseconds: ended - began, inside }))
process.exit(0)
