import { buildLayerGraph } from '../../../shared/architecture/build-graph'
import { googlenet } from '../../../shared/architecture/googlenet'
import { miniGooglenet } from '../../../shared/architecture/mini-googlenet'
import { predictTraining } from '../../../shared/cost/predict-training'
import type { Machine } from '../../study/machine'
import { predictedStep } from './describe'

/** A small network and a large one, at the sizes they were made for. */
const SHOWN = [miniGooglenet, googlenet]

/** What a training step takes here, as far as it is known. */
export async function speedFinding(machine: Pick<Machine, 'stepSpeed'>) {
  const speed = await machine.stepSpeed()
  const words = SHOWN.map((architecture) => {
    const graph = buildLayerGraph(architecture, architecture)
    if (!graph.ok) throw new Error(graph.error.message)
    return `a step of ${architecture.name} ${predictedStep(predictTraining(graph.value, speed))}`
  })
  return { name: 'speed', ok: speed.from !== 'assumed', needed: false, words: words.join('; ') }
}
