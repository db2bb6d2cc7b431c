import { z } from 'zod'

const share = z.number().min(0).max(1)
const side = z.number().gt(0).max(4)

/** How training images are changed; the words say what the recipe's `Augmentation` does. */
export const Augmentation = z
  .strictObject({
    shift: z
      .int()
      .min(0)
      .max(256)
      .optional()
      .describe(
        'Moves each image by a whole number of pixels, up to this many, up or down and left or right. With fill: zero that is padding and cropping at random. Default 0: none.',
      ),
    crop: z
      .strictObject({
        smallest: side.describe(
          'Smallest side of the part that is cut out, as a share of the image’s. 1 is the whole.',
        ),
        largest: side.describe(
          'Largest side of the part that is cut out. Above 1, the image lies in a part larger than it.',
        ),
      })
      .optional()
      .describe(
        'Cuts a part out of each image at a random place, of a random size between these, and resizes it to the image’s size (bilinear). Default: none.',
      ),
    fill: z
      .enum(['zero', 'edge'])
      .default('zero')
      .describe('What lies beyond the image’s edge, for shift and crop: black, or the nearest pixel of the edge.'),
    flip: z.boolean().default(false).describe('Mirrors one image in two, left to right.'),
    brightness: share
      .optional()
      .describe('Moves each channel of each image by a random share of full brightness, up to this, either way.'),
    contrast: share
      .optional()
      .describe('Stretches each channel of each image about its mean, by a random factor of 1 ± up to this.'),
  })
  .optional()
  .describe(
    'Random changes of the training images, anew in every epoch: cut out, then moved, then mirrored, then recoloured. They follow from the replicate’s seed, the epoch and the image alone, so every arm sees the same. Default: none.',
  )
