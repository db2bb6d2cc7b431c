import { editSentence } from '../ablation/edit-sentence'
import { levelName } from '../ablation/level'
import type { Architecture } from '../architecture/architecture'
import type { LayerGraph } from '../architecture/layer-graph'
import { assertNever } from '../assert-never'
import { calibrationCost } from '../cost/calibration-network'
import { type TrainingMemory, trainingMemory } from '../cost/memory'
import { calibratedSpeed, type MachineSpeed, trialSeconds } from '../cost/trial-time'
import type { VariedFactor } from '../design/arms'
import { aliasTable, effectName, type Fraction, generatorText, roman } from '../design/fraction'
import { plannedChanges } from '../diff/planned-changes'
import type { DatasetDescription } from '../training/dataset'
import { optimizerSlots, type Recipe } from '../training/recipe'
import { deriveSeed } from '../training/seeds'
import type { Selection, Trial, TrialData } from '../training/trial'
import {
  type ArchitectureFile,
  type ReadArchitectureFile,
  type StudyArchitecture,
  studyArchitecture,
  withFile,
} from './architecture-named'
import { checkNames, type FoundDataset } from './check-names'
import { contentHash } from './content-hash'
import { type AskedSpread, assumedSpread, detectable, type OutcomeSpread } from './detectable'
import { chooseTowers, type MachineResources, type MachineShare, shareMachine } from './machine-share'
import { selectionOf } from './outcome'
import { parseStudy } from './parse-study'
import { PLAN_SCHEMA, type PlannedArm, type StudyPlan } from './plan'
import { fewerAtATime, largestArm, memoryProblem, trialsThatFit } from './plan-memory'
import { planWarnings, SEMI_SYNTHETIC } from './plan-warnings'
import type { Problem } from './problem'
import { type ArmsProblem, type ResolvedArm, type ResolvedArms, resolveArms } from './resolve-arms'
import { resolveRecipe } from './resolve-recipe'
import type { StudyFile } from './schema'
import type { SourceMap } from './source-map'
import { trialId } from './trial-id'

/** What a plan needs to know of the machine and its data. */
export interface PlanContext {
  readonly datasetNames: readonly string[]
  readonly findDataset: (name: string) => FoundDataset
  readonly readArchitectureFile: ReadArchitectureFile
  /** Of trials that ran here, or assumed: then the machine’s calibration stands in its place where there is one. */
  readonly speed: MachineSpeed
  readonly machine: MachineResources
  /** Trials at a time, where a person said so. */
  readonly workers?: number | undefined
  /** Towers of each trial, where the study’s first start has fixed them; else they are chosen for the machine. */
  readonly towers?: number | undefined
  /** How an outcome spread between replicates in earlier studies; assumed where there is none. */
  readonly findSpread?: (asked: AskedSpread) => OutcomeSpread | undefined
  /** Splits up to so many bytes are kept in a trial’s session. */
  readonly residentBytes: number
}

/** A study that can be run: what people see of it, and what the workers get. */
export interface PlannedStudy {
  readonly study: StudyFile
  readonly plan: StudyPlan
  readonly trials: readonly Trial[]
  /** The file that its architecture stands in, as it was read: what is frozen beside the study. */
  readonly architectureFile?: ArchitectureFile
  /** By which the plan foretells times. */
  readonly speed: MachineSpeed
  /** By which it tells what the design can find; undefined where nothing is known of the outcome. */
  readonly spread?: OutcomeSpread
  /** What the study says, its architecture’s file in the place of that file’s path: what its hash is of. */
  readonly written: unknown
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
    architecture: studyArchitecture(study, map, context.readArchitectureFile),
    dataset: context.findDataset(study.dataset.name),
    datasetNames: context.datasetNames,
  })
  const problems = [...parsed.problems, ...unknown]
  if (!names || problems.length > 0) return { planned: null, problems }

  const costing = { input: names.dataset.image, classes: names.dataset.classes.length }
  const { architecture, file } = names.architecture
  const resolved = resolveArms(study, architecture, costing)
  if (!resolved.ok) return { planned: null, problems: [armsProblem(resolved.error, study, map, names.architecture)] }
  const data = trialData(study, names.dataset)
  const recipe = resolveRecipe(study, context.towers ?? towersFor(study, resolved.value.arms.length, context))
  const arms = resolved.value.arms.map((arm) => ({
    ...arm,
    memory: trainingMemory(arm.graph, recipe, data.sizes, context.residentBytes),
  }))
  const largest = largestArm(labelled(arms))
  const tooLarge = memoryProblem(largest, recipe.batch, context.machine.memoryBytes, map)
  const words = { study, written: withFile(written, file), architecture, recipe, data }
  const assembled = assemble(words, names.dataset, resolved.value, arms, context)
  const planned = file ? { ...assembled, architectureFile: { path: file.path, source: file.source } } : assembled
  return { planned, problems: tooLarge ? [tooLarge] : [] }
}

