import { join } from 'node:path'
import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import type { SplitName } from '../../shared/training/dataset'
import { type FoundDataset, findDataset } from './catalogue'
import { SPLIT_NAMES } from './dataset'
import { countsOf } from './even-part'
import { loadDataset } from './load-dataset'
import type { DataPlaces } from './places'
import { hashFile, readStoredHeader, type StoredFile } from './stored-file'
import { openStoredSplit, readContent } from './stored-split'
import { noteVerified, otherContent } from './verified'

/** What was found right of a data set. */
export interface CheckedDataset {
  readonly name: string
  readonly files: number
  readonly bytes: number
  readonly sizes: Readonly<Record<SplitName, number>>
  /** The fewest and the most images that a class has, by split. */
  readonly perClass: Readonly<Record<SplitName, readonly [fewest: number, most: number]>>
}

/** Reads a data set whole and holds it against its dataset.json: checksums, counts, labels, no image in two splits. */
export async function checkDataset(
  places: DataPlaces,
  name: string,
  onBytes: (bytes: number) => void = () => {},
): Promise<Result<CheckedDataset, Failure>> {
  const found = findDataset(places, name)
  if (!found.ok) return found
  return found.value.home === 'added' ? checkAdded(found.value, onBytes) : checkOther(places, found.value)
}

/** What comes with the workbench is read, held against its checksums and counted by loading it. */
async function checkOther(places: DataPlaces, { manifest }: FoundDataset): Promise<Result<CheckedDataset, Failure>> {
  const loaded = await loadDataset(places, manifest.name)
  if (!loaded.ok) return loaded
  const { description, splits } = loaded.value
  const perClass = (split: SplitName) => extremes(countsOf(splits[split].labels, manifest.classes.length))
  return ok({
    name: manifest.name,
    files: Object.keys(manifest.sha256).length,
    bytes: SPLIT_NAMES.reduce((sum, split) => sum + splits[split].images.length + splits[split].count, 0),
    sizes: description.sizes,
    perClass: { train: perClass('train'), validation: perClass('validation'), test: perClass('test') },
  })
}

function checkAdded(
  { manifest, folder }: FoundDataset,
  onBytes: (bytes: number) => void,
): Result<CheckedDataset, Failure> {
  const checked: Record<string, StoredFile & { sha256: string }> = {}
  let bytes = 0
  for (const [name, expected] of Object.entries(manifest.sha256)) {
    const stored = readStoredHeader(join(folder, name))
    if (!stored.ok) return stored
    const sha256 = hashFile(stored.value.file, (count) => {
      bytes += count
      onBytes(bytes)
    })
    if (!sha256.ok) return sha256
    if (sha256.value !== expected) return err(otherContent(stored.value.file, sha256.value, expected))
    checked[name] = { ...stored.value, sha256: expected }
  }
  const perClass: Partial<Record<SplitName, readonly [number, number]>> = {}
  /** Of each file the split that each of its images belongs to: its place, plus one. */
  const owners = new Map<string, Uint8Array>()
  for (const split of SPLIT_NAMES) {
    const opened = openStoredSplit(manifest, folder, split)
    if (!opened.ok) return opened
    const content = readContent(manifest, opened.value, split)
    if (!content.ok) return content
    const { labels, rows } = content.value
    perClass[split] = extremes(countsOf(labels, manifest.classes.length))
    const file = manifest.splits[split].images
    const taken = owners.get(file) ?? new Uint8Array(opened.value.images.dimensions[0] ?? 0)
    owners.set(file, taken)
    for (let image = 0; image < labels.length; image++) {
      const row = rows?.[image] ?? image
      const owner = SPLIT_NAMES[(taken[row] ?? 0) - 1]
      if (owner !== undefined)
        return err(
          inputFailure(
            `${join(folder, file)}: image ${row} belongs to the ${owner} split and to the ${split} split; delete the folder of the data set, and add it again`,
          ),
        )
      taken[row] = SPLIT_NAMES.indexOf(split) + 1
    }
  }
  noteVerified(folder, checked)
  const { train, validation, test } = manifest.splits
  const none = [0, 0] as const
  return ok({
    name: manifest.name,
    files: Object.keys(checked).length,
    bytes,
    sizes: { train: train.size, validation: validation.size, test: test.size },
    perClass: { train: perClass.train ?? none, validation: perClass.validation ?? none, test: perClass.test ?? none },
  })
}

function extremes(counts: readonly number[]): readonly [number, number] {
  return [Math.min(...counts), Math.max(...counts)]
}
