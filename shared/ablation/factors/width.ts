import { z } from 'zod'
import { trunkBlocks } from '../block-path'
import type { Factor } from '../level'
import { scalingWidths, trunkWidths } from '../widths'
import { parametrised } from './parametrised'

/** @see Howard et al. 2017, section 3.3 (arXiv:1704.04861) */
export const width: Factor = {
  name: 'width',
  description:
    'A multiplier of every width of the trunk: convolutions, reductions, projections, hidden layers. Auxiliary classifiers keep theirs.',
  levels: [],
  parametrised: parametrised({
    form: '0.5 (a number above 0, at most 64)',
    description: 'Widths times this, in whole maps, one at least.',
    schema: z.number().gt(0).max(64),
    patch: (factor, architecture) => scalingWidths(architecture, factor),
  }),
  missingIn: (architecture) => {
    if (trunkWidths(architecture).length === 0) return `${architecture.name} has no width that could be another one`
    const table = trunkBlocks(architecture).find(
      ({ block }) => block.kind === 'convolution' && block.connections !== undefined,
    )
    return table
      ? `${architecture.name} has a connection table, at ${table.path}, which names its maps one by one`
      : undefined
  },
}
