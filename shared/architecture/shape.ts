/** Height, width, channels of one image's feature map; a flat vector of n numbers is [1, 1, n]. */
export type Shape = readonly [height: number, width: number, channels: number]

/** Numbers in a feature map of this shape. */
export function elements([height, width, channels]: Shape): number {
  return height * width * channels
}

/** `28×28×192`, as papers write it. */
export function formatShape([height, width, channels]: Shape): string {
  return `${height}×${width}×${channels}`
}
