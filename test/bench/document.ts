import { median } from '../../shared/statistics/sample'
import { agreementSection } from './agreement-section'
import { CONTESTANTS, ENGINE, RIVALS } from './contestants'
import { section, table } from './markdown'
import type { BenchResults, Cell, CoreTimes, Entry, Growth, Shares, StudyTimes } from './results'

/**
 * docs/performance.md: every figure of a run in tables.
 * @param notes what people wrote under the tables before: kept as it is
 */
export function performanceDocument(results: BenchResults, notes: string): string {
  const sections = [
    heading(results),
    stepSection(results),
    tfjsNote(results),
    sharesSection(results.shares),
    memorySection(results.cells),
    startSection(results.cells),
    results.study ? studySection(results.study) : '',
    results.agreement ? agreementSection(results.agreement) : '',
    growthSection(results.growth),
    results.core ? coreSection(results.core) : '',
    differencesSection(results.cells),
    versionsSection(results.cells),
    notes,
  ]
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`
}

/** Where the generated part ends and what people write begins. */
const NOTES = '<!-- Written by hand from here on: kept when the tables are made anew. -->'

/** @param document an earlier performance.md, or nothing */
export function handWrittenPart(document: string): string {
  const start = document.indexOf(NOTES)
  return start < 0 ? NOTES : document.slice(start).trimEnd()
}

function heading({ started, finished, command, machine, loadBefore, rounds, device }: BenchResults): string {
  const memory = `${Math.round(machine.memoryBytes / 2 ** 30)} GiB of memory`
  return `# Performance

${finished === undefined ? '**This run was not finished: what it had found until then.**\n\n' : ''}| | |
|---|---|
| date | ${started.slice(0, 10)} |
| machine | ${machine.processor}, ${machine.cores} cores, ${memory}; ${machine.system}; load before the start ${loadBefore.toFixed(2)} |
| device | ${device} |
| command | \`${command}\` |
| measured | ${rounds} ${rounds === 1 ? 'round' : 'rounds'}, contestants in turn within each |

Every contestant trains the same network from the same weights on the same images: float32, SGD with momentum 0.9, the
data in memory, the loss read after every step, all cores, each in a process of its own that is started once a network and
batch. Auxiliary classifiers and dropout are left out here, so that the losses can be compared: those of three steps by
one batch agree, and the numbers of parameters are equal, where nothing else is said. A figure is the median of the
rounds, in brackets the smallest and largest. The ratio is to the best of Keras and PyTorch channels_last in their default
settings; compiled PyTorch is shown beside.`
}

function stepSection({ cells }: BenchResults): string {
  const shown = CONTESTANTS.filter(({ name }) => cells.some((cell) => entryOf(cell, name)))
  const rows = cells.map((cell) => [
    cell.network,
    String(cell.batch),
    ...shown.map(({ name }) => speed(entryOf(cell, name))),
    ratio(ownSpeed(cell), bestRival(cell)),
  ])
  return section(
    'Images a second of one trial’s training step',
    table(['network', 'batch', ...shown.map(({ title }) => title), 'ratio'], rows),
  )
}

function tfjsNote({ cells }: BenchResults): string {
  const ratios = cells.flatMap((cell) => {
    const tfjs = entryOf(cell, 'tfjs')
    return tfjs ? [`${ratio(ownSpeed(cell), median(tfjs.imagesPerSecond))} (${cell.network}, ${cell.batch})`] : []
  })
  return ratios.length === 0 ? '' : `Against op-by-op tfjs-node: ${ratios.join(', ')}.`
}

function sharesSection(shares: readonly Shares[]): string {
  if (shares.length === 0) return ''
  const rows = shares.map(({ network, batch, millisecondsPerStep, onednn, primitives, runner }) => [
    network,
    String(batch),
    millisecondsPerStep.toFixed(1),
    percent(onednn),
    primitives
      .filter(([, share]) => share >= 0.005)
      .map(([name, share]) => `${name} ${percent(share)}`)
      .join(', '),
    percent(runner, 2),
  ])
  return section(
    'Where a step’s time goes',
    `One trial trained as a worker does, with oneDNN’s log on. oneDNN: its primitives’ own time in all threads ÷ (threads ·
wall-clock time); it is the floor that any program on oneDNN has. Runner: outside TensorFlow, this program’s own loop,
feeding and reading.

${table(['network', 'batch', 'ms a step', 'oneDNN', 'of it', 'runner'], rows)}`,
  )
}

function memorySection(cells: readonly Cell[]): string {
  const shown = CONTESTANTS.filter(({ name }) => cells.some((cell) => entryOf(cell, name)?.peakBytes !== undefined))
  if (shown.length === 0) return ''
  const rows = cells.map((cell) => {
    const keras = ['keras-fit', 'keras-function'].flatMap((name) => entryOf(cell, name)?.peakBytes ?? [])
    return [
      cell.network,
      String(cell.batch),
      ...shown.map(({ name }) => megabytes(entryOf(cell, name)?.peakBytes)),
      ratio(entryOf(cell, ENGINE)?.peakBytes, Math.min(...keras)),
    ]
  })
  return section(
    'Peak memory, MB',
    `The largest resident set of the contestant’s process, libraries included.

${table(['network', 'batch', ...shown.map(({ title }) => title), 'ratio to Keras'], rows)}`,
  )
}

