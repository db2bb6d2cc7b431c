import { ablate, LevelMisfit } from '../ablation/ablate'
import { auxiliaryWeightAfter, type Edit } from '../ablation/edit'
import type { Factor } from '../ablation/level'
import { studyFactors } from '../ablation/study-factors'
import type { Architecture } from '../architecture/architecture'
import { type BuildFailure, buildLayerGraph } from '../architecture/build-graph'
import type { LayerGraph } from '../architecture/layer-graph'
import { type NetworkCost, networkCost } from '../cost/cost'
import type { Arm, VariedFactor } from '../design/arms'
import { type Costing, type ScaledArm, scaleToBase } from '../design/controls'
import type { Fraction } from '../design/fraction'
import { MATCHED, type Matched } from '../design/matched'
import { err, ok, type Result } from '../result'
import { contentHash } from './content-hash'
import { controlId, controlLabel } from './control-words'
import { designArms } from './design-arms'
import type { DesignProblem } from './design-problem'
import type { PlannedControl } from './plan'
import type { StudyFile } from './schema'

/** An arm with its network. */
export interface ResolvedArm {
  readonly arm: Arm
  readonly architecture: Architecture
  /** What makes it of the study's architecture. */
  readonly edits: readonly Edit[]
  /** Weight of the auxiliary classifiers' losses, where the arm's levels say one. */
  readonly auxiliaryWeight?: number
  /** Whose cost is rescaled to the base's. */
  readonly control?: { readonly of: string; readonly matched: Matched; readonly residual: number }
  readonly graph: LayerGraph
  readonly cost: NetworkCost
}

export interface ResolvedArms {
  readonly factors: readonly VariedFactor[]
  /** In words. */
  readonly design: string
  readonly fraction: Fraction | undefined
  /** The base first, controls last. */
  readonly arms: readonly ResolvedArm[]
  /** Which arm stands for which at equal cost; empty where the study asks for no controls. */
  readonly controls: readonly PlannedControl[]
}

/** Why there are no arms, and at which part of the study. */
export type ArmsProblem =
  /** The study's own architecture cannot be built. */
  | { readonly kind: 'architecture'; readonly failure: BuildFailure }
  /** An arm cannot be made or built, because of a level. */
  | { readonly kind: 'level'; readonly factor: string; readonly level: string; readonly sentence: string }
  | { readonly kind: 'twins'; readonly sentence: string }
  /** The design itself cannot be made. */
  | { readonly kind: 'design'; readonly problem: DesignProblem }

/** All arms of a study and their controls. */
export function resolveArms(
  study: StudyFile,
  architecture: Architecture,
  costing: Costing,
): Result<ResolvedArms, ArmsProblem> {
  const own = studyFactors(study.factors).factors
  const factors = variedFactors(study, own)
  const designed = designArms(study, factors)
  if (!designed.ok) return err({ kind: 'design', problem: designed.error })
  const { arms, words, fraction } = designed.value
  const resolved: ResolvedArm[] = []
  for (const arm of arms) {
    const found = resolveArm(arm, architecture, own, factors, costing)
    if (!found.ok) return found
    resolved.push(found.value)
  }
  const twins = sameNetwork(resolved, study.design)
  if (twins !== undefined) return err({ kind: 'twins', sentence: twins })
  return ok({ factors, design: words, fraction, ...withControls(resolved, controlsAsked(study), costing) })
}

/** In the order of the file: the first factor changes slowest. */
function variedFactors({ factors: written }: StudyFile, factors: readonly Factor[]): readonly VariedFactor[] {
  return Object.keys(written).map((name) => {
    const [first, ...rest] = factors.find((factor) => factor.name === name)?.levels.map((level) => level.name) ?? []
    if (first === undefined) throw new Error(`factor ${name} has no level`)
    return { name, levels: [first, ...rest] }
  })
}

function controlsAsked({ controls }: StudyFile): readonly Matched[] {
  const asked = new Set<string>([controls].flat())
  return MATCHED.filter((matched) => asked.has(`equal-${matched}`))
}

