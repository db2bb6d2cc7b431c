import type { Architecture } from '../architecture/architecture'
import type { Trial } from '../training/trial'
import { contentHash } from './content-hash'

/** The part of an architecture that decides what is trained: not its title, its source, its paper's figures. */
function trained({ normalisation, blocks, auxiliary }: Architecture): object {
  return { normalisation, blocks, auxiliary }
}

/** A trial's id: the hash of all that decides its bits. */
export function trialId({ architecture, input, classes, recipe, data, seed, selection }: Omit<Trial, 'id'>): string {
  const own = { architecture: trained(architecture), input, classes, recipe, data, seed }
  return contentHash({ ...own, ...(selection && { selection }) })
}
