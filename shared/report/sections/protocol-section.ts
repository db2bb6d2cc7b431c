import { assertNever } from '../../assert-never'
import { formatCount } from '../../format/numbers'
import { resolveRecipe } from '../../study/resolve-recipe'
import { type Augmentation, OPTIMIZERS, type Recipe } from '../../training/recipe'
import type { ReportSection, RichText } from '../report-document'
import type { ReportFacts } from '../report-facts'
import { counted, listed } from '../words'

/** What is held fixed in every arm: data, recipe, seeds, and the rule by which the outcome is read. */
export function protocolSection(facts: ReportFacts): ReportSection {
  const { plan } = facts
  const seeds = plan.trials.filter(({ arm }) => arm === facts.base.id)
  return {
    id: 'protocol',
    title: 'What is held fixed',
    note: 'the same in every arm',
    blocks: [
      {
        kind: 'table',
        id: 'protocol-table',
        caption: 'Protocol: data, recipe and seeds of every trial',
        compact: true,
        columns: [
          { key: 'what', heading: 'What', align: 'start', rowHeading: true },
          { key: 'value', heading: 'Held at', align: 'start', grows: true },
        ],
        groups: [group('Study', studyRows(facts)), group('Data', dataRows(facts)), group('Recipe', recipeRows(facts))],
      },
      {
        kind: 'table',
        id: 'seeds-table',
        caption: 'Seeds: one for each replicate, shared by all arms',
        compact: true,
        columns: [
          { key: 'replicate', heading: 'Replicate', align: 'start', rowHeading: true },
          ...seeds.map(({ replicate }) => ({
            key: String(replicate),
            heading: String(replicate),
            align: 'end' as const,
          })),
        ],
        groups: [
          {
            rows: [
              {
                cells: [
                  { kind: 'text', text: ['Seed'] },
                  ...seeds.map(({ seed }) => ({ kind: 'number', text: String(seed), value: seed }) as const),
                ],
              },
            ],
          },
        ],
        notes: [
          {
            text: [
              'A seed fixes the initial weights (drawn for each parameter by its name, so that removing a part leaves those of the others as they were), the order of images and dropout. This is why arms are compared in pairs.',
            ],
          },
        ],
      },
    ],
  }
}

type Row = readonly [what: string, value: string]

function group(heading: string, rows: readonly Row[]) {
  return {
    heading: [heading] satisfies RichText,
    rows: rows.map(([what, value]) => ({
      cells: [{ kind: 'text', text: [what] } as const, { kind: 'text', text: [value] } as const],
    })),
  }
}

function studyRows({ study, plan, analysis }: ReportFacts): readonly Row[] {
  const factors = plan.factors.map(({ name, levels }) => `${name}: ${levels.join(', ')}`)
  return [
    ['Design', `${plan.design} over ${factors.join(' · ')}; ${counted(plan.arms.length, 'arm', 'arms')}`],
    ['Controls', listed([study.controls].flat())],
    ['Replicates', `${plan.replicates}, replicate by replicate`],
    [
      'Outcome',
      `${analysis.outcome}: the rule was fixed in the study file (metric ${study.outcome.metric}, split ${study.outcome.split}, at ${study.outcome.at})`,
    ],
    ['Plan', plan.hash],
  ]
}

function dataRows({ plan: { dataset } }: ReportFacts): readonly Row[] {
  const { train, validation, test } = dataset.sizes
  return [
    ['Data set', dataset.name],
    [
      'Images',
      `${formatCount(train)} training, ${formatCount(validation)} validation, ${formatCount(test)} test; the same in every trial`,
    ],
    ['SHA-256 of the files', dataset.sha256],
  ]
}