function resolveArm(
  arm: Arm,
  base: Architecture,
  own: readonly Factor[],
  factors: readonly VariedFactor[],
  costing: Costing,
): Result<ResolvedArm, ArmsProblem> {
  try {
    const { architecture, edits } = ablate(base, arm.levels, own)
    const built = buildLayerGraph(architecture, costing)
    if (built.ok) {
      const auxiliaryWeight = auxiliaryWeightAfter(edits)
      const graph = built.value
      const weight = auxiliaryWeight === undefined ? {} : { auxiliaryWeight }
      return ok({ arm, architecture, edits, ...weight, graph, cost: networkCost(graph) })
    }
    // Where the architecture itself cannot be built, no level is to blame.
    const alone = buildLayerGraph(base, costing)
    if (!alone.ok) return err({ kind: 'architecture', failure: alone.error })
    const [factor, level] = blamed(arm, factors)
    return err({
      kind: 'level',
      factor,
      level,
      sentence: `The arm “${arm.label}” cannot be built: ${built.error.message}`,
    })
  } catch (error) {
    if (!(error instanceof LevelMisfit)) throw error
    const { factor, level, message } = error
    const reason = /[.?]$/.test(message) ? message : `${message}.`
    return err({
      kind: 'level',
      factor,
      level,
      sentence: `${factor} ${level} does not fit the arm “${arm.label}”: ${reason}`,
    })
  }
}

/** The last level that differs from the base's; of the base itself, the last. */
function blamed({ levels }: Arm, factors: readonly VariedFactor[]): readonly [factor: string, level: string] {
  const varied = factors.findLast((factor) => levels[factor.name] !== factor.levels[0]) ?? factors.at(-1)
  if (!varied) throw new Error('an arm of no factor')
  return [varied.name, levels[varied.name] ?? varied.levels[0]]
}

/** What is trained: two arms of the same would be counted as two and say one thing. */
function networkHash({ graph: { layers, outputs }, auxiliaryWeight }: ResolvedArm): string {
  return contentHash({ layers, outputs, ...(auxiliaryWeight !== undefined && { auxiliaryWeight }) })
}

function sameNetwork(arms: readonly ResolvedArm[], design: StudyFile['design']): string | undefined {
  const seen = new Map<string, string>()
  for (const own of arms) {
    const hash = networkHash(own)
    const twin = seen.get(hash)
    if (twin !== undefined) return `The arms “${twin}” and “${own.arm.label}” are the same network: ${wayOut(design)}.`
    seen.set(hash, own.arm.label)
  }
  return undefined
}

function wayOut(design: StudyFile['design']): string {
  if (Array.isArray(design)) return 'leave out one of them'
  if (design === 'leave-one-out' || design === 'add-one-in') return 'leave out a level, or one of them by exclude'
  // With fewer combinations there may be no twins.
  const fewer = 'or take design: leave-one-out'
  return design === 'full-factorial'
    ? `leave out a level, or one of them by conditions or exclude, ${fewer}`
    : `leave out a level, ${fewer}`
}

/** Each arm that costs other than the base, rescaled to what the base costs. */
function withControls(
  arms: readonly ResolvedArm[],
  asked: readonly Matched[],
  costing: Costing,
): Pick<ResolvedArms, 'arms' | 'controls'> {
  const [base, ...others] = arms
  if (!base) throw new Error('a study without a base')
  const known = new Map(arms.map((own) => [networkHash(own), own]))
  const added: ResolvedArm[] = []
  const controls = asked.flatMap((matched) =>
    others.map((own): PlannedControl => {
      const of = own.arm.id
      const scaled = scaleToBase(own.architecture, base.architecture, matched, costing)
      if (!scaled) return { of, matched, arm: of, residual: costResidual(own, base, matched) }
      const { residual } = scaled
      const control = controlArm(own, scaled, matched, costing)
      const twin = known.get(networkHash(control))
      // Rescaled it may be the base again, and then there is nothing to compare.
      if (twin) return { of, matched, arm: twin === base ? null : twin.arm.id, residual }
      known.set(networkHash(control), control)
      added.push(control)
      return { of, matched, arm: control.arm.id, residual }
    }),
  )
  return { arms: [...arms, ...added], controls }
}

function costResidual({ cost }: ResolvedArm, base: ResolvedArm, matched: Matched): number {
  return matched === 'width' ? 0 : cost.inference[matched] / base.cost.inference[matched] - 1
}

function controlArm(
  own: ResolvedArm,
  { architecture, edits, residual }: ScaledArm,
  matched: Matched,
  costing: Costing,
): ResolvedArm {
  const built = buildLayerGraph(architecture, costing)
  if (!built.ok) throw new Error(built.error.message)
  const { id, label, levels } = own.arm
  const arm = { id: controlId(id, matched), label: controlLabel(label, matched), levels }
  return {
    ...own,
    arm,
    architecture,
    edits: [...own.edits, ...edits],
    control: { of: id, matched, residual },
    graph: built.value,
    cost: networkCost(built.value),
  }
}
