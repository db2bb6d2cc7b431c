import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import type { DatasetDescription, SplitName } from '../../shared/training/dataset'
import { amount, grouping } from './amount'
import { SPLIT_NAMES } from './dataset'

/** How many images to take of each split; all of them where none is said. */
export type SplitSizes = { readonly [Name in SplitName]?: number | undefined }

/** The description of the data set once `loadDataset` has taken the sizes from it. */
export function withSizes(description: DatasetDescription, sizes: SplitSizes): Result<DatasetDescription, Failure> {
  for (const split of SPLIT_NAMES) {
    const wanted = sizes[split]
    const there = description.sizes[split]
    if (wanted === undefined || (Number.isInteger(wanted) && wanted >= 1 && wanted <= there)) continue
    return err(
      inputFailure(
        `The ${split} split of ${description.name} has ${amount(there, 'image')}, and a size of ${wanted} was asked for; ` +
          `a whole number from 1 to ${grouping(there)} is allowed.`,
      ),
    )
  }
  const { train, validation, test } = description.sizes
  return ok({
    ...description,
    sizes: {
      train: sizes.train ?? train,
      validation: sizes.validation ?? validation,
      test: sizes.test ?? test,
    },
  })
}
