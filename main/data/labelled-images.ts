import { elements, formatShape, type Shape } from '../../shared/architecture/shape'
import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import { amount, grouping } from './amount'
import type { Split } from './dataset'
import type { Idx } from './idx'

/**
 * Joins a file of images with the file of their labels.
 * @param images [count, height, width] or [count, height, width, channels], as `image` says
 * @param labels [count], each below `classes`
 * @returns views of both files' values
 */
export function labelledImages(images: Idx, labels: Idx, image: Shape, classes: number): Result<Split, Failure> {
  const [count = 0, height = 0, width = 0, channels = 1] = images.dimensions
  if (images.dimensions.length < 3 || formatShape([height, width, channels]) !== formatShape(image)) {
    return refuse(
      images,
      `its dimensions are ${images.dimensions.join('×')}; a count and ${formatShape(image)} are expected`,
    )
  }
  if (labels.dimensions.length !== 1) {
    return refuse(labels, `its dimensions are ${labels.dimensions.join('×')}; one, the count of labels, is expected`)
  }
  if (labels.values.length !== count) {
    return refuse(
      labels,
      `holds ${amount(labels.values.length, 'label')}, but ${images.file} has ${amount(count, 'image')}`,
    )
  }
  const wrong = labels.values.findIndex((label) => label >= classes)
  if (wrong >= 0) {
    return refuse(
      labels,
      `label ${grouping(wrong + 1)} of ${grouping(count)} is ${labels.values[wrong]}; 0 to ${classes - 1} are allowed`,
    )
  }
  return ok({ images: images.values, labels: labels.values, count })
}

/** Copies the images and labels at these positions, in their order. */
export function pick(split: Split, positions: Uint32Array, image: Shape): Split {
  const size = elements(image)
  const images = new Uint8Array(positions.length * size)
  positions.forEach((position, i) => {
    images.set(split.images.subarray(position * size, (position + 1) * size), i * size)
  })
  return { images, labels: labelsAt(split, positions), count: positions.length }
}

export function labelsAt({ labels }: Split, positions: Uint32Array): Uint8Array {
  return Uint8Array.from(positions, (position) => labels[position] ?? 0)
}

function refuse(idx: Idx, what: string) {
  return err(inputFailure(`${idx.file}: ${what}`))
}
