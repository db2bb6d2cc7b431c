import { SetupFailure } from './failure.mjs'

/** @import { Part } from './part.mjs' */

/** The oldest Node that the build tools run on. */
const OLDEST = '20.19.0'

/**
 * @param {string} version
 * @param {string} oldest
 */
export function atLeast(version, oldest) {
  const [a, b] = [version, oldest].map((text) => text.split('.').map(Number))
  for (const index of [0, 1, 2]) {
    const difference = (a?.[index] ?? 0) - (b?.[index] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}

/** @type {Part} */
export const nodeVersion = {
  title: 'Node',
  inPlace: async () => (atLeast(process.versions.node, OLDEST) ? process.versions.node : undefined),
  establish: async () => {
    throw new SetupFailure(
      'this Node is too old',
      `it is ${process.versions.node}, and ${OLDEST} or newer is needed`,
      'Install a current Node from nodejs.org or with your package manager.',
    )
  },
}
