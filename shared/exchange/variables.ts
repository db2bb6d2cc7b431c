import { identifier } from './identifier'

/** One assignment of a forward pass. */
export interface FlowStep {
  readonly name: string
  /** Values it reads and the value it gives, by layer name. */
  readonly inputs: readonly string[]
  readonly output: string
  readonly branch?: string
}

/** The variables of a step. */
export interface StepVariables {
  readonly reads: readonly string[]
  readonly writes: string
}

/**
 * Names the variables of a forward pass: `x` along a chain, a branch's own along a branch, a name of its own for a value
 * that several read. A variable is used again once its value is no longer needed.
 * @param input the value that is `x` at the beginning
 * @param kept values that are needed after the last step
 */
export function variablesOf(
  steps: readonly FlowStep[],
  input: string,
  kept: readonly string[] = [],
): readonly StepVariables[] {
  const uses = new Map<string, number>()
  for (const value of [...steps.flatMap(({ inputs }) => inputs), ...kept]) uses.set(value, (uses.get(value) ?? 0) + 1)
  const held = new Map([[input, 'x']])
  const branched = steps.some(({ branch }) => branch !== undefined)

  return steps.map(({ name, inputs, output, branch }) => {
    const reads = inputs.map((value) => held.get(value) ?? value)
    for (const value of inputs) {
      const left = (uses.get(value) ?? 0) - 1
      uses.set(value, left)
      if (left === 0) held.delete(value)
    }
    const live = new Set(held.values())
    const own = branch === undefined ? [] : [`branch_${identifier(branch, 'b').replace(/^b_(?=\d)/, '')}`]
    const shared = (uses.get(output) ?? 0) > 1
    const chained = reads.slice(0, 1).filter((variable) => variable !== 'x' || !branched)
    const wanted = shared ? [name] : [...chained, ...own, ...(branched ? [] : ['x']), name]
    const writes = wanted.find((variable) => !live.has(variable)) ?? freeName(name, live)
    held.set(output, writes)
    return { reads, writes }
  })
}

function freeName(name: string, live: ReadonlySet<string>): string {
  for (let number = 2; ; number += 1) if (!live.has(`${name}_${number}`)) return `${name}_${number}`
}
