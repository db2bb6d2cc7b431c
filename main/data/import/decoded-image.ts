/** An image of 8-bit samples. */
export interface DecodedImage {
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3
  /** [height, width, channels], row-major. */
  readonly pixels: Uint8Array
}
