import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Architecture, Block, InceptionModule } from '../../shared/architecture/architecture'
import { miniGooglenetPlain } from '../../shared/architecture/mini-googlenet'
import type { Shape } from '../../shared/architecture/shape'
import { startContestant } from './contestant-process'
import { CONTESTANTS, ENGINE, type Programs } from './contestants'
import { writeNetwork } from './network-folder'
import type { BenchNetwork } from './networks'
import type { Growth } from './results'

interface Point {
  readonly axis: string
  readonly at: string
  readonly network: BenchNetwork
  readonly batch: number
  readonly workers?: number
}

const BATCH = 64
const SMALL: Shape = [28, 28, 1]

function variant(blocks: readonly Block[], input: Shape = SMALL): BenchNetwork {
  const architecture: Architecture = { ...miniGooglenetPlain, blocks, auxiliary: [] }
  return { name: 'growth', title: 'mini-GoogLeNet', architecture, input, classes: 10, small: true }
}

function widened(block: Block, factor: number): Block {
  const times = <T extends string>(width: number | T): number | T =>
    typeof width === 'number' ? width * factor : width
  if (block.kind === 'convolution') return { ...block, filters: times(block.filters) }
  if (block.kind !== 'inception') return block
  const module: InceptionModule = {
    ...block,
    conv1x1: times(block.conv1x1),
    reduce3x3: times(block.reduce3x3),
    conv3x3: times(block.conv3x3),
    reduce5x5: times(block.reduce5x5),
    conv5x5: times(block.conv5x5),
    poolProjection: times(block.poolProjection),
  }
  return module
}

/** The last module so many times. */
function deepened(blocks: readonly Block[], modules: number): readonly Block[] {
  const last = blocks.findLast((block) => block.kind === 'inception')
  return blocks.flatMap((block) =>
    block === last
      ? [block, ...Array.from({ length: modules - 3 }, (_, index) => ({ ...block, name: `module${index + 4}` }))]
      : [block],
  )
}

const { blocks } = miniGooglenetPlain
const base = variant(blocks)

const POINTS: readonly Point[] = [
  ...[1, 2, 4].map((factor) => ({
    axis: 'width',
    at: `×${factor}`,
    network: variant(blocks.map((block) => widened(block, factor))),
    batch: BATCH,
  })),
  ...[3, 6, 12].map((modules) => ({
    axis: 'depth',
    at: `${modules} modules`,
    network: variant(deepened(blocks, modules)),
    batch: BATCH,
  })),
  ...[16, 32, 64, 128, 256].map((batch) => ({ axis: 'batch', at: String(batch), network: base, batch })),
  ...[28, 56, 112].map((size) => ({
    axis: 'image size',
    at: `${size}×${size}`,
    network: variant(blocks, [size, size, 1]),
    batch: BATCH,
  })),
  ...[1, 2, 4].map((workers) => ({
    axis: 'workers',
    at: `${workers} of one thread`,
    network: base,
    batch: BATCH,
    workers,
  })),
]

interface GrowthSettings {
  readonly programs: Programs
  readonly folder: string
  readonly towers: number
  readonly slot: number
  readonly cores: number
  readonly say: (text: string) => void
}

/** This engine alone, along each axis of its smallest network; the middle of three measurements each. */
export async function measureGrowth(settings: GrowthSettings): Promise<readonly Growth[]> {
  const grown = new Map<string, Growth['points'][number][]>()
  for (const point of POINTS) {
    if ((point.workers ?? 1) > settings.cores) continue
    const found = await measurePoint(point, settings)
    settings.say(`  ${point.axis} ${point.at}: ${found.imagesPerSecond.toFixed(0)} images/s`)
    grown.set(point.axis, [...(grown.get(point.axis) ?? []), found])
  }
  return [...grown].map(([axis, points]) => ({ axis, points }))
}

async function measurePoint(
  { at, network, batch, workers }: Point,
  { programs, folder, towers, slot }: GrowthSettings,
): Promise<Growth['points'][number]> {
  const own = join(folder, 'growth')
  writeNetwork(own, network)
  const engine = CONTESTANTS.find(({ name }) => name === ENGINE)
  if (!engine) throw new Error('no engine among the contestants')
  const command = engine.command(programs, { folder: own, batch, towers: workers === undefined ? towers : 1 })
  const contestants = await Promise.all(Array.from({ length: workers ?? 1 }, () => startContestant(command)))
  try {
    const runAll = async (steps: number): Promise<number> => {
      const seconds = await Promise.all(contestants.map((contestant) => contestant.run(steps)))
      return Math.max(...seconds)
    }
    await runAll(3)
    const steps = Math.max(1, Math.round((slot * 3) / (await runAll(3))))
    const times = [await runAll(steps), await runAll(steps), await runAll(steps)].sort((a, b) => a - b)
    const peaks = contestants.map((contestant) => contestant.peakBytes())
    const known = peaks.filter((peak) => peak !== undefined)
    return {
      at,
      parameters: contestants[0]?.ready.parameters ?? 0,
      imagesPerSecond: (contestants.length * steps * batch) / (times[1] ?? Number.NaN),
      ...(known.length === peaks.length ? { peakBytes: known.reduce((sum, peak) => sum + peak, 0) } : {}),
    }
  } finally {
    for (const contestant of contestants) await contestant.end()
    rmSync(own, { recursive: true, force: true })
  }
}
