import type { Architecture } from './architecture'
import { googlenet } from './googlenet'
import { miniGooglenet, miniGooglenetPlain } from './mini-googlenet'
import { ninCifar } from './nin-cifar'
import { vggCifar } from './vgg-cifar'

/** Every built-in architecture; being listed here makes it known to studies, the command line and the tests. */
export const ARCHITECTURES: readonly Architecture[] = [googlenet, miniGooglenet, miniGooglenetPlain, ninCifar, vggCifar]

export function architectureNamed(name: string): Architecture | undefined {
  return ARCHITECTURES.find((architecture) => architecture.name === name)
}
