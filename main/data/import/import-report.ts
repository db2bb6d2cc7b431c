import type { Shape } from '../../../shared/architecture/shape'
import type { DatasetDescription, SplitName } from '../../../shared/training/dataset'
import { SPLIT_NAMES } from '../dataset'
import type { SplitPlan } from './assign-splits'
import type { CutSplit, ImportRequest } from './import-dataset'
import type { SkipGroup } from './skip-list'
import type { Format } from './source'
import type { Survey } from './survey'
import type { Taken } from './take-images'

/** What an import did, or would do. */
export interface ImportReport {
  readonly name: string
  readonly dryRun: boolean
  readonly format: Format
  /** Where it was read from. */
  readonly from: string
  /** Height, width, channels. */
  readonly image: Shape
  readonly found: {
    readonly images: number
    readonly splits: Survey['splits']
    readonly sizes: Survey['sizes']
    readonly furtherSizes: number
  }
  /** Images of each class in each split. */
  readonly classes: readonly ({ readonly name: string } & Readonly<Record<SplitName, number>>)[]
  readonly sizes: Readonly<Record<SplitName, number>>
  /** How the splits came about. */
  readonly splits: string
  readonly skipped: readonly SkipGroup[]
  readonly resized: number
  readonly enlarged: number
  /** Images that a camera noted are to be turned; taken as they are stored. */
  readonly turned: number
  /** Images that were kept though their own split has the same image before. */
  readonly duplicatesKept: number
  /** Images that stand in two splits. */
  readonly leakage: readonly Leak[]
  readonly warnings: readonly string[]
  /** What a study finds; null after a dry run. */
  readonly dataset: DatasetDescription | null
  readonly folder: string | null
}

/** The same images in two splits: what is measured on the one was learnt from the other. */
export interface Leak {
  readonly splits: readonly [SplitName, SplitName]
  readonly images: number
  /** `train/cat/1.png = test/cat/9.png` */
  readonly examples: readonly string[]
}

const MOST_EXAMPLES = 5

export function composeReport({
  request,
  found,
  shape,
  taken,
  splits,
  plan,
  dataset,
}: {
  readonly request: ImportRequest
  readonly found: Survey
  readonly shape: Shape
  readonly taken: Taken
  readonly splits: Readonly<Record<SplitName, CutSplit>>
  readonly plan: SplitPlan
  readonly dataset: DatasetDescription | undefined
}): ImportReport {
  const classes = found.classes.map((name) => ({ name, train: 0, validation: 0, test: 0 }))
  const splitOf = new Uint8Array(taken.count)
  for (const [place, split] of SPLIT_NAMES.entries())
    for (const image of splits[split].images) {
      splitOf[image] = place
      const counted = classes[taken.labelOf(image)]
      if (counted !== undefined) counted[split]++
    }
  const { leakage, duplicatesKept } = pairsOf(taken, splitOf)
  return {
    name: request.name,
    dryRun: request.dryRun,
    format: found.format,
    from: request.path,
    image: shape,
    found: { images: found.images, splits: found.splits, sizes: found.sizes, furtherSizes: found.furtherSizes },
    classes,
    sizes: {
      train: splits.train.images.length,
      validation: splits.validation.images.length,
      test: splits.test.images.length,
    },
    splits: plan.words,
    skipped: taken.skipped,
    resized: taken.resized,
    enlarged: taken.enlarged,
    turned: found.turned,
    duplicatesKept,
    leakage,
    warnings: warningsOf(classes),
    dataset: dataset ?? null,
    folder: null,
  }
}

function pairsOf(taken: Taken, splitOf: Uint8Array): Pick<ImportReport, 'leakage' | 'duplicatesKept'> {
  let duplicatesKept = 0
  const leaks = new Map<string, { splits: readonly [SplitName, SplitName]; images: number; examples: string[] }>()
  taken.eachPair((first, again) => {
    const places = [splitOf[first] ?? 0, splitOf[again] ?? 0].sort((a, b) => a - b)
    const [one, other] = places.map((place) => SPLIT_NAMES[place])
    if (one === undefined || other === undefined) throw new Error(`there is no split ${places.join(' or ')}`)
    if (one === other) {
      duplicatesKept++
      return
    }
    const leak = leaks.get(`${one} ${other}`) ?? { splits: [one, other] as const, images: 0, examples: [] }
    leak.images++
    if (leak.examples.length < MOST_EXAMPLES) leak.examples.push(`${taken.placeOf(first)} = ${taken.placeOf(again)}`)
    leaks.set(`${one} ${other}`, leak)
  })
  return { leakage: [...leaks.values()], duplicatesKept }
}

function warningsOf(classes: ImportReport['classes']): string[] {
  const isEmpty = (counted: ImportReport['classes'][number]): boolean =>
    SPLIT_NAMES.every((split) => counted[split] === 0)
  const empty = classes.filter(isEmpty)
  const filled = classes.filter((counted) => !isEmpty(counted))
  return [
    ...(empty.length > 0 ? [`There is no image of ${namesTold(empty)}, a class all the same.`] : []),
    ...SPLIT_NAMES.flatMap((split) => {
      const without = filled.filter((counted) => counted[split] === 0)
      return without.length > 0 ? [`The ${split} split has no image of ${namesTold(without)}.`] : []
    }),
  ]
}

function namesTold(classes: ImportReport['classes']): string {
  const told = classes.slice(0, MOST_EXAMPLES).map(({ name }) => name)
  return told.join(', ') + (classes.length > told.length ? ` and ${classes.length - told.length} more` : '')
}
