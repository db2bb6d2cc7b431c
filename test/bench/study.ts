import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { mean } from '../../shared/statistics/sample'
import { ENGINE, type Framework, type Programs, pythonEnvironment } from './contestants'
import { watchMemory } from './process-memory'
import { startProgram } from './program'
import type { StudyRun, StudyTimes } from './results'
import { SAMPLE, SAMPLE_TRIALS, sampleSize, sampleStudy, writeStudy } from './study-folder'

interface StudySettings {
  readonly root: string
  readonly programs: Programs
  readonly folder: string
  readonly trials: number
  readonly peers: readonly Framework[]
  readonly rounds: number
  readonly processPerTrial: boolean
  readonly say: (text: string) => void
}

/** One way to run the study: what is started, and where its trials' last accuracies are found. */
interface Way {
  readonly contestant: string
  readonly title: string
  readonly commands: readonly (readonly string[])[]
  readonly env: NodeJS.ProcessEnv
  readonly accuracies: () => readonly number[]
}

const TITLES = { keras: 'Keras script', torch: 'PyTorch script' }

/** The sample study from a cold start to results, way by way, round by round. */
export async function measureStudy(settings: StudySettings): Promise<StudyTimes> {
  const folder = join(settings.folder, 'study')
  const source = sampleStudy(readFileSync(join(settings.root, SAMPLE), 'utf8'), sampleSize(settings.trials))
  const { length: trials } = (await writeStudy(folder, source, settings.root)).trials
  const ways = [ownWay(settings, folder), ...settings.peers.map((peer) => peerWay(peer, settings, folder, trials))]
  const runs = new Map<Way, StudyRun>()
  for (let round = 0; round < settings.rounds; round += 1) {
    for (const way of ways) {
      const { seconds, peakBytes } = await timed(way, settings.root)
      const accuracies = way.accuracies()
      if (accuracies.length !== trials) throw new Error(`${way.title} gave ${accuracies.length} of ${trials} results`)
      settings.say(`  ${way.title}: ${seconds.toFixed(1)} s, accuracy ${mean(accuracies).toFixed(3)} on average`)
      runs.set(way, {
        contestant: way.contestant,
        title: way.title,
        seconds: [...(runs.get(way)?.seconds ?? []), seconds],
        ...(peakBytes === undefined ? {} : { peakBytes }),
        meanAccuracy: mean(accuracies),
      })
    }
  }
  return { trials, of: SAMPLE_TRIALS, runs: [...runs.values()] }
}

function ownWay({ root }: StudySettings, folder: string): Way {
  const out = join(folder, 'own')
  const cli = join(root, 'out', 'main', 'cli.js')
  return {
    contestant: ENGINE,
    title: 'ablate run',
    commands: [[process.execPath, cli, 'run', join(folder, 'study.yaml'), '--out', out, '--json']],
    env: process.env,
    accuracies: () => {
      const found = readdirSync(join(out, 'trials')).map((trial) => {
        const { curve } = JSON.parse(readFileSync(join(out, 'trials', trial, 'result.json'), 'utf8'))
        return curve.at(-1).validation.accuracy as number
      })
      // The next round begins from nothing.
      rmSync(out, { recursive: true, force: true })
      return found
    },
  }
}

function peerWay(peer: Framework, { programs, processPerTrial }: StudySettings, folder: string, trials: number): Way {
  const script = [programs.python(peer), join(programs.scripts, `study_${peer}.py`), folder]
  const results = processPerTrial
    ? Array.from({ length: trials }, (_, trial) => join(folder, `${peer}-${trial}.json`))
    : [join(folder, `${peer}.json`)]
  return {
    contestant: peer,
    title: `${TITLES[peer]}, ${processPerTrial ? 'one process a trial' : 'one process'}`,
    commands: results.map((result, trial) => [...script, result, ...(processPerTrial ? [String(trial)] : [])]),
    env: pythonEnvironment(),
    accuracies: () =>
      results.flatMap((result) => {
        const trained: readonly { accuracy: number }[] = JSON.parse(readFileSync(result, 'utf8'))
        rmSync(result)
        return trained.map(({ accuracy }) => accuracy)
      }),
  }
}

async function timed({ title, commands, env }: Way, cwd: string): Promise<{ seconds: number; peakBytes?: number }> {
  const started = performance.now()
  const peaks: (number | undefined)[] = []
  for (const [program = '', ...args] of commands) {
    const { pid, ended } = startProgram(title, program, args, { cwd, env })
    const memory = watchMemory(pid)
    await ended
    peaks.push(memory.end())
  }
  const seconds = (performance.now() - started) / 1000
  const known = peaks.filter((peak) => peak !== undefined)
  return known.length === 0 ? { seconds } : { seconds, peakBytes: Math.max(...known) }
}
