import type { Augmentation } from '../training/recipe'
import type { StudyFile } from './schema'

/** What of an augmentation changes anything; undefined where nothing does. */
export function resolveAugmentation(written: StudyFile['training']['augmentation']): Augmentation | undefined {
  if (!written) return undefined
  const { shift = 0, crop, fill, flip, brightness = 0, contrast = 0 } = written
  const cut = crop && !(crop.smallest === 1 && crop.largest === 1) ? crop : undefined
  const augmentation: Augmentation = {
    ...(shift > 0 && { shift }),
    ...(cut && { crop: cut }),
    ...(fill === 'edge' && (shift > 0 || cut) && { fill }),
    ...(flip && { flip }),
    ...(brightness > 0 && { brightness }),
    ...(contrast > 0 && { contrast }),
  }
  return Object.keys(augmentation).length > 0 ? augmentation : undefined
}
