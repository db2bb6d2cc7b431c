import { ablate } from '../ablation/ablate'
import { editSentence } from '../ablation/edit'
import type { Architecture } from '../architecture/architecture'
import { buildLayerGraph } from '../architecture/build-graph'
import { type NetworkCost, networkCost } from '../cost/cost'
import { type TrainingMemory, trainingMemory } from '../cost/memory'
import { type MachineSpeed, trialSeconds } from '../cost/trial-time'
import { type Arm, fullFactorial, leaveOneOut, type VariedFactor } from '../design/arms'
import type { DatasetDescription } from '../training/dataset'
import { optimizerSlots, type Recipe } from '../training/recipe'
import { deriveSeed } from '../training/seeds'
import type { Trial, TrialData } from '../training/trial'
import { checkNames, type FoundDataset } from './check-names'
import { contentHash } from './content-hash'
import { chooseTowers, type MachineResources, shareMachine } from './machine-share'
import { parseStudy } from './parse-study'
import { PLAN_SCHEMA, type PlannedArm, type StudyPlan } from './plan'
import { fewerAtATime, largestArm, memoryProblem, trialsThatFit } from './plan-memory'
import { planWarnings } from './plan-warnings'
import type { Problem } from './problem'
import { resolveRecipe } from './resolve-recipe'
import type { StudyFile } from './schema'

/** What a plan needs to know of the machine and its data. */
export interface PlanContext {
  readonly datasetNames: readonly string[]
  readonly findDataset: (name: string) => FoundDataset
  readonly speed: MachineSpeed
  readonly machine: MachineResources
  /** Trials at a time, where a person said so. */
  readonly workers?: number | undefined
  /** Towers of each trial, where the study’s first start has fixed them; else they are chosen for the machine. */
  readonly towers?: number | undefined
  /** Splits up to so many bytes are kept in a trial’s session. */
  readonly residentBytes: number
}

/** A study that can be run: what people see of it, and what the workers get. */
export interface PlannedStudy {
  readonly study: StudyFile
  readonly plan: StudyPlan
  readonly trials: readonly Trial[]
}

export interface Planning {
  /** Null where a problem stands in the way of it. */
  readonly planned: PlannedStudy | null
  /** With any of them the study cannot be run: a plan beside them is there to be looked at. */
  readonly problems: readonly Problem[]
}

/** Every study's replicates have the same seeds, so that arms can be compared across studies too. */
const ROOT_SEED = 1

/** Text → plan. */
export function planStudy(source: string, context: PlanContext): Planning {
  const parsed = parseStudy(source)
  if (parsed.study === null) return { planned: null, problems: parsed.problems }
  const { study, written, map } = parsed
  const { names, problems: unknown } = checkNames(study, map, {
    dataset: context.findDataset(study.dataset.name),
    datasetNames: context.datasetNames,
  })
  const problems = [...parsed.problems, ...unknown]
  if (!names || problems.length > 0) return { planned: null, problems }

  const factors = variedFactors(study)
  const arms = study.design === 'leave-one-out' ? leaveOneOut(factors) : fullFactorial(factors)
  const data = trialData(study, names.dataset)
  const recipe = resolveRecipe(study, context.towers ?? towersFor(study, arms.length, context))
  const resolved: ResolvedArm[] = []
  for (const arm of arms) {
    const { architecture, edits } = ablate(names.architecture, arm.levels)
    const graph = buildLayerGraph(architecture, {
      input: names.dataset.image,
      classes: names.dataset.classes.length,
    })
    if (!graph.ok)
      return {
        planned: null,
        problems: [{ range: map.value(['architecture']), found: graph.error.message, allowed: [] }],
      }
    resolved.push({
      arm,
      architecture,
      differs: edits.map(editSentence),
      cost: networkCost(graph.value),
      memory: trainingMemory(graph.value, recipe, data.sizes, context.residentBytes),
    })
  }
  const twins = sameNetwork(resolved)
  if (twins) return { planned: null, problems: [{ range: map.key(['factors']), found: twins, allowed: [] }] }
  const largest = largestArm(labelled(resolved))
  const tooLarge = memoryProblem(largest, recipe.batch, context.machine.memoryBytes, map)
  const planned = assemble({ study, written, recipe, data }, names.dataset, factors, resolved, context)
  return { planned, problems: tooLarge ? [tooLarge] : [] }
}

interface ResolvedArm {
  readonly arm: Arm
  readonly architecture: Architecture
  readonly differs: readonly string[]
  readonly cost: NetworkCost
  readonly memory: TrainingMemory
}

function labelled(arms: readonly ResolvedArm[]) {
  return arms.map(({ arm: { label }, memory }) => ({ label, memory }))
}

function towersFor({ replicates, training }: StudyFile, arms: number, { machine }: PlanContext): number {
  return chooseTowers(arms * replicates, training.batch, machine)
}

function trialData({ dataset: asked }: StudyFile, { name, sizes, sha256 }: DatasetDescription): TrialData {
  return {
    name,
    sizes: {
      train: asked.train ?? sizes.train,
      validation: asked.validation ?? sizes.validation,
      test: asked.test ?? sizes.test,
    },
    sha256,
  }
}

function variedFactors(study: StudyFile): readonly VariedFactor[] {
  return Object.entries(study.factors).map(([name, levels]) => {
    const [first, ...rest] = levels.map(String)
    if (first === undefined) throw new Error(`factor ${name} has no level`)
    return { name, levels: [first, ...rest] }
  })
}

