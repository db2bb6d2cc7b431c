import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import type { SplitName } from '../../shared/training/dataset'
import { balancedPart } from './balanced-part'
import { type FoundDataset, findDataset, pathOf } from './catalogue'
import type { Dataset, Split } from './dataset'
import { type Idx, readIdx } from './idx'
import { labelledImages, labelsAt, pick } from './labelled-images'
import { describeManifest, type Manifest } from './manifest'
import type { DataPlaces } from './places'
import { type SplitSizes, withSizes } from './split-sizes'

/**
 * Reads a data set whose files have the checksums of its dataset.json.
 * @param sizes class-balanced parts of the splits: the first k images of every class, in stored order
 * @returns images of 0 to 255, [count, height, width, channels]; fails where a file is missing, damaged or another one
 */
export async function loadDataset(
  places: DataPlaces,
  name: string,
  sizes: SplitSizes = {},
): Promise<Result<Dataset, Failure>> {
  const found = findDataset(places, name)
  if (!found.ok) return found
  const { manifest } = found.value
  const description = withSizes(describeManifest(manifest), sizes)
  if (!description.ok) return description
  const files = await readFiles(found.value)
  if (!files.ok) return files

  const split = (name: SplitName) => takeSplit(manifest, files.value, name, description.value.sizes[name])
  const train = split('train')
  if (!train.ok) return train
  const validation = split('validation')
  if (!validation.ok) return validation
  const test = split('test')
  if (!test.ok) return test
  return ok({
    description: description.value,
    splits: { train: train.value, validation: validation.value, test: test.value },
  })
}

type Files = ReadonlyMap<string, Idx>

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

  const classes = manifest.classes.length
  const stored = labelledImages(images, labels, manifest.image, classes)
  if (!stored.ok) return stored
  const whole = balancedPart(stored.value.labels, classes, source.size, source.take)
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
