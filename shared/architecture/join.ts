import type { ModuleBlock } from './architecture'
import { ImpossibleShape } from './impossible-shape'
import type { Shape } from './shape'

/** Where a branch ends. */
export interface BranchEnd {
  readonly branch: string
  readonly output: Shape
}

/**
 * What the branches of a module give together.
 * @throws ImpossibleShape with the arithmetic, where their maps differ in what must be equal.
 */
export function joinedShape(module: string, join: ModuleBlock['join'], ends: readonly BranchEnd[]): Shape {
  const [first] = ends
  if (first === undefined) throw new ImpossibleShape(`module ${module} has no branch left`)
  const sizes = bySize(join, ends)
  if (sizes.length > 1) throw new ImpossibleShape(`${different(module, sizes)}: ${RULES[join]}`)
  if (join === 'add') return first.output
  const [height, width] = first.output
  return [height, width, ends.reduce((sum, { output }) => sum + output[2], 0)]
}

const RULES = {
  concat: 'what is concatenated must have equal heights and widths',
  add: 'what is added must have equal shapes',
} as const

type Alike = readonly [size: string, ends: readonly BranchEnd[]]

/** The branches that give what must be equal alike. */
function bySize(join: ModuleBlock['join'], ends: readonly BranchEnd[]): readonly Alike[] {
  const sizes = new Map<string, BranchEnd[]>()
  for (const end of ends) {
    const size = (join === 'add' ? end.output : end.output.slice(0, 2)).join('×')
    sizes.set(size, [...(sizes.get(size) ?? []), end])
  }
  return [...sizes]
}

function different(module: string, sizes: readonly Alike[]): string {
  const [few, many] = sizes.toSorted(([, a], [, b]) => a.length - b.length)
  const [own, [alone, ...more] = []] = few ?? []
  const [others, rest = []] = many ?? []
  if (sizes.length > 2 || more.length > 0 || alone === undefined)
    return `the branches of ${module} give ${sizes.map(([size, ends]) => `${size} (${names(ends)})`).join(', ')}`
  const [other] = rest
  const beside = rest.length === 1 && other !== undefined ? `branch ${other.branch}` : 'the others'
  return `branch ${alone.branch} of ${module} gives ${own}, ${beside} ${others}`
}

function names(ends: readonly BranchEnd[]): string {
  return ends.map(({ branch }) => branch).join(', ')
}
