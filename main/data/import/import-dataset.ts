import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Shape } from '../../../shared/architecture/shape'
import { type Failure, inputFailure } from '../../../shared/failure'
import { err, ok, type Result } from '../../../shared/result'
import type { SplitName } from '../../../shared/training/dataset'
import { addedNames, datasetNames } from '../catalogue'
import { SPLIT_NAMES } from '../dataset'
import { describeManifest, MANIFEST_FILE, Manifest } from '../manifest'
import type { DataPlaces } from '../places'
import { hashFile, readStoredHeader, type StoredFile } from '../stored-file'
import { noteVerified } from '../verified'
import { planSplits, type SplitPlan, type SplitShares, shareOut } from './assign-splits'
import { createDraft } from './draft-folder'
import { createImageFile, type ImageFile, integerFile } from './image-file'
import { composeReport, type ImportReport } from './import-report'
import { openSource } from './open-source'
import { FORMAT_TITLES, type Format, type Source } from './source'
import { type AskedShape, chooseShape, type Survey, survey } from './survey'
import { type Taken, takeImages } from './take-images'
import { refuse, unusable } from './unusable'

/** What a person asks for. */
export interface ImportRequest extends AskedShape {
  readonly path: string
  readonly name: string
  readonly format: Format | undefined
  /** Which of several labels. */
  readonly label: string | undefined
  readonly shares: SplitShares | undefined
  readonly seed: number
  readonly duplicates: 'skip' | 'keep'
  readonly title: string | undefined
  readonly licence: string | undefined
  readonly source: string | undefined
  /** Where the source tells none. */
  readonly classNames: readonly string[] | undefined
  /** Looks at everything and writes nothing that stays. */
  readonly dryRun: boolean
}

export type ImportStage = 'unpacking' | 'looking' | 'taking' | 'checking'

export interface ImportOptions {
  /** Ends the import; what was written is removed, and the signal's reason thrown. */
  readonly signal: AbortSignal
  /** Told what was found, before images are taken. */
  readonly onSurvey: (survey: Survey, shape: Shape, splits: string) => void
  /** @param total images altogether, where that is known by now */
  readonly onProgress: (stage: ImportStage, done: number, total: number | undefined) => void
}

/** A name of a data set, and of the folder that it goes to. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/** Letters of a class's name that are kept. */
const LONGEST_CLASS = 200

/** Says why a new data set cannot have this name. */
function nameProblem(places: DataPlaces, name: string): string | undefined {
  if (!NAME.test(name))
    return `${JSON.stringify(name.slice(0, 80))} cannot be the name of a data set: letters, digits, dots, dashes and underscores are allowed, 64 at most.`
  if (addedNames(places).includes(name))
    return `There is a data set ${name} already, in ${join(places.user, name)}. Choose another --name, or delete that folder.`
  if (datasetNames(places).includes(name) || existsSync(join(places.user, name)))
    return `${name} is the name of a data set that the workbench knows. Choose another --name.`
  return undefined
}

/**
 * Reads a data set of another format and keeps it among the user's. Memory is bounded by one image, or one group of rows, and some
 * 100 bytes for each image. Whole or not at all: it is put together beside, and renamed.
 * @param reserved whether the name belongs to the set that is imported: that of a public one
 */
export async function importDataset(
  places: DataPlaces,
  request: ImportRequest,
  options: ImportOptions,
  reserved = false,
): Promise<Result<ImportReport, Failure>> {
  const problem = reserved ? undefined : nameProblem(places, request.name)
  if (problem !== undefined) return err(inputFailure(problem))
  if (!existsSync(request.path))
    return err(inputFailure(`${request.path} is not there. Give the path of a file or folder.`))
  try {
    const draft = await createDraft(places.user, request.name)
    try {
      const report = await fillDraft(draft.path, request, options)
      if (request.dryRun) return ok(report)
      if (!(await draft.publish(request.name)))
        return err(
          inputFailure(
            `There is something in ${join(places.user, request.name)} by now. Choose another --name, or delete it.`,
          ),
        )
      return ok({ ...report, folder: join(places.user, request.name) })
    } finally {
      await draft.remove()
    }
  } catch (error) {
    options.signal.throwIfAborted()
    return err(unusable(error, join(places.user, request.name)))
  }
}

