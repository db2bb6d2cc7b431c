import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Shape } from '../../shared/architecture/shape'
import type { SplitName } from '../../shared/training/dataset'
import { type DatasetHome, datasetNames, findDataset } from './catalogue'
import { downloadBytes, downloadNamed } from './downloads'
import { describeManifest } from './manifest'
import type { DataPlaces } from './places'

/** A data set that is known here, whether its files are or not. */
export interface KnownDataset {
  readonly name: string
  /**
   * Where it comes from. `download`: a public set that can be had by name; `missing`: one whose files a person must put here;
   * `damaged`: one that is here and cannot be used.
   */
  readonly home: DatasetHome | 'download' | 'missing' | 'damaged'
  /** Whether a study can use it now. */
  readonly here: boolean
  readonly title: string | null
  readonly image: Shape | null
  readonly classes: number | null
  readonly sizes: Readonly<Record<SplitName, number>> | null
  readonly licence: string | null
  readonly source: string | null
  readonly semiSynthetic: boolean
  /** Where its files lie. */
  readonly folder: string | null
  /** On the disk, or to be downloaded. */
  readonly bytes: number | null
  /** Why it cannot be used, and what to do. */
  readonly problem: string | null
}

/** Reads no images. */
export function listKnownDatasets(places: DataPlaces): KnownDataset[] {
  return datasetNames(places).map((name) => {
    const found = findDataset(places, name)
    if (!found.ok) return absent(places, name, found.error.kind === 'environment', found.error.message)
    const { manifest, folder, home } = found.value
    const { title, licence, source, image, classes, sizes } = describeManifest(manifest)
    const semiSynthetic = manifest.semiSynthetic === true
    const bytes = home === 'generated' ? null : bytesOf(folder)
    return {
      name,
      home,
      here: true,
      title,
      image,
      classes: classes.length,
      sizes,
      licence,
      source,
      semiSynthetic,
      folder,
      bytes,
      problem: null,
    }
  })
}

function absent(places: DataPlaces, name: string, missing: boolean, problem: string): KnownDataset {
  const none = { name, here: false, semiSynthetic: false, folder: null, problem } as const
  const download = downloadNamed(places, name)
  if (download === undefined) {
    const home = missing ? 'missing' : 'damaged'
    return {
      ...none,
      home,
      title: null,
      image: null,
      classes: null,
      sizes: null,
      licence: null,
      source: null,
      bytes: null,
    }
  }
  const { title, image, classes, sizes, licence, source } = download
  return { ...none, home: 'download', title, image, classes, sizes, licence, source, bytes: downloadBytes(download) }
}

function bytesOf(folder: string): number | null {
  try {
    return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
  } catch {
    return null
  }
}
