import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { median } from '../../shared/statistics/sample'
import { measureAgreement } from './agreement'
import { ENGINE, FRAMEWORKS, type Framework, type Programs } from './contestants'
import { measureCore } from './core'
import { handWrittenPart, performanceDocument } from './document'
import { measureGrowth } from './growth'
import { currentLoad, thisMachine } from './machine'
import { writeNetwork } from './network-folder'
import { type BenchNetwork, benchNetwork, NETWORK_NAMES } from './networks'
import { type BenchOptions, parseOptions } from './options'
import { installPeer } from './peers'
import { BENCH_SCHEMA, type BenchResults, type Cell, readResults, writeResults, writeWhole } from './results'
import { measureShares } from './shares'
import { measureCell } from './steps'
import { measureStudy } from './study'

/*
 * npm run bench. Works in the checkout's root; what it finds is written after every part, so a run that is stopped
 * leaves what it had.
 */

const say = (text: string): void => console.log(text)

async function main(options: BenchOptions): Promise<void> {
  const root = process.cwd()
  const files = outputFiles(options)
  if (options.document) return writeDocument(files, readResults(files.json))
  // What is measured on the CPU is measured there on a machine with a GPU too.
  if (options.device === 'cpu') process.env.CUDA_VISIBLE_DEVICES = '-1'

  const folder = mkdtempSync(join(tmpdir(), 'ablation-workbench-bench-'))
  try {
    const programs = preparePrograms(root, options)
    const onNetworks = options.parts.some((part) => part === 'step' || part === 'shares')
    const networks = onNetworks ? availableNetworks(options) : []
    let results = firstResults(options, files.json)
    const add = (more: Partial<BenchResults>): void => {
      results = { ...results, ...more }
      writeResults(files.json, results)
      writeDocument(files, results)
    }
    if (results.loadBefore > 0.5)
      say(`Other programs are busy here (load ${results.loadBefore.toFixed(2)}): expect noise`)

    for (const network of networks) {
      const own = join(folder, network.name)
      writeNetwork(own, network)
      for (const batch of options.parts.includes('step') ? options.batches : []) {
        say(`${network.name}, batch ${batch}`)
        const { towers, peers, rounds, slot } = options
        const cell = await measureCell({ programs, network, folder: own, batch, towers, peers, rounds, slot })
        tellCell(cell)
        requireDevice(cell, options)
        add({ cells: inOrder([...results.cells.filter((other) => !sameCell(other, cell)), cell]) })
      }
      if (options.parts.includes('shares') && options.device === 'cpu') {
        const shares = sharesOf(network, own, results.cells, programs, options)
        add({ shares: inOrder([...results.shares.filter((other) => !sameCell(other, shares)), shares]) })
      }
      rmSync(own, { recursive: true, force: true })
    }
    if (options.parts.includes('growth')) {
      say('growth')
      const { towers, slot } = options
      const { cores } = results.machine
      add({ growth: [...(await measureGrowth({ programs, folder, towers, slot, cores, say }))] })
    }
    if (options.parts.includes('study')) {
      say(`the sample study, ${options.trials} trials`)
      const { trials, studyPeers: peers, studyRounds: rounds, processPerTrial } = options
      add({ study: await measureStudy({ root, programs, folder, trials, peers, rounds, processPerTrial, say }) })
    }
    if (options.parts.includes('core')) {
      say('core')
      const date = new Date().toISOString()
      add({ core: { date, loadBefore: currentLoad(), times: measureCore({ root, say }) } })
    }
    if (options.parts.includes('agreement')) {
      const { arms, seeds } = options
      say(`accuracies against Keras’s, ${arms} arms with ${seeds} seeds each`)
      add({ agreement: await measureAgreement({ root, programs, arms, replicates: seeds, say }) })
    }
    add({ finished: new Date().toISOString() })
    say(`Written: ${files.json} and ${files.document}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Installs the peers that are asked for. */
function preparePrograms(root: string, options: BenchOptions): Programs {
  const scripts = join(root, 'test', 'bench', 'peers')
  const gpu = options.device === 'gpu' ? '-gpu' : ''
  const requirements = { keras: `keras${gpu}`, torch: 'torch' }
  const pythons = new Map<Framework, string>()
  const install = (framework: Framework): string => {
    const name = requirements[framework]
    const python = pythons.get(framework) ?? installPeer(name, join(scripts, `requirements-${name}.txt`), say)
    pythons.set(framework, python)
    return python
  }
  const inSteps = options.parts.includes('step') ? options.peers : []
  const inStudy = options.parts.includes('study') ? options.studyPeers : []
  const inAgreement: readonly Framework[] = options.parts.includes('agreement') ? ['keras'] : []
  for (const framework of FRAMEWORKS) {
    if ([...inSteps, ...inStudy, ...inAgreement].some((peer) => peer.startsWith(framework))) install(framework)
  }
  return { bundle: import.meta.dirname, scripts, python: install }
}

function availableNetworks({ networks }: BenchOptions): readonly BenchNetwork[] {
  return networks.flatMap((name) => {
    const network = benchNetwork(name)
    if (!network) say(`${name} is left out: its architecture is not in the registry`)
    return network ?? []
  })
}

interface Place {
  readonly network: string
  readonly batch: number
}

function sameCell(a: Place, b: Place): boolean {
  return a.network === b.network && a.batch === b.batch
}

function inOrder<T extends Place>(places: readonly T[]): T[] {
  const rank = ({ network }: Place): number => NETWORK_NAMES.indexOf(network)
  return places.toSorted((a, b) => rank(a) - rank(b) || a.batch - b.batch)
}

/** Nothing, or with `keep` what an earlier run found. */
function firstResults({ parts, rounds, device, keep }: BenchOptions, file: string): BenchResults {
  const earlier = keep && existsSync(file) ? readResults(file) : undefined
  const command = ['npm run bench', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' ')
  const { finished: _finished, ...kept } = earlier ?? {}
  // These parts say themselves when they were measured: the heading stays that of the others.
  const dated = parts.every((part) => part === 'agreement' || part === 'core')
  return {
    cells: [],
    shares: [],
    growth: [],
    ...kept,
    schema: BENCH_SCHEMA,
    started: new Date().toISOString(),
    command: earlier ? `${earlier.command}, then ${command}` : command,
    device: device === 'gpu' ? 'GPU' : 'CPU',
    machine: thisMachine(),
    loadBefore: currentLoad(),
    rounds,
    ...(earlier && dated && { started: earlier.started, loadBefore: earlier.loadBefore, rounds: earlier.rounds }),
  }
}

/** At the middle batch; as many steps as a long measurement has. */
function sharesOf(
  network: BenchNetwork,
  folder: string,
  cells: readonly Cell[],
  { bundle }: Programs,
  { batches, towers, slot }: BenchOptions,
) {
  const batch = batches[Math.floor((batches.length - 1) / 2)] ?? 64
  const cell = cells.find((one) => one.network === network.name && one.batch === batch)
  const measured = cell?.entries.find(({ contestant }) => contestant === ENGINE)
  const steps = Math.max(4, Math.round(2 * (measured?.steps ?? slot * 4)))
  const shares = measureShares({ bundle, network, folder, batch, towers, steps })
  const { onednn, runner } = shares
  say(`  oneDNN ${(100 * onednn).toFixed(1)} % of a step, runner ${(100 * runner).toFixed(2)} %`)
  return shares
}

function tellCell({ entries, failures }: Cell): void {
  for (const { contestant, imagesPerSecond, peakBytes = Number.NaN, startSeconds } of entries) {
    const speed = median(imagesPerSecond).toFixed(1).padStart(8)
    const memory = `${(peakBytes / 1e6).toFixed(0)} MB`.padStart(8)
    say(`  ${contestant.padEnd(16)}${speed} images/s${memory}  ready after ${startSeconds.toFixed(1)} s`)
  }
  for (const [contestant, why] of Object.entries(failures)) say(`  ${contestant}: ${why}`)
}

/** Figures of a CPU that are told for a GPU's would be worse than none. */
function requireDevice({ entries }: Cell, { device }: BenchOptions): void {
  const own = entries.find(({ contestant }) => contestant === ENGINE)
  if (device === 'gpu' && own?.device !== 'GPU') {
    throw new Error('This engine finds no GPU here: npm run setup:gpu, and npm run ablate -- doctor says more')
  }
}

interface OutputFiles {
  readonly json: string
  readonly document: string
}

function outputFiles({ out, device }: BenchOptions): OutputFiles {
  const name = device === 'gpu' ? 'performance-gpu' : 'performance'
  return { json: join(out, `${name}.json`), document: join(out, `${name}.md`) }
}

function writeDocument({ document }: OutputFiles, results: BenchResults): void {
  const earlier = existsSync(document) ? readFileSync(document, 'utf8') : ''
  writeWhole(document, performanceDocument(results, handWrittenPart(earlier)))
}

await main(parseOptions(process.argv.slice(2)))
