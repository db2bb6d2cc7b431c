import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { FRAMEWORKS, type Framework, PEERS } from './contestants'
import { NETWORK_NAMES } from './networks'

export const PARTS = ['step', 'shares', 'study', 'growth', 'core', 'agreement'] as const
export type Part = (typeof PARTS)[number]

/** Those that measure time: the accuracies take as long as all of them, and a quiet machine is nothing to them. */
const TIMED = PARTS.filter((part) => part !== 'agreement')

export interface BenchOptions {
  readonly parts: readonly Part[]
  readonly networks: readonly string[]
  readonly batches: readonly number[]
  readonly peers: readonly string[]
  readonly rounds: number
  /** Seconds that one measurement is to take, roughly. */
  readonly slot: number
  /** Of the sample study's. */
  readonly trials: number
  readonly studyRounds: number
  readonly studyPeers: readonly Framework[]
  /** One process a trial for the peers' scripts, instead of one for all. */
  readonly processPerTrial: boolean
  /** Arms of the sample study, and seeds of each, whose accuracies are held against Keras's. */
  readonly arms: number
  readonly seeds: number
  readonly towers: number
  readonly device: 'cpu' | 'gpu'
  /** Folder of performance.json and performance.md. */
  readonly out: string
  /** Keeps what an earlier run found and this one does not measure. */
  readonly keep: boolean
  /** Only writes performance.md anew from performance.json. */
  readonly document: boolean
}

const STUDY_TRIALS = [2, 4, 8, 16, 24]
const ARMS = [2, 4, 8]

export function parseOptions(args: readonly string[]): BenchOptions {
  const program = new Command('bench')
    .description('This engine against Keras, PyTorch and op-by-op tfjs-node: same networks, batches and machine.')
    .option('--parts <names>', PARTS.join(', '), among(PARTS), TIMED)
    .option('--networks <names>', NETWORK_NAMES.join(', '), among(NETWORK_NAMES), NETWORK_NAMES)
    .option('--batches <sizes>', 'images a step', wholeNumbers, [32, 64, 128])
    .option('--peers <names>', PEERS.join(', '), among(PEERS), PEERS)
    .option('--rounds <n>', 'measurements of every contestant in every cell, interleaved', wholeNumber, 5)
    .option('--slot <seconds>', 'about how long one measurement takes', Number, 0.6)
    .option('--trials <n>', `of the sample study: ${STUDY_TRIALS.join(', ')}`, trials, 24)
    .option('--study-rounds <n>', 'times that the study is run', wholeNumber, 1)
    .option('--study-peers <names>', 'keras, torch', among(FRAMEWORKS), FRAMEWORKS)
    .option('--process-per-trial', 'the peers’ study scripts are started anew for each trial', false)
    .option('--arms <n>', `of the sample study, held against Keras’s in agreement: ${ARMS.join(', ')}`, arms, 8)
    .option('--seeds <n>', 'of each of these arms, at least 2', seeds, 5)
    .option(
      '--towers <n>',
      'parts that this engine computes a batch in (default: one a core, at most 2; on a GPU 1)',
      wholeNumber,
    )
    .option('--device <kind>', 'cpu or gpu', device, 'cpu')
    .option('--out <folder>', 'where performance.json and performance.md go', 'docs')
    .option('--keep', 'keeps what an earlier run found and this one does not measure', false)
    .option('--document', 'only writes performance.md anew from performance.json', false)
    .addHelpText(
      'after',
      `\nagreement takes 25 minutes on two cores; one that was stopped goes on where it was.\nA quick look: npm run bench -- --rounds 1 --slot 0.1 --trials 2 --out ${join('test-results', 'bench')}`,
    )
  const given = program.parse([...args], { from: 'user' }).opts()
  const towers = given.device === 'gpu' ? 1 : Math.min(2, availableParallelism())
  return { towers, ...given } as BenchOptions
}

function among<T extends string>(allowed: readonly T[]) {
  return (text: string): readonly T[] => {
    const names = text === 'none' ? [] : text.split(',').map((name) => name.trim())
    return names.map((name) => {
      const found = allowed.find((candidate) => candidate === name)
      if (found === undefined) throw new InvalidArgumentError(`${name} is not one of ${allowed.join(', ')}; or none.`)
      return found
    })
  }
}

function wholeNumber(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('A whole number from 1 is expected.')
  return number
}

function wholeNumbers(text: string): readonly number[] {
  return text.split(',').map(wholeNumber)
}

function trials(text: string): number {
  if (!STUDY_TRIALS.includes(Number(text))) throw new InvalidArgumentError(`Allowed: ${STUDY_TRIALS.join(', ')}.`)
  return Number(text)
}

function arms(text: string): number {
  if (!ARMS.includes(Number(text))) throw new InvalidArgumentError(`Allowed: ${ARMS.join(', ')}.`)
  return Number(text)
}

/** One seed shows no spread. */
function seeds(text: string): number {
  const number = wholeNumber(text)
  if (number < 2) throw new InvalidArgumentError('A whole number from 2 is expected.')
  return number
}

function device(text: string): string {
  if (text !== 'cpu' && text !== 'gpu') throw new InvalidArgumentError('Allowed: cpu, gpu.')
  return text
}