function recipeRows({ study, plan: { dataset, towers } }: ReportFacts): readonly Row[] {
  const recipe = resolveRecipe(study, towers)
  const steps = Math.floor(dataset.sizes.train / recipe.batch)
  const left = dataset.sizes.train - steps * recipe.batch
  const { optimizer } = recipe
  return [
    ['epochs', `${recipe.epochs}, ${counted(recipe.epochs * steps, 'step', 'steps')} in all`],
    [
      'batch',
      `${recipe.batch} images; ${counted(steps, 'step', 'steps')} an epoch${left > 0 ? `, the last ${counted(left, 'image', 'images')} of each shuffled epoch left out` : ''}`,
    ],
    ['optimizer.kind', optimizer.kind],
    ['optimizer.learningRate', String(optimizer.learningRate)],
    ...Object.entries(optimizer)
      .filter(([name]) => name in OPTIMIZERS[optimizer.kind])
      .map(([name, value]): Row => [`optimizer.${name}`, String(value)]),
    [
      'optimizer.weightDecay',
      `${optimizer.weightDecay}, ${optimizer.kind === 'adamw' ? 'decoupled' : 'L2'} on kernels`,
    ],
    ['schedule.kind', scheduleWords(recipe)],
    ...warmUpRows(recipe),
    ['auxiliaryWeight', `${recipe.auxiliaryWeight}, times each auxiliary classifier’s loss where an arm has them`],
    ...optionalRows(recipe),
  ]
}

/** What a recipe has only where it was asked for. */
function optionalRows(recipe: Recipe): readonly Row[] {
  const { augmentation, initialisation, labelSmoothing, clipNorm, averageDecay, towers } = recipe
  const rows: readonly (Row | undefined)[] = [
    towers > 1 ? ['towers', `${towers}: parts that each batch is computed in, which order its sums`] : undefined,
    augmentation && ['augmentation', `${augmentationWords(augmentation)}; in training alone, alike in every arm`],
    initialisation && ['initialisation', initialisation],
    labelSmoothing !== undefined
      ? ['labelSmoothing', `${labelSmoothing} of each label spread over all classes, in training losses alone`]
      : undefined,
    clipNorm !== undefined ? ['clipNorm', `${clipNorm}: the largest norm of the whole gradient`] : undefined,
    averageDecay !== undefined
      ? ['averageDecay', `${averageDecay}: outcomes are those of the weights’ moving average`]
      : undefined,
  ]
  return rows.filter((row) => row !== undefined)
}

function augmentationWords({ shift, crop, fill, flip, brightness, contrast }: Augmentation): string {
  const changes = [
    crop && `cut out at ${crop.smallest} to ${crop.largest} of the side`,
    shift && `moved by up to ${counted(shift, 'pixel', 'pixels')}`,
    flip && 'mirrored one time in two',
    brightness && `brightness ±${brightness}`,
    contrast && `contrast ±${contrast}`,
  ]
  const outside = crop || shift ? `, ${fill ?? 'zero'} outside` : ''
  return `${listed(changes.filter((change) => typeof change === 'string'))}${outside}`
}

function warmUpRows({ schedule: { warmUp } }: Recipe): readonly Row[] {
  if (warmUp === undefined) return []
  return [['schedule.warmUp', `${counted(warmUp, 'epoch', 'epochs')}, in a line from nearly 0 to the schedule’s rate`]]
}

function scheduleWords({ schedule, optimizer }: Recipe): string {
  const from = optimizer.learningRate
  switch (schedule.kind) {
    case 'constant':
      return `constant: ${from} throughout`
    case 'cosine':
      return `cosine: from ${from} to 0 along half a cosine, step by step`
    case 'step':
      return `step: from ${from}, times ${schedule.factor} every ${counted(schedule.epochs, 'epoch', 'epochs')}`
    case 'exponential':
      return `exponential: from ${from}, times ${schedule.rate} in ${counted(schedule.epochs, 'epoch', 'epochs')}, step by step`
    case 'polynomial':
      return `polynomial: from ${from} to ${schedule.end} by the power ${schedule.power}, step by step`
    default:
      return assertNever(schedule)
  }
}