function startSection(cells: readonly Cell[]): string {
  const shown = CONTESTANTS.filter(({ name }) => cells.some((cell) => entryOf(cell, name)))
  const networks = [...new Set(cells.map(({ network }) => network))]
  const rows = networks.map((network) => [
    network,
    ...shown.map(({ name }) => {
      const starts = cells.filter((cell) => cell.network === network).flatMap((cell) => entryOf(cell, name) ?? [])
      return starts.length === 0 ? '' : median(starts.map(({ startSeconds }) => startSeconds)).toFixed(2)
    }),
  ])
  return section(
    'Seconds from the start of a process to its third step done',
    table(['network', ...shown.map(({ title }) => title)], rows),
  )
}

function studySection({ trials, of, runs }: StudyTimes): string {
  const own = runs.find(({ contestant }) => contestant === ENGINE)
  const rows = runs.map(({ contestant, title, seconds, peakBytes, meanAccuracy }) => [
    title,
    `${median(seconds).toFixed(1)}${range(seconds, 1)}`,
    contestant === ENGINE || !own ? '' : ratio(median(seconds), median(own.seconds)),
    megabytes(peakBytes),
    percent(meanAccuracy),
  ])
  const part = trials === of ? `all ${of} trials` : `${trials} of its ${of} trials`
  return section(
    'The sample study from a cold start to results',
    `${part[0]?.toUpperCase()}${part.slice(1)}: auxiliary classifiers, dropout, weight decay and schedule included, six epochs
each, validated after every epoch. The scripts train one trial after the other; this program as it is called by default,
one worker a core. Memory is the sum of the peaks of the
processes that are there at one time, shared libraries counted for each.

${table(['', 'seconds', 'this program is faster by', 'peak memory, MB', 'mean validation accuracy'], rows)}`,
  )
}

function growthSection(growth: readonly Growth[]): string {
  if (growth.length === 0) return ''
  const tables = growth.map(({ axis, points }) =>
    table(
      [axis, 'parameters', 'images/s', 'peak memory, MB'],
      points.map(({ at, parameters, imagesPerSecond, peakBytes }) => [
        at,
        parameters.toLocaleString('en'),
        imagesPerSecond.toFixed(0),
        megabytes(peakBytes),
      ]),
    ),
  )
  return section(
    'How this engine grows',
    `mini-GoogLeNet without normalisation at batch 64, changed along one axis at a time; the median of three measurements.

${tables.join('\n\n')}`,
  )
}

function coreSection({ date, loadBefore, times }: CoreTimes): string {
  const rows = times.map(({ what, aim, milliseconds }) => {
    const middle = median(milliseconds)
    const digits = middle < 100 ? 2 : 0
    const verdict = aim === undefined ? '' : `< ${aim}: ${middle < aim ? 'reached' : '**missed**'}`
    return [what, `${middle.toFixed(digits)}${range(milliseconds, digits)}`, String(milliseconds.length), verdict]
  })
  return section(
    'What trains nothing, milliseconds',
    `On ${date.slice(0, 10)}, load before it ${loadBefore.toFixed(2)}: what begins with \`ablate\` or \`node\` is a whole command, from its start to its end;
the rest is measured within one process, after a warm-up. \`node -e 0\` is what any command takes at least. A figure is the
median of the repetitions, in brackets the smallest and largest.

${table(['', 'milliseconds', 'repetitions', 'aim'], rows)}`,
  )
}

function differencesSection(cells: readonly Cell[]): string {
  const told = cells.flatMap(({ network, batch, failures }) =>
    Object.entries(failures).map(([name, why]) => {
      const title = CONTESTANTS.find((kind) => kind.name === name)?.title ?? name
      return `- ${network}, batch ${batch}, ${title}: ${why.trim().split('\n').at(-1)}`
    }),
  )
  return told.length === 0 ? '' : section('What did not go as it should', told.join('\n'))
}

function versionsSection(cells: readonly Cell[]): string {
  const rows = CONTESTANTS.flatMap(({ name, title }) => {
    const entry = cells.flatMap((cell) => entryOf(cell, name) ?? [])[0]
    if (!entry) return []
    const versions = Object.entries(entry.versions).map(([what, version]) => `${what} ${version}`)
    return [[title, versions.join(', '), entry.device]]
  })
  const partly = CONTESTANTS.flatMap(({ name, title, only }) =>
    only && cells.some((cell) => entryOf(cell, name)) ? [`${title} is measured ${only.words} alone.`] : [],
  )
  if (rows.length === 0) return ''
  return section('Versions', [table(['contestant', 'versions', 'device'], rows), ...partly].join('\n\n'))
}

function entryOf(cell: Cell, name: string): Entry | undefined {
  return cell.entries.find(({ contestant }) => contestant === name)
}

function ownSpeed(cell: Cell): number | undefined {
  const own = entryOf(cell, ENGINE)
  return own && median(own.imagesPerSecond)
}

/** Images a second of the fastest peer in its default settings. */
function bestRival(cell: Cell): number | undefined {
  const rivals = RIVALS.flatMap((name) => entryOf(cell, name) ?? [])
  return rivals.length === 0 ? undefined : Math.max(...rivals.map((rival) => median(rival.imagesPerSecond)))
}

function speed(entry: Entry | undefined): string {
  if (!entry) return ''
  const middle = median(entry.imagesPerSecond)
  const digits = middle < 100 ? 1 : 0
  return `${middle.toFixed(digits)}${range(entry.imagesPerSecond, digits)}`
}

function range(values: readonly number[], digits: number): string {
  if (values.length < 2) return ''
  return ` (${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)})`
}

function ratio(value: number | undefined, to: number | undefined): string {
  return value === undefined || to === undefined || !Number.isFinite(to) ? '' : `**${(value / to).toFixed(2)}×**`
}

function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)} %`
}

function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? '' : (bytes / 1e6).toFixed(0)
}
