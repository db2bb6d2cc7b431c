import type { Architecture } from './architecture'
import { lenet5, lenet5Blocks } from './lenet5'

/** LeNet-5 at its own widths, which are small: two zeros around the image, as its images of 32 pixels have around digits of 28. */
export const miniLenet5: Architecture = {
  name: 'mini-lenet5',
  title: "LeNet-5 with C3's connection table, for images of 28 to 32 pixels",
  source: lenet5.source,
  input: [28, 28, 1],
  classes: 10,
  normalisation: 'none',
  blocks: lenet5Blocks({ table: true, padded: true }),
  auxiliary: [],
}
