import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { environmentFailure, type Failure, inputFailure } from '../../shared/failure'
import { nearest } from '../../shared/nearest'
import { err, ok, type Result } from '../../shared/result'
import type { DatasetDescription } from '../../shared/training/dataset'
import { describeManifest, type Manifest, readManifest } from './manifest'
import type { DataPlaces } from './places'

/** A data set whose files are all there. */
export interface FoundDataset {
  readonly manifest: Manifest
  /** Where its files lie. */
  readonly folder: string
}

/** The names of all data sets known here, also of those whose files are not on this machine. */
export function datasetNames(places: DataPlaces): string[] {
  try {
    return readdirSync(places.embedded)
      .filter((name) => existsSync(join(places.embedded, name, 'dataset.json')))
      .sort()
  } catch {
    return []
  }
}

/** The data sets that can be loaded on this machine, by name. Reads no images. */
export function listDatasets(places: DataPlaces): DatasetDescription[] {
  return datasetNames(places).flatMap((name) => {
    const description = describeDataset(places, name)
    return description.ok ? [description.value] : []
  })
}

/**
 * What is known of a data set; reads no images.
 * Fails where the name is unknown (kind input) or where the files are not on this machine (kind environment).
 */
export function describeDataset(places: DataPlaces, name: string): Result<DatasetDescription, Failure> {
  const found = findDataset(places, name)
  return found.ok ? ok(describeManifest(found.value.manifest)) : found
}

/** Finds a data set's files: beside its dataset.json, or first among the user's, then among the system's. */
export function findDataset(places: DataPlaces, name: string): Result<FoundDataset, Failure> {
  const names = datasetNames(places)
  if (names.length === 0) {
    return err(environmentFailure(`There are no data sets in ${places.embedded}; install the workbench again.`))
  }
  if (!names.includes(name)) return err(inputFailure(unknownName(name, names)))

  const own = join(places.embedded, name)
  const manifest = readManifest(own)
  if (!manifest.ok) return manifest
  if (manifest.value.package === undefined) return ok({ manifest: manifest.value, folder: own })

  const folder = [join(places.user, name), join(places.system, name)].find(
    (candidate) => missingFiles(manifest.value, candidate).length === 0,
  )
  if (folder !== undefined) return ok({ manifest: manifest.value, folder })
  return err(environmentFailure(absent(manifest.value, join(places.user, name))))
}

/** The path of a data set's file, gzipped or not. */
export function pathOf(folder: string, file: string): string {
  const zipped = join(folder, `${file}.gz`)
  const plain = join(folder, file)
  return !existsSync(zipped) && existsSync(plain) ? plain : zipped
}

function missingFiles(manifest: Manifest, folder: string): string[] {
  return Object.keys(manifest.sha256).filter((file) => !existsSync(pathOf(folder, file)))
}

function unknownName(name: string, names: readonly string[]): string {
  const near = nearest(name, names)
  const hint = near === undefined ? '' : ` Did you mean "${near}"?`
  return `Unknown data set ${JSON.stringify(name.slice(0, 80))}; known are ${names.join(', ')}.${hint}`
}

function absent(manifest: Manifest, folder: string): string {
  const files = Object.keys(manifest.sha256)
  const missing = missingFiles(manifest, folder)
  const lacks = missing.length < files.length ? ` ${folder} lacks ${missing.map(zipped).join(', ')}.` : ''
  return (
    `The files of ${manifest.name} are not on this machine.${lacks} ` +
    `Install Debian's package ${manifest.package}, or put ${files.map(zipped).join(', ')} into ${folder}.`
  )
}

function zipped(file: string): string {
  return `${file}.gz`
}
