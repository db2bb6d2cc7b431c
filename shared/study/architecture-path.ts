import { err, ok, type Result } from '../result'
import { quote } from './schema-problems'

/** Whether the word by which a study names its architecture means a file, and not one of the registered names. */
export function namesFile(word: string): boolean {
  return /[/\\]/.test(word) || YAML_ENDING.test(word)
}

const YAML_ENDING = /\.ya?ml$/i

/**
 * The path of an architecture file from the study's folder, in one way of writing it; or the sentence that says why it
 * cannot be one. The file is frozen under that path in the folder of the study's run, so it leaves neither folder, and
 * does not lie where the run keeps files of its own.
 */
export function architecturePath(word: string): Result<string, string> {
  const refused = (why: string): Result<string, string> => err(`${quote(word)} ${why}`)
  if (word.includes('\\'))
    return refused('cannot be the path of an architecture file: folders are parted by /, on every system.')
  if (word.startsWith('/') || /^[A-Za-z]:/.test(word))
    return refused(
      'is an absolute path: the file of an architecture is named from the study’s folder, such as nets/mine.yaml.',
    )
  const steps: string[] = []
  for (const step of word.split('/')) {
    if (step === '..' && steps.pop() === undefined)
      return refused(
        'leads out of the study’s folder: the file of an architecture lies in that folder or below it, so that a study can be ' +
          'taken elsewhere whole. Copy it there.',
      )
    if (step !== '' && step !== '.' && step !== '..') steps.push(step)
  }
  const path = steps.join('/')
  if (!YAML_ENDING.test(path))
    return refused('is no architecture file: its name ends in .yaml or .yml. Registered names have no / in them.')
  if (OWN.includes(steps[0]?.toLowerCase() ?? ''))
    return refused(
      `lies where the folder of a run has its own (${OWN.join(', ')}): give the file another name or folder, such as nets/mine.yaml.`,
    )
  return ok(path)
}

/** What a run's folder holds by itself, see main/store/study-folder.ts. */
const OWN: readonly string[] = [
  'study.yaml',
  'plan.json',
  'registration.json',
  'journal.jsonl',
  'runner.lock',
  'trials',
  'report',
]
