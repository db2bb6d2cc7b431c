import { buildLayerGraph } from '../../shared/architecture/build-graph'
import type { LayerGraph } from '../../shared/architecture/layer-graph'
import { type ArmDiff, studyDiff } from '../../shared/diff/study-diff'
import type { Failure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import type { Installation } from './installation'
import { type GraphSize, sizeOf } from './load-graph'
import { readStudyArms, type StudyArm } from './study-arms'

/** All arms of a study beside its base. */
export interface StudyDiff {
  /** The file or folder that was named. */
  readonly study: string
  readonly base: { readonly label: string; readonly graph: LayerGraph }
  /** Without the base. */
  readonly arms: readonly ArmDiff[]
}

/** @param path a study file, or the folder that a run made */
export function diffStudy(
  path: string,
  size: GraphSize,
  installation: Pick<Installation, 'places' | 'machine'>,
): Result<StudyDiff, Failure> {
  const read = readStudyArms(path, installation)
  if (!read.ok) return read
  const [base, ...others] = read.value
  const graphOf = (arm: StudyArm): Result<LayerGraph, Failure> => {
    const { input = arm.input, classes = arm.classes } = sizeOf(arm, size)
    return buildLayerGraph(arm.architecture, { input, classes })
  }
  const baseGraph = graphOf(base)
  if (!baseGraph.ok) return baseGraph
  const arms: { readonly id: string; readonly label: string; readonly graph: LayerGraph }[] = []
  for (const arm of others) {
    const graph = graphOf(arm)
    if (!graph.ok) return err(graph.error)
    arms.push({ id: arm.id, label: arm.label, graph: graph.value })
  }
  return ok({
    study: path,
    base: { label: base.label, graph: baseGraph.value },
    arms: studyDiff(baseGraph.value, arms),
  })
}
