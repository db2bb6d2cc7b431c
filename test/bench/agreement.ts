import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { readResults } from '../../main/store/results'
import { userFolders } from '../../main/store/user-folders'
import { mean } from '../../shared/statistics/sample'
import type { StudyPlan } from '../../shared/study/plan'
import { type Programs, pythonEnvironment } from './contestants'
import { startProgram } from './program'
import type { Agreement } from './results'
import { SAMPLE, type SampleSize, sampleStudy, writeStudy } from './study-folder'

interface AgreementSettings extends SampleSize {
  readonly root: string
  readonly programs: Programs
  readonly say: (text: string) => void
}

/** Last validation accuracy of each of a plan's trials, in its order. */
type Accuracies = readonly number[]

/**
 * The sample study by this program and by Keras's script. Trained trials stay in this user's cache for as long as nothing
 * changes that decides them: a measurement that was stopped goes on with the trials that are missing.
 */
export async function measureAgreement(settings: AgreementSettings): Promise<Agreement> {
  const { root, arms, replicates, say } = settings
  const folder = join(userFolders().cache, 'bench', 'agreement')
  const source = sampleStudy(readFileSync(join(root, SAMPLE), 'utf8'), { arms, replicates })
  const plan = await writeStudy(folder, source, root)
  const own = await ownAccuracies(settings, folder, plan)
  say(`  ablate run: ${mean(own.accuracies).toFixed(4)} on average`)
  const keras = await kerasAccuracies(settings, folder, plan)
  say(`  Keras: ${mean(keras.accuracies).toFixed(4)} on average`)
  return {
    date: new Date().toISOString(),
    own: own.versions,
    keras: keras.versions,
    arms: plan.arms.map(({ id, label }) => {
      const ofArm = (accuracies: Accuracies): number[] =>
        plan.trials.flatMap(({ arm }, index) => (arm === id ? (accuracies[index] ?? []) : []))
      return { label, own: ofArm(own.accuracies), keras: ofArm(keras.accuracies) }
    }),
  }
}

interface Trained {
  readonly accuracies: Accuracies
  readonly versions: string
}

/** As it is called by default, one worker a core; it goes on by itself. */
async function ownAccuracies({ root }: AgreementSettings, folder: string, plan: StudyPlan): Promise<Trained> {
  const built = join(root, 'out', 'main')
  const own = freshFolder(join(folder, 'own'), [join(folder, 'study.json'), ...filesIn(built)])
  const study = join(own, 'study')
  const args = [join(built, 'cli.js'), 'run', join(folder, 'study.yaml'), '--out', study, '--json']
  // What it learns of this machine's speed stays out of the user's: others may be at work beside it.
  const env = { ...process.env, XDG_CACHE_HOME: join(own, 'cache') }
  await startProgram('ablate run', process.execPath, args, { cwd: root, env }).ended
  const results = readResults(
    study,
    plan.trials.map(({ id }) => id),
  )
  if (!results.ok) throw new Error(results.error.message)
  const accuracies = results.value.map(({ curve }) => curve.at(-1)?.validation.accuracy ?? Number.NaN)
  if (accuracies.length !== plan.trials.length) throw new Error(`${accuracies.length} of ${plan.trials.length} results`)
  return { accuracies, versions: `TensorFlow ${results.value[0]?.environment.tensorflow}` }
}

/** A process for each trial, so that every one that has ended is kept. */
async function kerasAccuracies(
  { root, programs, say }: AgreementSettings,
  folder: string,
  plan: StudyPlan,
): Promise<Trained> {
  const scripts = ['study_keras.py', 'study_file.py', 'keras_network.py', 'network_file.py', 'requirements-keras.txt']
  const [script = '', ...others] = scripts.map((name) => join(programs.scripts, name))
  const own = freshFolder(join(folder, 'keras'), [join(folder, 'study.json'), script, ...others])
  const accuracies: number[] = []
  for (const [index, { arm, replicate }] of plan.trials.entries()) {
    const result = join(own, `trial-${index}.json`)
    if (!existsSync(result)) {
      const args = [script, folder, result, String(index)]
      await startProgram('Keras script', programs.python('keras'), args, { cwd: root, env: pythonEnvironment() }).ended
    }
    const [trained]: readonly { accuracy: number }[] = JSON.parse(readFileSync(result, 'utf8'))
    if (!trained) throw new Error(`${result} holds no trial`)
    say(`  Keras, ${arm}, seed ${replicate}: ${trained.accuracy.toFixed(4)} (${index + 1} of ${plan.trials.length})`)
    accuracies.push(trained.accuracy)
  }
  const requirements = readFileSync(join(programs.scripts, 'requirements-keras.txt'), 'utf8')
  const versions = requirements.trim().split('\n').toReversed().join(', ').replaceAll('==', ' ')
  return { accuracies, versions: versions.replace('tensorflow-cpu', 'TensorFlow').replace('keras', 'Keras') }
}

/** A folder that holds nothing made from other sources. @param sources files, by whose content it is told */
function freshFolder(folder: string, sources: readonly string[]): string {
  const stamp = join(folder, 'made-from.txt')
  const hash = createHash('sha256')
  for (const file of sources) hash.update(readFileSync(file))
  const wanted = hash.digest('hex')
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    writeFileSync(stamp, wanted)
  }
  return folder
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .toSorted()
}
