import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildLayerGraph } from '../../shared/architecture/build-graph'
import { networkTensors } from '../../shared/exchange/tensor-layout'
import { type Failure, inputFailure } from '../../shared/failure'
import { nearest } from '../../shared/nearest'
import { err, ok, type Result } from '../../shared/result'
import { isArmCalled } from '../../shared/study/arm-called'
import { trialId } from '../../shared/study/trial-id'
import type { Trial } from '../../shared/training/trial'
import { decodeState } from '../engine/training-state'
import { finalStateFile } from '../store/checkpoints'
import { readResults } from '../store/results'
import type { NamedTensor } from '../store/safetensors'
import { readStudyFolder, trialFolder } from '../store/study-folder'
import type { ExportedNetwork } from './exported-network'

/**
 * An arm of a study with the weights that a finished replicate ended with. Where the recipe averages weights, those are
 * taken: the evaluations used them.
 * @param arm its id, or as it is printed
 */
export function trainedNetwork(folder: string, arm: string, replicate: number): Result<ExportedNetwork, Failure> {
  const study = readStudyFolder(folder)
  if (!study.ok) return study
  const { plan } = study.value
  const planned = plan.arms.find((one) => isArmCalled(one, arm))
  if (!planned) {
    const ids = plan.arms.map(({ id }) => id)
    const near = nearest(arm, ids)
    const hint = near === undefined ? '' : ` Did you mean ${near}?`
    return err(inputFailure(`The study in ${folder} has no arm “${arm}”. Its arms: ${ids.join(' · ')}.${hint}`))
  }
  const named = `replicate ${replicate} of arm “${planned.id}”`
  const trial = plan.trials.find((one) => one.arm === planned.id && one.replicate === replicate)
  if (!trial)
    return err(inputFailure(`The study in ${folder} has no ${named}: its replicates are 1 to ${plan.replicates}.`))
  const results = readResults(folder, [trial.id])
  if (!results.ok) return results
  const [result] = results.value
  if (!result)
    return err(inputFailure(`${named} in ${folder} has not finished, so it has no weights yet. Run the study first.`))
  if (result.outcome !== 'finished')
    return err(inputFailure(`${named} in ${folder} diverged, so it has no weights: ${result.reason}`))
  const file = finalStateFile(folder, trial.id, result.attempt)
  if (file === undefined)
    return err(
      inputFailure(
        `The weights of ${named} are gone from ${trialFolder(folder, trial.id)}: there is no final.safetensors in its ` +
          `attempt ${result.attempt}. Delete result.json there and run the study to train it again.`,
      ),
    )
  return readTrained(folder, trial.id, file, `trained in the study “${plan.study}”, ${named} (trial ${trial.id})`)
}

function readTrained(folder: string, id: string, file: string, weights: string): Result<ExportedNetwork, Failure> {
  const trial = readTrial(join(trialFolder(folder, id), 'trial.json'), id)
  if (!trial.ok) return trial
  const { architecture, recipe } = trial.value
  const graph = buildLayerGraph(architecture, trial.value)
  if (!graph.ok) return graph
  let bytes: Uint8Array
  try {
    bytes = readFileSync(file)
  } catch (error) {
    return err(inputFailure(`${file} cannot be read: ${error instanceof Error ? error.message : error}.`))
  }
  const state = decodeState(bytes, file)
  if (!state.ok) return state
  const averaged = recipe.averageDecay !== undefined
  const tensors = new Map<string, NamedTensor>()
  for (const { name, role, shape } of networkTensors(graph.value)) {
    const held = role === 'mean' || role === 'variance' || !averaged ? name : `${name}/average`
    const tensor = state.value.tensors.get(held)
    if (!tensor || tensor.shape.join() !== shape.join())
      return err(inputFailure(`${file} does not hold ${held} of shape [${shape.join(', ')}]: it is not this trial’s.`))
    tensors.set(name, tensor)
  }
  return ok({
    architecture,
    graph: graph.value,
    tensors,
    origin: { weights: averaged ? `${weights}; averages of the weights, as its evaluations used them` : weights },
  })
}

/** A trial as its first attempt wrote it down; its id is the hash of its content, so a changed one is told. */
function readTrial(file: string, id: string): Result<Trial, Failure> {
  const wrong = (reason: string) =>
    err(inputFailure(`${file} ${reason}. Delete the trial’s folder and run the study to train it again.`))
  let trial: Trial
  try {
    trial = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    return wrong(`cannot be read: ${error instanceof Error ? error.message : error}`)
  }
  const words = [trial?.architecture?.name, trial?.architecture?.title, trial?.architecture?.source]
  if (!words.every((word) => typeof word === 'string') || trialId(trial) !== id)
    return wrong(`is not that of trial ${id}: it was changed or damaged`)
  return ok(trial)
}
