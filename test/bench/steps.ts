import { type Contestant, startContestant } from './contestant-process'
import { CONTESTANTS, type ContestantKind, ENGINE, type Programs } from './contestants'
import type { BenchNetwork } from './networks'
import type { Cell, Entry } from './results'

export interface CellSettings {
  readonly programs: Programs
  readonly network: BenchNetwork
  /** What `writeNetwork` filled. */
  readonly folder: string
  readonly batch: number
  readonly towers: number
  readonly peers: readonly string[]
  readonly rounds: number
  readonly slot: number
}

/** Steps made before anything is measured: caches, memory pools and lazily compiled code settle. */
const WARM_UP_SECONDS = 0.5

interface Started {
  readonly kind: ContestantKind
  readonly contestant: Contestant
  readonly steps: number
  readonly imagesPerSecond: number[]
}

/** All contestants on one network at one batch: each started once, then measured in turn, round by round. */
export async function measureCell(settings: CellSettings): Promise<Cell> {
  const { network, batch, towers, rounds } = settings
  const failures: Record<string, string> = {}
  const started: Started[] = []
  try {
    for (const kind of CONTESTANTS) {
      if (kind.name !== ENGINE && !settings.peers.includes(kind.name)) continue
      if (kind.only?.at(network, batch) === false) continue
      try {
        started.push(await start(kind, settings))
      } catch (error) {
        failures[kind.name] = error instanceof Error ? error.message : String(error)
      }
    }
    for (let round = 0; round < rounds; round += 1) {
      // Every other round backwards, so that none always runs after the same one.
      for (const { contestant, steps, imagesPerSecond } of round % 2 === 0 ? started : started.toReversed()) {
        imagesPerSecond.push((steps * batch) / (await contestant.run(steps)))
      }
    }
    const entries = started.map(entryOf)
    Object.assign(failures, disagreements(entries))
    return { network: network.name, title: network.title, input: [...network.input], batch, towers, entries, failures }
  } finally {
    for (const { contestant } of started) await contestant.end()
  }
}

async function start(kind: ContestantKind, settings: CellSettings): Promise<Started> {
  const contestant = await startContestant(kind.command(settings.programs, settings))
  const warmUp = await settle(contestant)
  const steps = Math.max(1, Math.round(settings.slot / warmUp))
  return { kind, contestant, steps, imagesPerSecond: [] }
}

/** @returns the seconds of a step, from the last of some doublings of the number of steps. */
async function settle(contestant: Contestant): Promise<number> {
  let passed = 0
  for (let steps = 1; ; steps *= 2) {
    const seconds = await contestant.run(steps)
    passed += seconds
    if (passed >= WARM_UP_SECONDS) return seconds / steps
  }
}

function entryOf({ kind, contestant, steps, imagesPerSecond }: Started): Entry {
  const { parameters, losses, versions, device } = contestant.ready
  const { startSeconds } = contestant
  const peakBytes = contestant.peakBytes()
  return {
    contestant: kind.name,
    parameters,
    losses,
    startSeconds,
    steps,
    imagesPerSecond,
    ...(peakBytes === undefined ? {} : { peakBytes }),
    versions,
    device,
  }
}

/** How far losses may lie apart, relative to their size: the second and third have gone through one update and two. */
const TOLERANCES = [1e-4, 1e-3, 1e-2]

/** Contestants that train another network than this engine: not as many parameters, or other losses. */
export function disagreements(entries: readonly Entry[]): Record<string, string> {
  const own = entries.find(({ contestant }) => contestant === ENGINE)
  const found: Record<string, string> = {}
  for (const { contestant, parameters, losses } of own ? entries : []) {
    if (parameters !== own?.parameters) {
      found[contestant] = `has ${parameters} parameters, this engine ${own?.parameters}`
      continue
    }
    const step = TOLERANCES.findIndex((tolerance, index) => !close(losses[index], own.losses[index], tolerance))
    if (step >= 0) found[contestant] = `loss of step ${step + 1} is ${losses[step]}, this engine’s ${own.losses[step]}`
  }
  return found
}

function close(a = Number.NaN, b = Number.NaN, tolerance = 0): boolean {
  return Math.abs(a - b) <= tolerance * Math.max(Math.abs(b), 1)
}
