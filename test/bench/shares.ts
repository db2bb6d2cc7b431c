import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import type { BenchNetwork } from './networks'
import { onednnTimes } from './onednn-verbose'
import type { Shares } from './results'

interface SharesSettings {
  readonly bundle: string
  readonly network: BenchNetwork
  readonly folder: string
  readonly batch: number
  readonly towers: number
  readonly steps: number
}

/** Where the time of this engine's steps goes, from one trial whose oneDNN primitives are logged. */
export function measureShares({ bundle, network, folder, batch, towers, steps }: SharesSettings): Shares {
  const result = join(folder, 'shares.json')
  const args = [join(bundle, 'engine-shares.js'), folder, ...[batch, towers, steps].map(String), result]
  const run = spawnSync(process.execPath, args, {
    env: { ...process.env, ONEDNN_VERBOSE: '1', DNNL_VERBOSE: '1' },
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  })
  if (run.status !== 0) throw new Error(`the shares of ${network.name} cannot be measured:\n${run.stderr}`)
  const { milliseconds, inside }: { milliseconds: number; inside: number } = JSON.parse(readFileSync(result, 'utf8'))
  const share = (part: number): number => part / (milliseconds * towers)
  const times = [...onednnTimes(run.stdout)].sort(([, a], [, b]) => b - a)
  return {
    network: network.name,
    batch,
    steps,
    millisecondsPerStep: milliseconds / steps,
    onednn: times.reduce((sum, [, time]) => sum + share(time), 0),
    primitives: times.map(([primitive, time]) => [primitive, share(time)]),
    runner: 1 - inside / milliseconds,
  }
}
