import type { ConvolutionBlock, KernelSize } from './architecture'

/** A convolution, as short as a paper's table has it. */
export function conv(
  name: string,
  kernel: KernelSize,
  filters: number,
  settings: Omit<Partial<ConvolutionBlock>, 'kind' | 'name' | 'kernel' | 'filters'> = {},
): ConvolutionBlock {
  return { kind: 'convolution', name, kernel, filters, ...settings }
}
