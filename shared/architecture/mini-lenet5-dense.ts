import type { Architecture } from './architecture'
import { lenet5Blocks } from './lenet5'
import { miniLenet5 } from './mini-lenet5'

export const miniLenet5Dense: Architecture = {
  ...miniLenet5,
  name: 'mini-lenet5-dense',
  title: 'LeNet-5 with a dense C3, for images of 28 to 32 pixels',
  blocks: lenet5Blocks({ table: false, padded: true }),
}
