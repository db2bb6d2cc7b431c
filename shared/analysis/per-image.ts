import { mcNemar } from '../statistics/mcnemar'
import { mean } from '../statistics/sample'
import { estimateMean, meanInterval } from '../statistics/student-t'

/** What a trained network says of each image of a split, in the split's order. */
export interface JudgedTrial {
  readonly trial: string
  readonly arm: string
  readonly replicate: number
  /** Class indices. */
  readonly predictions: ArrayLike<number>
}

/** The images that were judged. */
export interface JudgedSplit {
  /** Class index of each. */
  readonly labels: ArrayLike<number>
  readonly classes: readonly string[]
}

/** How often an arm takes images of one class for another, summed over its trials. */
export interface Confusion {
  readonly arm: string
  readonly trials: number
  /** [label][prediction]: images times trials. */
  readonly counts: readonly (readonly number[])[]
}

export function confusion(arm: string, trials: readonly JudgedTrial[], { labels, classes }: JudgedSplit): Confusion {
  const counts = classes.map(() => classes.map(() => 0))
  for (const { predictions } of trials)
    for (let image = 0; image < labels.length; image += 1) {
      const row = counts[labels[image] ?? -1]
      const column = predictions[image] ?? -1
      if (row?.[column] === undefined) throw new RangeError(`image ${image}: class ${column} of ${classes.length}`)
      row[column] += 1
    }
  return { arm, trials: trials.length, counts }
}

/** How well an arm knows one class, against the base. */
export interface ClassChange {
  readonly name: string
  /** Images of it in the split. */
  readonly images: number
  /** Mean share of them judged right, over the replicates that both have; null where the split has none of them. */
  readonly base: number | null
  readonly arm: number | null
  /** arm − base, paired by replicate. */
  readonly difference: number | null
  /** 95 % paired t interval; null below two replicates. */
  readonly interval: readonly [number, number] | null
}

/** The images that an arm and the base judge differently, replicate by replicate. */
export interface PairedReplicate {
  readonly replicate: number
  readonly trials: { readonly base: string; readonly arm: string }
  readonly onlyBase: number
  readonly onlyArm: number
  /** McNemar's exact test: whether these two networks differ, of these images; says nothing of other seeds. */
  readonly p: number
}

/** An image on which arm and base differ whatever the seed. */
export interface DisputedImage {
  /** Its place in the split. */
  readonly image: number
  readonly label: number
  /** Replicates in which it was judged right. */
  readonly base: number
  readonly arm: number
}

export interface PairedImages {
  readonly arm: string
  readonly replicates: readonly PairedReplicate[]
  readonly classes: readonly ClassChange[]
  /** Those with the greatest difference first; images that differ by less than half of the replicates are left out. */
  readonly disputed: readonly DisputedImage[]
}

const MOST_DISPUTED = 100

/**
 * An arm against the base, image by image, over the replicates that both have.
 * @returns null where they have none in common
 */
export function pairedImages(
  base: readonly JudgedTrial[],
  arm: readonly JudgedTrial[],
  split: JudgedSplit,
): PairedImages | null {
  const pairs = arm.flatMap((own) => {
    const other = base.find(({ replicate }) => replicate === own.replicate)
    return other ? [{ base: other, arm: own }] : []
  })
  const [first] = pairs
  if (!first) return null
  return {
    arm: first.arm.arm,
    replicates: pairs.map((pair) => pairedReplicate(pair, split)),
    classes: split.classes.map((name, index) => classChange(name, index, pairs, split)),
    disputed: disputed(pairs, split),
  }
}

interface Pair {
  readonly base: JudgedTrial
  readonly arm: JudgedTrial
}

function pairedReplicate({ base, arm }: Pair, { labels }: JudgedSplit): PairedReplicate {
  let onlyBase = 0
  let onlyArm = 0
  for (let image = 0; image < labels.length; image += 1) {
    const baseRight = base.predictions[image] === labels[image]
    const armRight = arm.predictions[image] === labels[image]
    if (baseRight && !armRight) onlyBase += 1
    if (armRight && !baseRight) onlyArm += 1
  }
  const trials = { base: base.trial, arm: arm.trial }
  return { replicate: arm.replicate, trials, onlyBase, onlyArm, p: mcNemar(onlyBase, onlyArm).p }
}

function classChange(name: string, index: number, pairs: readonly Pair[], { labels }: JudgedSplit): ClassChange {
  const images = Array.from({ length: labels.length }, (_, image) => image).filter((image) => labels[image] === index)
  if (images.length === 0) return { name, images: 0, base: null, arm: null, difference: null, interval: null }
  const shareOf = ({ predictions }: JudgedTrial): number =>
    images.filter((image) => predictions[image] === index).length / images.length
  const base = pairs.map((pair) => shareOf(pair.base))
  const arm = pairs.map((pair) => shareOf(pair.arm))
  const differences = arm.map((share, at) => share - (base[at] ?? Number.NaN))
  const estimate = estimateMean(differences)
  return {
    name,
    images: images.length,
    base: mean(base),
    arm: mean(arm),
    difference: mean(differences),
    interval: estimate ? meanInterval(estimate, 0.95) : null,
  }
}

function disputed(pairs: readonly Pair[], { labels }: JudgedSplit): readonly DisputedImage[] {
  const found: DisputedImage[] = []
  for (let image = 0; image < labels.length; image += 1) {
    const label = labels[image] ?? -1
    const right = (of: (pair: Pair) => JudgedTrial): number =>
      pairs.filter((pair) => of(pair).predictions[image] === label).length
    const base = right((pair) => pair.base)
    const arm = right((pair) => pair.arm)
    if (Math.abs(base - arm) * 2 > pairs.length) found.push({ image, label, base, arm })
  }
  return found
    .sort((a, b) => Math.abs(b.arm - b.base) - Math.abs(a.arm - a.base) || a.image - b.image)
    .slice(0, MOST_DISPUTED)
}
