import { readdirSync, statSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import { cleanName, nameCleaner } from '../../shared/import/clean-name'
import { collectRuns } from '../../shared/import/collect-runs'
import type { ReadRuns } from '../../shared/import/imported-runs'
import { LIMITS } from '../../shared/import/limits'
import { guessPattern, type RunPattern } from '../../shared/import/run-pattern'
import { skipList } from '../../shared/import/skip-list'
import { err, ok, type Result } from '../../shared/result'
import { MalformedMessage } from '../store/wire-reader'
import type { Following } from './csv-file'
import { readEvent } from './event'
import { readTfRecords } from './tf-records'

/** A run's files, the earliest first: a run that was taken up again has several. */
interface RunFiles {
  /** The path of its folder, with slashes. */
  readonly run: string
  /** `validation` where a split has a folder of its own, as Keras makes them. */
  readonly split: string | undefined
  readonly files: readonly string[]
}

/** Whether a file is TensorBoard’s: its writers all name it so, and its readers look for that. */
export function isEventFile(name: string): boolean {
  return basename(name).includes('tfevents')
}

const SPLITS = ['train', 'validation', 'val', 'valid', 'test', 'eval']
/** Folders in folders; a log directory is no deeper. */
const MOST_DEEP = 12

/** The event files in a folder and below it; or the one that was named. Links are not followed. */
function eventFiles(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path]
  const found: string[] = []
  const look = (folder: string, depth: number): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.isFile() && isEventFile(entry.name)) found.push(join(folder, entry.name))
      else if (entry.isDirectory() && depth < MOST_DEEP) look(join(folder, entry.name), depth + 1)
    }
  }
  look(path, 1)
  return found
}

/** Files by the run they are of. @param root the folder that was named */
function runsOf(root: string, files: readonly string[]): readonly RunFiles[] {
  const byFolder = new Map<string, string[]>()
  for (const file of files) {
    const folder = relative(root, join(file, '..')).split(sep).join('/')
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), file])
  }
  return [...byFolder].map(([folder, own]) => {
    const parts = folder.split('/').map(cleanName)
    const last = parts.at(-1) ?? ''
    const split = parts.length > 1 && SPLITS.includes(last.toLowerCase()) ? last : undefined
    return { run: (split === undefined ? parts : parts.slice(0, -1)).join('/'), split, files: own }
  })
}

export interface TensorboardOptions extends Following {
  /** How names of runs are read, where a person said so. */
  readonly pattern: RunPattern | undefined
}

/**
 * Reads a folder of runs with TensorBoard’s event files, or several. What a run that was taken up again wrote anew replaces
 * what it had written before, as TensorBoard shows it.
 * @param roots folders, or event files
 * @returns the sentence why it cannot be used
 */
export async function readTensorboard(
  roots: readonly string[],
  { pattern: asked, signal, onBytes }: TensorboardOptions,
): Promise<Result<ReadRuns & { readonly files: readonly string[] }, string>> {
  const all = roots.flatMap((root) => {
    const files = eventFiles(root)
    return runsOf(statSync(root).isDirectory() ? root : join(root, '..', '..'), files)
  })
  const files = all.flatMap((own) => own.files)
  if (files.length === 0)
    return err(`${roots.join(', ')}: no event file of TensorBoard is there; their names hold tfevents.`)
  if (files.length > LIMITS.files) return err(`There are more than ${LIMITS.files.toLocaleString('en')} event files.`)
  const unnamed = all.find(({ run }) => run === '')
  if (unnamed)
    return err(
      `${unnamed.files[0]} lies in the folder that was named itself: a folder of run folders is expected, whose names say arm and seed, such as no-pooling/seed3.`,
    )
  const names = [...new Set(all.map(({ run }) => run))]
  const pattern = asked ?? guessPattern(names)
  const skipped = skipList()
  const clean = nameCleaner()
  const read = all.flatMap((own) => {
    const named = pattern.read(own.run)
    if (!named) skipped.add(`the run’s name is not of the form ${pattern.words}`, own.run)
    return named ? [{ ...own, named }] : []
  })
  const [first] = read
  if (!first) return err(`No run’s name is of the form ${pattern.words}: ${names.slice(0, 3).join(', ')}.`)
  const factors = Object.keys(first.named.levels)
  const wrong = factors.find((name) => name.length > LIMITS.letters)
  if (wrong !== undefined || factors.length > LIMITS.factors)
    return err(
      `The run ${first.run} names ${factors.length} factors; at most ${LIMITS.factors}, of ${LIMITS.letters} letters each, are taken.`,
    )
  const collector = collectRuns({
    factors,
    stepName: 'step',
    ofRepeated: 'last',
    placeWords: (place) => `event ${place}`,
  })
  let events = 0
  let growing = 0
  for (const { run, split, named, files: own } of read) {
    const levels = factors.map((name) => named.levels[name] ?? '')
    const plugins = new Map<string, string>()
    for (const file of own) {
      const name = relative(roots[0] ?? '', file)
      let full: string | undefined
      const records = await readTfRecords(
        file,
        (content, place) => {
          if (full !== undefined) return
          events += 1
          try {
            const { scalars, others } = readEvent(content, plugins)
            for (const tag of others) skipped.add('no number: an image, a histogram, a text', `${run}: ${tag}`)
            for (const { tag: written, step, value } of scalars) {
              const tag = clean(written)
              if (tag.length > LIMITS.letters)
                skipped.add(`a tag of more than ${LIMITS.letters} letters`, `${run}: ${tag}`)
              else
                full ??= collector.add({
                  levels,
                  seed: named.seed,
                  step,
                  metric: split === undefined ? tag : `${split}/${tag}`,
                  value,
                  place: events,
                })
            }
          } catch (error) {
            if (!(error instanceof MalformedMessage)) throw error
            skipped.add('no event: it is not what TensorBoard writes', `${name}, byte ${place}: ${error.message}`)
          }
        },
        { ...(signal && { signal }), ...(onBytes && { onBytes }) },
      )
      if (full !== undefined) return err(full)
      for (const place of records.damaged)
        skipped.add('damaged: its checksum is not that of its content', `${name}, byte ${place}`)
      for (const place of records.tooLarge)
        skipped.add(`a record of more than ${LIMITS.recordBytes / 1e6} MB`, `${name}, byte ${place}`)
      if (records.lostFrom !== undefined)
        skipped.add(
          'damaged: the length of a record is not what was written, and nothing after it can be found',
          `${name}, from byte ${records.lostFrom}`,
        )
      if (records.cutOff > 0 && records.records === 0) skipped.add('no event file: it has no whole record', name)
      else if (records.cutOff > 0) growing += 1
    }
  }
  const collected = collector.finish()
  if (!collected.ok) return collected
  const { runs, repeated, names: aliases } = collected.value
  if (runs.metrics.length === 0)
    return err(`${roots.join(', ')}: ${files.length} event files hold no number that was measured.`)
  const understood = [
    `runs: ${asked ? 'by the pattern' : 'taken for'} ${pattern.words}`,
    `metrics: by tag${all.some(({ split }) => split !== undefined) ? ', led by the split’s folder' : ''}`,
    ...aliases.map((name) => `not looked at: ${name}: it only names what others tell apart`),
    ...(growing > 0
      ? [
          `${growing} of ${files.length} files end within a record, as files do that are still written to: that record is left out`,
        ]
      : []),
  ]
  return ok({ runs, files, notes: { rows: events, understood, unusable: skipped.list(), repeated } })
}
