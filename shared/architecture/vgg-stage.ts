import type { Block } from './architecture'
import { conv } from './convolutions'

/** 3x3 convolutions of one width behind each other, then a pool that halves the map: a stage of VGG. */
export function vggStage(number: number, filters: number, depth: number): Block[] {
  return [
    ...Array.from({ length: depth }, (_, index) => conv(`conv${number}-${index + 1}`, 3, filters)),
    { kind: 'max-pool', name: `pool${number}`, size: 2, stride: 2 },
  ]
}
