import { describe, expect, it } from 'vitest'
import type { Dataset } from '../../../main/data/dataset'
import { checkTrial } from '../../../main/engine/check-trial'
import type { Trial } from '../../../shared/training/trial'
import { dataset, graphOf, recipe, refusal, smallArchitecture, trial } from './builders'

const sizes = (train: number, validation = 30) => ({
  name: 'quarters',
  sizes: { train, validation, test: 4 },
  sha256: '00',
})

describe('a trial that does not fit is refused before anything is built', () => {
  it.each<{ name: string; settings?: Partial<Trial>; data?: Dataset; message: string }>([
    {
      name: 'images of another size',
      data: dataset({}, [6, 8, 1]),
      message:
        "small is built for images of 8×8×1, and quarters has images of 6×8×1. Build it for the data set's size, or choose another data set.",
    },
    {
      name: 'a network that is not its base with the declared edits',
      settings: { edits: [{ kind: 'set-field', block: 'stem', field: 'filters', from: 6, to: 7 }] },
      message:
        'The network of arm base is not small with the edits that the plan declares: blocks.stem.filters is 6, and the edits declare 7. Nothing of it was trained. This is a fault of Ablation Workbench: please report it, with the study.',
    },
    {
      name: 'a batch larger than the training split',
      settings: { recipe: recipe({ batch: 85 }) },
      message:
        'training.batch is 85, and quarters has 84 training images: there is not one whole batch. A batch of 1 to 84 is allowed.',
    },
    {
      name: 'a batch that the towers cannot share',
      settings: { recipe: recipe({ batch: 8, towers: 3 }) },
      message: 'A batch of 8 images cannot be shared equally by 3 towers. Choose a multiple of 3.',
    },
    {
      name: 'fewer training images than the trial wants',
      settings: { data: sizes(100) },
      message:
        'The trial wants 100 images of the train split of quarters, and 84 were loaded. Load as many as it wants.',
    },
    {
      name: 'fewer validation images than the trial wants',
      settings: { data: sizes(84, 31) },
      message:
        'The trial wants 31 images of the validation split of quarters, and 30 were loaded. Load as many as it wants.',
    },
    {
      name: 'no validation images',
      settings: { data: sizes(84, 0) },
      data: dataset({ validation: 0 }),
      message: 'The validation split of quarters is to have 0 images; at least 1 is needed.',
    },
    {
      name: 'a label beyond the classes',
      data: dataset({}, [8, 8, 1], 5),
      message:
        "Image 4 of the train split of quarters has label 4, and small is built for 4 classes: labels 0 to 3. Build it for the data set's classes.",
    },
    {
      name: 'images that are cut short',
      data: (() => {
        const whole = dataset()
        const train = { ...whole.splits.train, images: whole.splits.train.images.subarray(1) }
        return { ...whole, splits: { ...whole.splits, train } }
      })(),
      message:
        'The train split of quarters says 84 images of 8×8×1, 5376 numbers, and holds 5375 with 84 labels. Load it again.',
    },
  ])('$name', ({ settings, data = dataset(), message }) => {
    expect(refusal(checkTrial(trial(settings), graphOf(smallArchitecture), data))).toBe(message)
  })

  it('and one that fits is not', () => {
    expect(checkTrial(trial(), graphOf(smallArchitecture), dataset())).toEqual({ ok: true, value: undefined })
  })
})
