import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { environmentFailure, type Failure, inputFailure } from '../../shared/failure'
import { formatBytes } from '../../shared/format/numbers'
import { nearest } from '../../shared/nearest'
import { err, ok, type Result } from '../../shared/result'
import type { DatasetDescription } from '../../shared/training/dataset'
import { type Download, downloadBytes, downloadHosts, downloadNamed, readDownloads } from './downloads'
import { describeManifest, MANIFEST_FILE, type Manifest, readAddedManifest, readManifest } from './manifest'
import type { DataPlaces } from './places'

/** Where a data set comes from. */
export type DatasetHome =
  /** With the workbench. */
  | 'embedded'
  /** Described by the workbench, its files in the user's or the system's folder. */
  | 'files'
  /** Made from another one when it is loaded. */
  | 'generated'
  /** A person's own, by `data add`. */
  | 'added'

/** A data set whose files are all there. */
export interface FoundDataset {
  readonly manifest: Manifest
  /** Where its files lie. */
  readonly folder: string
  readonly home: DatasetHome
}

/** The names of all data sets known here, also of those whose files are not on this machine. */
export function datasetNames(places: DataPlaces): string[] {
  const downloads = readDownloads(places)
  const names = [
    ...foldersWithManifest(places.embedded),
    ...addedNames(places),
    ...(downloads.ok ? downloads.value.map(({ name }) => name) : []),
  ]
  return [...new Set(names)].sort()
}

/** The names of the data sets that a person has added. */
export function addedNames(places: DataPlaces): string[] {
  return foldersWithManifest(places.user).filter((name) => /^\w/.test(name))
}

function foldersWithManifest(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => existsSync(join(folder, name, MANIFEST_FILE)))
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
  if (!existsSync(join(own, MANIFEST_FILE))) return findAdded(places, name)
  const manifest = readManifest(own)
  if (!manifest.ok) return manifest
  const { generated } = manifest.value
  if (generated !== undefined) {
    const from = findDataset(places, generated.from)
    return from.ok ? ok({ manifest: manifest.value, folder: from.value.folder, home: 'generated' }) : from
  }
  if (manifest.value.package === undefined) return ok({ manifest: manifest.value, folder: own, home: 'embedded' })

  const folder = [join(places.user, name), join(places.system, name)].find(
    (candidate) => missingFiles(manifest.value, candidate).length === 0,
  )
  if (folder !== undefined) return ok({ manifest: manifest.value, folder, home: 'files' })
  return err(environmentFailure(absent(manifest.value, join(places.user, name), downloadNamed(places, name))))
}

function findAdded(places: DataPlaces, name: string): Result<FoundDataset, Failure> {
  const folder = join(places.user, name)
  if (!existsSync(join(folder, MANIFEST_FILE))) {
    const download = downloadNamed(places, name)
    if (download === undefined) throw new Error(`${name} is known, and nothing of it is there`)
    return err(environmentFailure(`${name} is not on this machine. ${downloadHint(download)}`))
  }
  const manifest = readAddedManifest(folder, name)
  if (!manifest.ok) return manifest
  const missing = Object.keys(manifest.value.sha256).filter((file) => !existsSync(join(folder, file)))
  if (missing.length === 0) return ok({ manifest: manifest.value, folder, home: 'added' })
  return err(
    environmentFailure(
      `${name} lacks ${missing.join(', ')} in ${folder}. Put them back, or delete the folder and add the data set again.`,
    ),
  )
}

function downloadHint(download: Download): string {
  const { name } = download
  return `ablate data add ${name} downloads it (${formatBytes(downloadBytes(download))} from ${downloadHosts(download)}).`
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

function absent(manifest: Manifest, folder: string, download: Download | undefined): string {
  const files = Object.keys(manifest.sha256)
  const missing = missingFiles(manifest, folder)
  const lacks = missing.length < files.length ? ` ${folder} lacks ${missing.map(zipped).join(', ')}.` : ''
  const hint = download === undefined ? '' : `${downloadHint(download)} Or: `
  return (
    `The files of ${manifest.name} are not on this machine.${lacks} ${hint}` +
    `Install Debian's package ${manifest.package}, or put ${files.map(zipped).join(', ')} into ${folder}.`
  )
}

function zipped(file: string): string {
  return `${file}.gz`
}
