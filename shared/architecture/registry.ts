import { alexnet } from './alexnet'
import { alexnetUngrouped } from './alexnet-ungrouped'
import type { Architecture } from './architecture'
import { bnInception } from './bn-inception'
import { googlenet } from './googlenet'
import { googlenetNaive } from './googlenet-naive'
import { googlenetTorchvision } from './googlenet-torchvision'
import { inceptionV3 } from './inception-v3'
import { lenet5 } from './lenet5'
import { lenet5Dense } from './lenet5-dense'
import { miniAlexnet } from './mini-alexnet'
import { miniAlexnetUngrouped } from './mini-alexnet-ungrouped'
import { miniBnInception } from './mini-bn-inception'
import { miniGooglenet, miniGooglenetPlain } from './mini-googlenet'
import { miniGooglenetNaive } from './mini-googlenet-naive'
import { miniGooglenetTorchvision } from './mini-googlenet-torchvision'
import { miniInceptionV3 } from './mini-inception-v3'
import { miniLenet5 } from './mini-lenet5'
import { miniLenet5Dense } from './mini-lenet5-dense'
import { miniNin } from './mini-nin'
import { miniVgg } from './mini-vgg'
import { ninCifar } from './nin-cifar'
import { vggCifar } from './vgg-cifar'
import { vgg16 } from './vgg16'

/** An architecture at the size it was made for, and in small. */
export interface Registered {
  readonly architecture: Architecture
  /** For images of 28 to 32 pixels, of widths that train in seconds; the first stands for it. */
  readonly small: readonly [Architecture, ...Architecture[]]
}

/** Every built-in architecture; being listed here makes it known to studies, the command line and the tests. */
export const REGISTRY: readonly Registered[] = [
  { architecture: googlenet, small: [miniGooglenet, miniGooglenetPlain] },
  { architecture: googlenetTorchvision, small: [miniGooglenetTorchvision] },
  { architecture: googlenetNaive, small: [miniGooglenetNaive] },
  { architecture: bnInception, small: [miniBnInception] },
  { architecture: inceptionV3, small: [miniInceptionV3] },
  { architecture: ninCifar, small: [miniNin] },
  { architecture: alexnet, small: [miniAlexnet] },
  { architecture: alexnetUngrouped, small: [miniAlexnetUngrouped] },
  { architecture: vgg16, small: [miniVgg, vggCifar] },
  { architecture: lenet5, small: [miniLenet5] },
  { architecture: lenet5Dense, small: [miniLenet5Dense] },
]

/** Those for images of 28 to 32 pixels. */
export const SMALL_ARCHITECTURES: readonly Architecture[] = REGISTRY.flatMap(({ small }) => small)

export const ARCHITECTURES: readonly Architecture[] = REGISTRY.flatMap(({ architecture, small }) => [
  architecture,
  ...small,
])

export function architectureNamed(name: string): Architecture | undefined {
  return ARCHITECTURES.find((architecture) => architecture.name === name)
}
