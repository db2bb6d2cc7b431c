import { environmentFailure, type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import type { DatasetDescription, SplitName } from '../../shared/training/dataset'
import { balancedPart } from './balanced-part'
import { type FoundDataset, findDataset, pathOf } from './catalogue'
import { type Dataset, type ReadSplit, SPLIT_NAMES, type Split } from './dataset'
import { type Idx, readIdx } from './idx'
import { labelledImages, labelsAt, pick } from './labelled-images'
import { describeManifest, type Manifest } from './manifest'
import type { DataPlaces } from './places'
import { semiSyntheticSplit } from './semi-synthetic'
import { type SplitSizes, withSizes } from './split-sizes'
import { readStoredSplit } from './stored-split'

export interface LoadOptions {
  /**
   * Splits of added sets up to this many bytes are read into memory; larger ones stay on the disk, and batches are read from
   * there.
   */
  readonly residentBytes: number
}

/**
 * Reads a data set whose files have the checksums of its dataset.json.
 * @param sizes class-balanced parts of the splits: the first k images of every class, in stored order
 * @returns images of 0 to 255, [count, height, width, channels], in memory unless a budget is told; fails where a file is
 *   missing, damaged or another one
 */
export async function loadDataset(
  places: DataPlaces,
  name: string,
  sizes?: SplitSizes,
): Promise<Result<Dataset, Failure>>
export async function loadDataset(
  places: DataPlaces,
  name: string,
  sizes: SplitSizes,
  options: LoadOptions,
): Promise<Result<Dataset<Split | ReadSplit>, Failure>>
export async function loadDataset(
  places: DataPlaces,
  name: string,
  sizes: SplitSizes = {},
  { residentBytes }: LoadOptions = { residentBytes: Number.POSITIVE_INFINITY },
): Promise<Result<Dataset<Split | ReadSplit>, Failure>> {
  const found = findDataset(places, name)
  if (!found.ok) return found
  const { manifest, folder, home } = found.value
  const description = withSizes(describeManifest(manifest), sizes)
  if (!description.ok) return description
  const size = description.value.sizes
  if (home === 'added')
    return joined(description.value, (split) =>
      readStoredSplit(manifest, folder, split, size[split], { residentBytes }),
    )
  const generated = manifest.generated
  const files = generated ? await generateFiles(places, generated, manifest) : await readFiles(found.value)
  if (!files.ok) return files
  return joined(description.value, (split) => takeSplit(manifest, files.value, split, size[split]))
}

/** The three splits, or the first of them that fails. */
function joined(
  description: DatasetDescription,
  read: (split: SplitName) => Result<Split | ReadSplit, Failure>,
): Result<Dataset<Split | ReadSplit>, Failure> {
  const train = read('train')
  if (!train.ok) return train
  const validation = read('validation')
  if (!validation.ok) return validation
  const test = read('test')
  if (!test.ok) return test
  return ok({ description, splits: { train: train.value, validation: validation.value, test: test.value } })
}

type Files = ReadonlyMap<string, Idx>

/** The files that a generated set would fill: made in memory from the splits of the set it comes from. */
async function generateFiles(
  places: DataPlaces,
  { from, seed }: NonNullable<Manifest['generated']>,
  manifest: Manifest,
): Promise<Result<Files, Failure>> {
  const source = await loadDataset(places, from)
  if (!source.ok) return source
  const files = new Map<string, Idx>()
  for (const split of SPLIT_NAMES) {
    const { images, labels } = semiSyntheticSplit(source.value, split, seed)
    files.set(manifest.splits[split].images, images)
    files.set(manifest.splits[split].labels, labels)
  }
  for (const [file, sha256] of Object.entries(manifest.sha256)) {
    if (files.get(file)?.sha256 === sha256) continue
    return err(
      environmentFailure(
        `${manifest.name} came out other than it was made first: ${file}, generated from ${from}, has another SHA-256 than ` +
          'its dataset.json notes; install the workbench again',
      ),
    )
  }
  return ok(files)
}

/** One after the other: no two are in memory packed and unpacked at once. */
async function readFiles({ manifest, folder }: FoundDataset): Promise<Result<Files, Failure>> {
  const files = new Map<string, Idx>()
  for (const [file, sha256] of Object.entries(manifest.sha256)) {
    const idx = await readIdx(pathOf(folder, file))
    if (!idx.ok) return idx
    if (idx.value.sha256 !== sha256) {
      return err(
        inputFailure(
          `${idx.value.file}: is not the file that ${manifest.name} consists of: its content, unpacked, has the SHA-256 ` +
            `${idx.value.sha256}, and ${sha256} is expected; copy it again`,
        ),
      )
    }
    files.set(file, idx.value)
  }
  return ok(files)
}

/** The split as dataset.json cuts it from its files, and of that the first `size` images. */
function takeSplit(manifest: Manifest, files: Files, name: SplitName, size: number): Result<Split, Failure> {
  const source = manifest.splits[name]
  const images = files.get(source.images)
  const labels = files.get(source.labels)
  if (images === undefined || labels === undefined) throw new Error(`no file of the ${name} split was read`)
  const { take } = source
  if (take !== 'first' && take !== 'last') throw new Error(`${manifest.name} is no added set, and takes ${take}`)

  const classes = manifest.classes.length
  const stored = labelledImages(images, labels, manifest.image, classes)
  if (!stored.ok) return stored
  const whole = balancedPart(stored.value.labels, classes, source.size, take)
  if (!whole.ok) {
    const { label, wanted, found } = whole.error
    return err(
      inputFailure(
        `${labels.file}: has ${found} images of class ${label} (${manifest.classes[label]}), and the ${name} split needs ${wanted}`,
      ),
    )
  }
  const part = balancedPart(labelsAt(stored.value, whole.value), classes, size, 'first')
  if (!part.ok) throw new Error(`${size} images do not fit into the ${name} split of ${source.size}`)
  const positions = part.value.map((position) => whole.value[position] ?? 0)
  return ok(pick(stored.value, positions, manifest.image))
}
