import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { err, ok, type Result } from '../../../shared/result'
import type { SplitName } from '../../../shared/training/dataset'
import { deriveSeed } from '../../../shared/training/seeds'
import { SPLIT_NAMES } from '../dataset'

/** Percentages of the images that each split gets. */
export type SplitShares = Readonly<Record<SplitName, number>>

export const DEFAULT_SHARES: SplitShares = { train: 80, validation: 10, test: 10 }

/** What of a given training split becomes the split that is missing, in percent, unless said. */
const CARVED = 10

/** Of each split: the given group of images that it is taken from, and what share of the group; the rest stays with the group. */
export interface SplitRule {
  readonly from: SplitName | undefined
  readonly shares: readonly { readonly split: SplitName; readonly share: number }[]
}

/** How the splits come about, in words. */
export interface SplitPlan {
  readonly rules: readonly SplitRule[]
  readonly words: string
}

/**
 * Decides from the splits that a source gives where each split comes from: given ones are kept; a missing validation or test
 * split is taken from training; of images without splits all three are made.
 */
export function planSplits(
  given: readonly (SplitName | undefined)[],
  shares: SplitShares | undefined,
  seed: number,
): Result<SplitPlan, string> {
  const named = SPLIT_NAMES.filter((split) => given.includes(split))
  const by = `balanced over classes, by the seed ${seed}`
  if (named.length === 0 || (named.length === 1 && named[0] === 'train')) {
    const parts = shares ?? DEFAULT_SHARES
    const rule = { from: named[0], shares: SPLIT_NAMES.map((split) => ({ split, share: parts[split] / 100 })) }
    return ok({ rules: [rule], words: `split ${parts.train}/${parts.validation}/${parts.test} %, ${by}` })
  }
  if (!named.includes('train'))
    return err(
      `it has a ${named.join(' and a ')} split alone, and nothing to train on; give a training split too, or folders without splits`,
    )
  if (given.includes(undefined))
    return err('some of its images belong to a split and some to none; name all of them, or none')
  const missing = SPLIT_NAMES.filter((split) => !named.includes(split))
  const carved = missing.map((split) => ({
    split,
    share: shares === undefined ? CARVED / 100 : shares[split] / (shares.train + shares[split]),
  }))
  const rules = named.map((from) => ({
    from,
    shares:
      from === 'train'
        ? [{ split: from, share: 1 - carved.reduce((sum, { share }) => sum + share, 0) }, ...carved]
        : [{ split: from, share: 1 }],
  }))
  const kept = `${named.join(', ')} as given`
  const taken = carved.map(({ split, share }) => `${split} ${Math.round(1000 * share) / 10} % of train, ${by}`)
  return ok({ rules, words: [kept, ...taken].join('; ') })
}

/**
 * Shares the images of one group out over splits: of each class the same share, which images by chance.
 * @param labels of the group's images, in order
 * @returns of each image the place of its split in `shares`
 */
export function shareOut(
  labels: ArrayLike<number>,
  classes: number,
  shares: SplitRule['shares'],
  seed: number,
): Uint8Array {
  const splitOf = new Uint8Array(labels.length)
  if (shares.length < 2) return splitOf
  const members = Array.from({ length: classes }, (): number[] => [])
  for (let image = 0; image < labels.length; image++) members[labels[image] ?? 0]?.push(image)
  const random = xoroshiro128plus(deriveSeed(seed, 'splits'))
  for (const images of members) {
    for (let at = images.length - 1; at > 0; at--) {
      const other = uniformInt(random, 0, at)
      const [a = 0, b = 0] = [images[at], images[other]]
      images[at] = b
      images[other] = a
    }
    let next = 0
    for (const [place, count] of wholeShares(
      images.length,
      shares.map(({ share }) => share),
    ).entries())
      for (const end = next + count; next < end; next++) splitOf[images[next] ?? 0] = place
  }
  return splitOf
}

/**
 * Whole numbers in these shares that make up the total: rounded down, then the largest remainders get one more. Where there
 * are enough, nobody gets none: a class of ten images has one in each split.
 */
export function wholeShares(total: number, shares: readonly number[]): number[] {
  const exact = shares.map((share) => share * total)
  const whole = exact.map((count) => Math.floor(count + 1e-9))
  const order = exact.map((count, place) => ({ place, remainder: count - (whole[place] ?? 0) }))
  order.sort((a, b) => b.remainder - a.remainder || a.place - b.place)
  const left = total - whole.reduce((sum, count) => sum + count, 0)
  for (const { place } of order.slice(0, left)) whole[place] = (whole[place] ?? 0) + 1
  const wanted = shares.flatMap((share, place) => (share > 0 && whole[place] === 0 ? [place] : []))
  if (total < shares.filter((share) => share > 0).length) return whole
  for (const place of wanted) {
    const richest = whole.indexOf(Math.max(...whole))
    whole[richest] = (whole[richest] ?? 0) - 1
    whole[place] = 1
  }
  return whole
}
