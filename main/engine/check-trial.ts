import { derivationMisfit } from '../../shared/ablation/derivation'
import type { LayerGraph } from '../../shared/architecture/layer-graph'
import { formatShape } from '../../shared/architecture/shape'
import { type Failure, inputFailure, programFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import type { SplitName } from '../../shared/training/dataset'
import type { Trial } from '../../shared/training/trial'
import type { Dataset } from '../data/dataset'
import type { AnySplit } from './split-source'

/**
 * Says what of a trial does not fit its data or graph, before anything is built for it. Pixels need no check: they are
 * 8-bit numbers, among which there is neither NaN nor infinity.
 */
export function checkTrial(trial: Trial, graph: LayerGraph, dataset: Dataset<AnySplit>): Result<void, Failure> {
  const { name, image } = dataset.description
  const wrong = (sentence: string): Result<never, Failure> => err(inputFailure(sentence))
  const { recipe, data } = trial
  const { batch, towers } = recipe
  const images = data.sizes.train

  const undeclared = derivationMisfit(trial)
  if (undeclared !== undefined) {
    return err(
      programFailure(
        `The network of arm ${trial.arm} is not ${trial.base.name} with the edits that the plan declares: ${undeclared}.`,
      ),
    )
  }
  if (image.join() !== graph.input.join()) {
    return wrong(
      `${graph.architecture} is built for images of ${formatShape(graph.input)}, and ${name} has images of ` +
        `${formatShape(image)}. Build it for the data set's size, or choose another data set.`,
    )
  }
  for (const split of ['train', 'validation', 'test'] as const) {
    // A set without test images is no mistake.
    if (split === 'test' && data.sizes.test === 0) continue
    const misfit = splitMisfit(split, data.sizes[split], graph, dataset)
    if (misfit) return wrong(misfit)
  }
  if (batch > images) {
    return wrong(
      `training.batch is ${batch}, and ${name} has ${images} training images: there is not one whole batch. ` +
        `A batch of 1 to ${images} is allowed.`,
    )
  }
  if (batch % towers !== 0) {
    return wrong(
      `A batch of ${batch} images cannot be shared equally by ${towers} towers. Choose a multiple of ${towers}.`,
    )
  }
  return ok(undefined)
}

function splitMisfit(
  split: SplitName,
  wanted: number,
  graph: LayerGraph,
  dataset: Dataset<AnySplit>,
): string | undefined {
  const { name, image } = dataset.description
  const { images, labels, count } = dataset.splits[split]
  if (wanted < 1) return `The ${split} split of ${name} is to have ${wanted} images; at least 1 is needed.`
  if (count !== wanted) {
    return `The trial wants ${wanted} images of the ${split} split of ${name}, and ${count} were loaded. Load as many as it wants.`
  }
  const numbers = image.reduce((product, size) => product * size, count)
  if (images.length !== numbers || labels.length !== count) {
    return (
      `The ${split} split of ${name} says ${count} images of ${formatShape(image)}, ${numbers} numbers, and holds ` +
      `${images.length} with ${labels.length} labels. Load it again.`
    )
  }
  const foreign = labels.findIndex((label) => label >= graph.classes)
  if (foreign >= 0) {
    return (
      `Image ${foreign} of the ${split} split of ${name} has label ${labels[foreign]}, and ${graph.architecture} is ` +
      `built for ${graph.classes} classes: labels 0 to ${graph.classes - 1}. Build it for the data set's classes.`
    )
  }
  return undefined
}
