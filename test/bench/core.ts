import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { descriptionText } from '../../main/cli/commands/describe'
import { analyseFolder } from '../../main/study/analyse-folder'
import { applyEdits } from '../../shared/ablation/edit'
import { scalingWidths } from '../../shared/ablation/widths'
import type { Architecture } from '../../shared/architecture/architecture'
import { buildLayerGraph } from '../../shared/architecture/build-graph'
import { googlenet } from '../../shared/architecture/googlenet'
import { googlenetTorchvision } from '../../shared/architecture/googlenet-torchvision'
import type { LayerGraph } from '../../shared/architecture/layer-graph'
import { describe } from '../../shared/cost/describe'
import { predictTraining } from '../../shared/cost/predict-training'
import { ASSUMED_SPEED } from '../../shared/cost/trial-time'
import { diffGraphs } from '../../shared/diff/diff-graphs'
import { diffTree } from '../../shared/diff/diff-tree'
import { median } from '../../shared/statistics/sample'
import { LARGE, largeStudy } from './large-study'
import type { CoreTime } from './results'
import { SAMPLE } from './study-folder'

/** Something that a person waits for, without any training. */
interface Work {
  readonly what: string
  /** Milliseconds that the median shall stay below. */
  readonly aim?: number
  readonly warmUps: number
  readonly repetitions: number
  readonly run: () => unknown
}

/** Until the machine code of what is called is there. */
const IN_PROCESS = { warmUps: 20, repetitions: 50 }
/** A process has nothing to warm up but the system's cache of its files. */
const AS_COMMAND = { warmUps: 1, repetitions: 10 }
const WHOLE_STUDY = { warmUps: 1, repetitions: 5 }

/** One row a line of docs/performance.md: what else is to be watched is one more row. */
function works(root: string): readonly Work[] {
  const cli = join(root, 'out', 'main', 'cli.js')
  const [paper, torchvision] = [graphOf(googlenet), graphOf(googlenetTorchvision)]
  const halved = graphOf(applyEdits(googlenet, scalingWidths(googlenet, 0.5)))
  const large = largeStudy(readFileSync(join(root, SAMPLE), 'utf8'), root)
  const size = `${LARGE.trials.toLocaleString('en')} trials of ${LARGE.epochs} epochs`
  return [
    { what: 'describe googlenet: graph, costs, text', aim: 300, ...IN_PROCESS, run: () => described(googlenet) },
    { what: 'ablate describe googlenet', ...AS_COMMAND, run: () => command(cli, 'describe', 'googlenet') },
    {
      what: 'ablate describe googlenet --json',
      ...AS_COMMAND,
      run: () => command(cli, 'describe', 'googlenet', '--json'),
    },
    { what: 'node -e 0', ...AS_COMMAND, run: () => command('-e', '0') },
    {
      what: `diff of googlenet (${paper.layers.length} layers) and googlenet-torchvision (${torchvision.layers.length})`,
      aim: 10,
      ...IN_PROCESS,
      run: () => diffGraphs(paper, torchvision),
    },
    {
      what: `diff of googlenet (${paper.layers.length} layers) and the same at half its width (${halved.layers.length})`,
      aim: 10,
      ...IN_PROCESS,
      run: () => diffGraphs(paper, halved),
    },
    {
      what: 'diff of googlenet and googlenet-torchvision, with the costs of every part',
      ...IN_PROCESS,
      run: () => diffTree(paper, torchvision),
    },
    {
      what: 'ablate diff googlenet googlenet-torchvision',
      ...AS_COMMAND,
      run: () => command(cli, 'diff', 'googlenet', 'googlenet-torchvision'),
    },
    { what: `analysis of ${size}, read from their files`, aim: 2000, ...WHOLE_STUDY, run: () => analysed(large) },
    { what: `ablate analyze, ${size}`, aim: 2000, ...WHOLE_STUDY, run: () => command(cli, 'analyze', large) },
    { what: `ablate report, ${size}`, aim: 5000, ...WHOLE_STUDY, run: () => command(cli, 'report', large) },
  ]
}

/** What a person waits for who asks without training anything: in this process after a warm-up, and as whole commands. */
export function measureCore({
  root,
  say,
}: {
  readonly root: string
  readonly say: (text: string) => void
}): CoreTime[] {
  return works(root).map(({ what, aim, warmUps, repetitions, run }) => {
    for (let time = 0; time < warmUps; time += 1) run()
    const milliseconds = Array.from({ length: repetitions }, () => {
      const started = performance.now()
      run()
      return performance.now() - started
    })
    say(`  ${what}: ${median(milliseconds).toFixed(2)} ms`)
    return { what, ...(aim !== undefined && { aim }), milliseconds }
  })
}

/** All that `ablate describe` does but to find the name and print. */
function described(architecture: Architecture): string {
  const graph = graphOf(architecture)
  return descriptionText(architecture, describe(architecture, graph, predictTraining(graph, ASSUMED_SPEED)))
}

function analysed(folder: string): void {
  const found = analyseFolder(folder)
  if (!found.ok) throw new Error(found.error.message)
}

function graphOf(architecture: Architecture): LayerGraph {
  const graph = buildLayerGraph(architecture, architecture)
  if (!graph.ok) throw new Error(graph.error.message)
  return graph.value
}

function command(...args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}:\n${stderr}`)
}