/**
 * What a study is, to the word: question, hypotheses, outcome and all it asks for, and the trials that follow from it.
 * Layout and comments of the file do not count.
 */
export function studyHash(written: unknown, trials: readonly string[]): string {
  return contentHash({ written, trials })
}

/** Two arms that train the same network would be counted as two and say one thing. */
function sameNetwork(arms: readonly ResolvedArm[]): string | undefined {
  const seen = new Map<string, string>()
  for (const { arm, architecture } of arms) {
    const hash = contentHash(trained(architecture))
    const twin = seen.get(hash)
    if (twin !== undefined)
      return `The arms “${twin}” and “${arm.label}” are the same network: leave out a level, or take design: leave-one-out.`
    seen.set(hash, arm.label)
  }
  return undefined
}

/** The part of an architecture that decides what is trained: not its title, its source, its paper's figures. */
function trained({ normalisation, blocks, auxiliary }: Architecture): object {
  return { normalisation, blocks, auxiliary }
}

interface Written {
  readonly study: StudyFile
  readonly written: unknown
  readonly recipe: Recipe
  readonly data: TrialData
}

function assemble(
  { study, written, recipe, data }: Written,
  dataset: DatasetDescription,
  factors: readonly VariedFactor[],
  resolved: readonly ResolvedArm[],
  { speed, machine, workers: asked }: PlanContext,
): PlannedStudy {
  const count = resolved.length * study.replicates
  const share = shareMachine({ trials: count, towers: recipe.towers, asked }, machine)
  const largest = largestArm(labelled(resolved))
  const workers = Math.min(share.workers, trialsThatFit(largest, machine.memoryBytes))
  const replicates = Array.from({ length: study.replicates }, (_, index) => index + 1)
  const planned = replicates.flatMap((replicate) =>
    resolved.map((arm) => ({
      trial: resolveTrial(arm, replicate, recipe, data, dataset),
      seconds: trialSeconds(arm.cost, recipe, data, speed) / share.speedup,
    })),
  )
  const arms = resolved.map(plannedArm)
  const trials = planned.map(({ trial }) => trial)
  const plan: StudyPlan = {
    schema: PLAN_SCHEMA,
    study: study.study,
    question: study.question,
    hash: studyHash(
      written,
      trials.map(({ id }) => id),
    ),
    architecture: String(study.architecture),
    dataset: { name: data.name, sizes: { ...data.sizes }, sha256: data.sha256 },
    factors: factors.map(({ name, levels }) => ({ name, levels: [...levels] })),
    design: String(study.design),
    replicates: study.replicates,
    epochs: recipe.epochs,
    towers: recipe.towers,
    auxiliaryWeight: recipe.auxiliaryWeight,
    arms,
    trials: planned.map(({ trial, seconds }) => ({
      id: trial.id,
      arm: trial.arm,
      replicate: trial.replicate,
      seed: trial.seed,
      seconds,
    })),
    detectable: null,
    aliases: [],
    predicted: {
      seconds: planned.reduce((sum, { seconds }) => sum + seconds, 0) / workers,
      bytes: predictedBytes(resolved, recipe, study.replicates),
      memory: largest.memory.total,
      workers,
      threads: share.threads,
      from: speed.from,
    },
    warnings: [
      ...planWarnings(study, arms),
      ...(workers < share.workers ? [fewerAtATime(share.workers, workers, largest, machine.memoryBytes)] : []),
    ],
  }
  return { study, plan, trials }
}

function resolveTrial(
  { arm, architecture }: ResolvedArm,
  replicate: number,
  recipe: Recipe,
  data: TrialData,
  dataset: DatasetDescription,
): Trial {
  const seed = deriveSeed(ROOT_SEED, 'replicate', String(replicate))
  const input = dataset.image
  const classes = dataset.classes.length
  const id = contentHash({ architecture: trained(architecture), input, classes, recipe, data, seed })
  return { id, arm: arm.id, replicate, seed, architecture, input, classes, recipe, data }
}

function plannedArm({ arm, cost, differs }: ResolvedArm): PlannedArm {
  return {
    id: arm.id,
    label: arm.label,
    levels: { ...arm.levels },
    ...cost.inference,
    trainingMacs: cost.training.macs,
    trainingParameters: cost.training.parameters,
    differs: [...differs],
  }
}

/** Weights and what is kept beside them in single precision, and what is written for each trial and epoch. */
function predictedBytes(arms: readonly ResolvedArm[], recipe: Recipe, replicates: number): number {
  const vectors = 1 + optimizerSlots(recipe.optimizer).length + (recipe.averageDecay === undefined ? 0 : 1)
  const weights = arms.reduce((sum, { cost }) => sum + cost.training.parameters * vectors * FLOAT_BYTES, 0)
  return replicates * (weights + arms.length * (TRIAL_BYTES + recipe.epochs * EPOCH_BYTES))
}

const FLOAT_BYTES = 4
/**
 * Means over the 40 trials of the sample study's 8 arms with 5 seeds each, of 6 epochs, run in full: all of a trial's files
 * without weights and momentum and without its epochs, most of it (12 kB) the names in the file of weights; and what an
 * epoch adds, 5.0 kB of events (ten stretches, the epoch, its checkpoint) and 0.5 kB of curve: 4.7 kB in arms without
 * auxiliary classifiers, 6.2 kB with two.
 */
const TRIAL_BYTES = 19_500
const EPOCH_BYTES = 5_500
