import type { Architecture } from './architecture'
import { lenet5, lenet5Blocks } from './lenet5'

/** Every map of C3 reads all maps of S2: what won over connection tables, because dense code is faster. */
export const lenet5Dense: Architecture = {
  name: 'lenet5-dense',
  title: 'LeNet-5 with a dense C3',
  source: lenet5.source,
  input: lenet5.input,
  classes: lenet5.classes,
  normalisation: lenet5.normalisation,
  blocks: lenet5Blocks({ table: false, padded: false }),
  auxiliary: [],
}
