import type { Architecture } from '../architecture/architecture'
import { applyEdits, type Edit, EditMisfit } from './edit'

/** An architecture with what it is said to be made of. */
export interface Derived {
  readonly architecture: Architecture
  readonly base: Architecture
  readonly edits: readonly Edit[]
}

/**
 * Proves that an arm's architecture is its base with exactly the declared edits: no more, no fewer.
 * @returns what differs, as a sentence; undefined where nothing does
 */
export function derivationMisfit({ architecture, base, edits }: Derived): string | undefined {
  try {
    const made = applyEdits(base, edits)
    return firstDifference(partsOf(made), partsOf(architecture), '')
  } catch (error) {
    if (error instanceof EditMisfit) return error.message
    throw error
  }
}

/** What is trained. */
function partsOf({ normalisation, blocks, auxiliary }: Architecture): object {
  return { normalisation, blocks, auxiliary }
}

/** The first place at which two values differ, and how. */
function firstDifference(declared: unknown, found: unknown, place: string): string | undefined {
  if (declared === found) return undefined
  if (!isObject(declared) || !isObject(found) || Array.isArray(declared) !== Array.isArray(found))
    return `${place} is ${JSON.stringify(found)}, and the edits declare ${JSON.stringify(declared)}`
  for (const key of new Set([...Object.keys(declared), ...Object.keys(found)])) {
    const [a, b] = [Reflect.get(declared, key), Reflect.get(found, key)]
    const difference = firstDifference(a, b, placeOf(place, key, b ?? a))
    if (difference !== undefined) return difference
  }
  return undefined
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** Of something with a name, the name: `blocks.3a.conv1x1`. */
function placeOf(place: string, key: string, value: unknown): string {
  const name = isObject(value) && 'name' in value ? String(value.name) : key
  return place === '' ? name : `${place}.${name}`
}