async function fillDraft(
  folder: string,
  request: ImportRequest,
  { signal, onSurvey, onProgress }: ImportOptions,
): Promise<ImportReport> {
  const { path, label, format, classNames } = request
  const unpacked = join(folder, 'unpacked')
  const unpackFolder = async (): Promise<string> => {
    onProgress('unpacking', 0, undefined)
    await mkdir(unpacked)
    return unpacked
  }
  const opened = await openSource(path, { label, format, signal, unpackFolder })
  const source: Source = { ...opened, classes: opened.classes ?? classNames }
  let looked = 0
  const found = await survey(source, () => onProgress('looking', ++looked, undefined))
  if (found.images === 0)
    refuse(`${path}: ${FORMAT_TITLES[found.format]}: holds no image that can be used. ${firstSkipped(found)}`)
  if (found.classes.length < 2)
    refuse(`${path}: has images of one class alone, ${found.classes[0]}; two at least are needed`)
  if (classNames !== undefined && classNames.length < found.classes.length)
    refuse(`${path}: has ${found.classes.length} classes, and ${classNames.length} names were given`)
  const shape = chooseShape(found, request)
  if (!shape.ok) return refuse(`${path}: ${shape.error}.`)
  const plan = planSplits(
    found.splits.filter(({ images }) => images > 0).map(({ split }) => split ?? undefined),
    request.shares,
    request.seed,
  )
  if (!plan.ok) return refuse(`${path}: ${plan.error}.`)
  onSurvey(found, shape.value, plan.value.words)

  const files = new Map<SplitName | undefined, ImageFile>()
  try {
    const fileOf = (split: SplitName | undefined): ImageFile | undefined => {
      if (request.dryRun) return undefined
      const known = files.get(split)
      if (known !== undefined) return known
      const made = createImageFile(folder, `${split ?? 'all'}-images-idx4-ubyte`, shape.value)
      files.set(split, made)
      return made
    }
    const taken = await takeImages(source, {
      shape: shape.value,
      resize: request.size !== undefined,
      classes: found.classes.length,
      duplicates: request.duplicates,
      signal,
      keep: (split, pixels) => fileOf(split)?.add(pixels),
      onImage: (done) => onProgress('taking', done, found.images),
    })
    const splits = cutSplits(taken, plan.value, found.classes.length, request.seed)
    const empty = SPLIT_NAMES.find((name) => splits[name].images.length === 0)
    if (empty !== undefined)
      refuse(
        `${path}: nothing is left for the ${empty} split: ${taken.count} images were taken. Give more images, or other shares with --split.`,
      )
    for (const file of files.values()) file.finish()
    await rm(unpacked, { recursive: true, force: true })
    const manifest = request.dryRun
      ? undefined
      : await writeManifest(folder, { request, found, shape: shape.value, taken, splits, plan: plan.value, onProgress })
    return composeReport({
      request,
      found,
      shape: shape.value,
      taken,
      splits,
      plan: plan.value,
      dataset: manifest && describeManifest(manifest),
    })
  } finally {
    for (const file of files.values()) file.close()
  }
}

function firstSkipped({ skipped }: Survey): string {
  const [first] = skipped
  return first === undefined ? '' : `${first.count} were skipped; the first: ${first.examples[0]}.`
}

/** The images of a split: their numbers among all that were taken, and the group that they come from. */
export interface CutSplit {
  readonly from: SplitName | undefined
  readonly images: Uint32Array
}

function cutSplits(
  taken: Taken,
  { rules }: SplitPlan,
  classes: number,
  seed: number,
): Readonly<Record<SplitName, CutSplit>> {
  const cut: Record<SplitName, CutSplit> = {
    train: { from: undefined, images: new Uint32Array(0) },
    validation: { from: undefined, images: new Uint32Array(0) },
    test: { from: undefined, images: new Uint32Array(0) },
  }
  for (const { from, shares } of rules) {
    const images = taken.imagesOf(from)
    const labels = Uint16Array.from(images, (image) => taken.labelOf(image))
    const placeOf = shareOut(labels, classes, shares, seed)
    for (const [place, { split }] of shares.entries())
      cut[split] = { from, images: images.filter((_, index) => placeOf[index] === place) }
  }
  return cut
}

interface Written {
  readonly request: ImportRequest
  readonly found: Survey
  readonly shape: Shape
  readonly taken: Taken
  readonly splits: Readonly<Record<SplitName, CutSplit>>
  readonly plan: SplitPlan
  readonly onProgress: ImportOptions['onProgress']
}

/** Writes labels, rows and dataset.json; then reads everything back for the checksums. */
async function writeManifest(
  folder: string,
  { request, found, shape, taken, splits, plan, onProgress }: Written,
): Promise<Manifest> {
  const element = found.classes.length <= 256 ? 'uint8' : 'int16'
  const labelled = new Set<SplitName | undefined>()
  const names = new Set<string>()
  const write = async (name: string, bytes: Uint8Array): Promise<string> => {
    await writeFile(join(folder, name), bytes, { flag: 'wx' })
    names.add(name)
    return name
  }
  const sources: Partial<Record<SplitName, Manifest['splits'][SplitName]>> = {}
  for (const split of SPLIT_NAMES) {
    const { from, images } = splits[split]
    const group = from ?? 'all'
    const members = taken.imagesOf(from)
    const labels = `${group}-labels-idx1-ubyte`
    if (!labelled.has(from))
      await write(
        labels,
        integerFile(
          element,
          Array.from(members, (image) => taken.labelOf(image)),
        ),
      )
    labelled.add(from)
    const file = { images: `${group}-images-idx4-ubyte`, labels, size: images.length }
    names.add(file.images)
    if (images.length === members.length) sources[split] = { ...file, take: 'all' }
    else {
      const rows = await write(
        `${split}-rows-idx1-int`,
        integerFile(
          'int32',
          Array.from(images, (image) => taken.rowOf(image)),
        ),
      )
      sources[split] = { ...file, rows, take: 'listed' }
    }
  }
  const checked: Record<string, StoredFile & { sha256: string }> = {}
  let hashed = 0
  for (const name of [...names].sort()) {
    const stored = readStoredHeader(join(folder, name))
    if (!stored.ok) throw new Error(stored.error.message)
    const sha256 = hashFile(stored.value.file, (bytes) => {
      hashed += bytes
      onProgress('checking', hashed, undefined)
    })
    if (!sha256.ok) throw new Error(sha256.error.message)
    checked[name] = { ...stored.value, sha256: sha256.value }
  }
  const manifest = Manifest.parse({
    name: request.name,
    title: request.title ?? request.name,
    licence: request.licence ?? 'not stated',
    source: request.source ?? request.path,
    made: `Imported from ${FORMAT_TITLES[found.format]}; ${plan.words}; duplicates within a split: ${request.duplicates === 'skip' ? 'skipped' : 'kept'}.`,
    image: shape,
    classes: found.classes.map((name) => name.slice(0, LONGEST_CLASS)),
    splits: sources,
    sha256: Object.fromEntries(Object.entries(checked).map(([name, { sha256 }]) => [name, sha256])),
  })
  await writeFile(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`, { flag: 'wx' })
  noteVerified(folder, checked)
  return manifest
}