/** Where the study can be mended so that it has arms. */
function armsProblem(
  problem: ArmsProblem,
  { factors }: StudyFile,
  map: SourceMap,
  { problemAt }: StudyArchitecture,
): Problem {
  switch (problem.kind) {
    case 'architecture': {
      const { place, message } = problem.failure
      return problemAt(place, message)
    }
    case 'level': {
      const { factor, level, sentence } = problem
      const index = factors[factor]?.findIndex((written) => levelName(written) === level) ?? 0
      return { range: map.value(['factors', factor, Math.max(0, index)]), found: sentence, allowed: [] }
    }
    case 'design': {
      const { path, atKey, sentence, nearest } = problem.problem
      return {
        range: atKey ? map.key(path) : map.value(path),
        found: sentence,
        allowed: [],
        ...(nearest !== undefined && { nearest }),
      }
    }
    case 'twins':
      return { range: map.key(['factors']), found: problem.sentence, allowed: [] }
    default:
      return assertNever(problem)
  }
}

interface CostedArm extends ResolvedArm {
  readonly memory: TrainingMemory
}

function labelled(arms: readonly CostedArm[]) {
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

/**
 * What a study is, to the word: question, hypotheses, outcome and all it asks for, and the trials that follow from it.
 * Layout and comments of the file do not count.
 * @param written the content of an architecture file in the place of its path: see writtenWhole
 */
export function studyHash(written: unknown, trials: readonly string[]): string {
  return contentHash({ written, trials })
}

interface Written {
  readonly study: StudyFile
  readonly written: unknown
  /** As the study names it, before any edit. */
  readonly architecture: Architecture
  readonly recipe: Recipe
  readonly data: TrialData
}

function assemble(
  { study, written, architecture, recipe, data }: Written,
  dataset: DatasetDescription,
  { factors, controls, design, fraction }: ResolvedArms,
  resolved: readonly CostedArm[],
  { speed: known, machine, workers: workersAsked, findSpread }: PlanContext,
): PlannedStudy {
  const count = resolved.length * study.replicates
  const share = shareMachine({ trials: count, towers: recipe.towers, asked: workersAsked }, machine)
  const largest = largestArm(labelled(resolved))
  const workers = Math.min(share.workers, trialsThatFit(largest, machine.memoryBytes))
  const speed = bestKnownSpeed(known, machine, { workers, threads: share.threads, speedup: share.speedup })
  const replicates = Array.from({ length: study.replicates }, (_, index) => index + 1)
  const planned = replicates.flatMap((replicate) =>
    resolved.map((arm) => ({
      trial: resolveTrial(arm, architecture, replicate, {
        recipe,
        data,
        dataset,
        selection: selectionOf(study.outcome),
      }),
      seconds: trialSeconds(arm.cost, recipe, data, speed) / share.speedup,
    })),
  )
  const { metric, split } = study.outcome
  const asked = { metric, split, architecture: architecture.name, dataset: data.name }
  const spread = findSpread?.(asked) ?? assumedSpread(metric)
  const compared = { factors, controls, fraction: fraction !== undefined }
  const [base] = resolved
  const arms = resolved.map((arm) => plannedArm(arm, (base ?? arm).graph))
  const trials = planned.map(({ trial }) => trial)
  const plan: StudyPlan = {
    schema: PLAN_SCHEMA,
    study: study.study,
    question: study.question,
    hash: studyHash(
      written,
      trials.map(({ id }) => id),
    ),
    architecture: architecture.name,
    dataset: {
      name: data.name,
      sizes: { ...data.sizes },
      sha256: data.sha256,
      classes: dataset.classes.length,
      classNames: [...dataset.classes],
    },
    factors: factors.map(({ name, levels }) => ({ name, levels: [...levels] })),
    design,
    metric,
    replicates: study.replicates,
    epochs: recipe.epochs,
    towers: recipe.towers,
    auxiliaryWeight: recipe.auxiliaryWeight,
    arms,
    ...(controls.length > 0 && { controls: [...controls] }),
    trials: planned.map(({ trial, seconds }) => ({
      id: trial.id,
      arm: trial.arm,
      replicate: trial.replicate,
      seed: trial.seed,
      seconds,
    })),
    order: { seed: deriveSeed(ROOT_SEED, 'run-order') },
    detectable: spread ? detectable(study, { ...compared, arms }, spread) : null,
    ...fractionWords(fraction, factors),
    predicted: {
      seconds: planned.reduce((sum, { seconds }) => sum + seconds, 0) / workers,
      bytes: predictedBytes(resolved, recipe, data, study.replicates),
      memory: largest.memory.total,
      workers,
      threads: share.threads,
      from: speed.from,
      ...(speed.trials !== undefined && { trials: speed.trials }),
    },
    warnings: [
      ...planWarnings(study, arms, compared, spread),
      ...(dataset.semiSynthetic ? [SEMI_SYNTHETIC] : []),
      ...(workers < share.workers ? [fewerAtATime(share.workers, workers, largest, machine.memoryBytes)] : []),
    ],
  }
  return { study, plan, trials, speed, written, ...(spread && { spread }) }
}

/** What a design cannot tell apart, and of a fraction why. */
function fractionWords(
  fraction: Fraction | undefined,
  factors: readonly VariedFactor[],
): Pick<StudyPlan, 'aliases' | 'fraction'> {
  if (!fraction) return { aliases: [] }
  const { generators, words, resolution } = fraction
  const names = factors.map(({ name }) => name)
  return {
    aliases: [...aliasTable(names, words)],
    fraction: {
      generators: generators.map(generatorText),
      definingRelation: words.map((word) => effectName(names, word)),
      resolution: roman(resolution),
    },
  }
}

/** Trials that ran on this machine, over its calibration, over the assumed machine. */
function bestKnownSpeed(known: MachineSpeed, { calibration }: MachineResources, share: MachineShare): MachineSpeed {
  if (known.from !== 'assumed' || !calibration) return known
  // What several threads gain a trial that has them to itself is in its speedup.
  return calibratedSpeed(calibration, calibrationCost(), share.speedup === 1 ? share : undefined) ?? known
}

/** What every trial of a study has alike. */
interface Common {
  readonly recipe: Recipe
  readonly data: TrialData
  readonly dataset: DatasetDescription
  readonly selection: Selection | undefined
}

function resolveTrial(
  { arm, architecture, edits, auxiliaryWeight }: ResolvedArm,
  base: Architecture,
  replicate: number,
  { recipe: common, data, dataset, selection }: Common,
): Trial {
  const seed = deriveSeed(ROOT_SEED, 'replicate', String(replicate))
  const input = dataset.image
  const classes = dataset.classes.length
  const recipe = auxiliaryWeight === undefined ? common : { ...common, auxiliaryWeight }
  const kept = selection === undefined ? {} : { selection }
  const trial = { arm: arm.id, replicate, seed, architecture, base, edits, input, classes, recipe, data, ...kept }
  return { id: trialId(trial), ...trial }
}

function plannedArm({ arm, graph, cost, edits, auxiliaryWeight, control }: ResolvedArm, base: LayerGraph): PlannedArm {
  const { parameters, weights, macs, activations } = cost.inference
  return {
    id: arm.id,
    label: arm.label,
    levels: { ...arm.levels },
    ...(control && { control }),
    parameters,
    weights,
    macs,
    activations,
    trainingMacs: cost.training.macs,
    trainingParameters: cost.training.parameters,
    ...(auxiliaryWeight !== undefined && { auxiliaryWeight }),
    differs: edits.map(editSentence),
    changes: plannedChanges(base, graph),
  }
}

/** Weights and what is kept beside them in single precision, and what is written for each trial and epoch. */
function predictedBytes(
  arms: readonly ResolvedArm[],
  recipe: Recipe,
  { sizes }: TrialData,
  replicates: number,
): number {
  const vectors = 1 + optimizerSlots(recipe.optimizer).length + (recipe.averageDecay === undefined ? 0 : 1)
  const weights = arms.reduce((sum, { cost }) => sum + cost.training.parameters * vectors * FLOAT_BYTES, 0)
  const predictions = PREDICTION_BYTES * (sizes.validation + sizes.test)
  return replicates * (weights + arms.length * (TRIAL_BYTES + predictions + recipe.epochs * EPOCH_BYTES))
}

const FLOAT_BYTES = 4
/** Of each image that a finished trial judges. */
const PREDICTION_BYTES = 4
/**
 * Means over the 40 trials of the sample study's 8 arms with 5 seeds each, of 6 epochs, run in full: all of a trial's files
 * without weights and momentum and without its epochs, most of it (12 kB) the names in the file of weights; and what an
 * epoch adds, 5.0 kB of events (ten stretches, the epoch, its checkpoint) and 0.5 kB of curve: 4.7 kB in arms without
 * auxiliary classifiers, 6.2 kB with two.
 */
const TRIAL_BYTES = 19_500
const EPOCH_BYTES = 5_500
