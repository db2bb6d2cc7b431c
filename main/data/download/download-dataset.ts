import { existsSync } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Failure, inputFailure } from '../../../shared/failure'
import { err, ok, type Result } from '../../../shared/result'
import type { DatasetDescription } from '../../../shared/training/dataset'
import { describeDataset } from '../catalogue'
import { type Download, downloadBytes } from '../downloads'
import { type ImportOptions, type ImportRequest, importDataset } from '../import/import-dataset'
import type { ImportReport } from '../import/import-report'
import { unusable } from '../import/unusable'
import { loadDataset } from '../load-dataset'
import type { DataPlaces } from '../places'
import { fetchFile, hasChecksum } from './fetch-file'

export interface DownloadOptions extends ImportOptions {
  /** @param done bytes that are here, of `total` */
  readonly onBytes: (done: number, total: number) => void
  readonly stallMs?: number
}

/** A public set that is here now. */
export interface Downloaded {
  readonly dataset: DatasetDescription
  /** Of a set that was imported. */
  readonly report: ImportReport | undefined
}

/** Whose choice may differ for a public set. */
export type DownloadRequest = Pick<ImportRequest, 'shares' | 'seed' | 'dryRun'>

/** Downloads a public data set, checks it, and keeps it among the user's. */
export async function downloadDataset(
  places: DataPlaces,
  download: Download,
  request: DownloadRequest,
  options: DownloadOptions,
): Promise<Result<Downloaded, Failure>> {
  const there = describeDataset(places, download.name)
  if (there.ok)
    return err(
      inputFailure(`${download.name} is on this machine already; ablate data check ${download.name} checks it.`),
    )
  const folder = join(places.user, '.downloads', download.name)
  try {
    let before = 0
    for (const file of download.files) {
      options.signal.throwIfAborted()
      const onBytes = (done: number): void => options.onBytes(before + done, downloadBytes(download))
      await fetchFile(file, join(folder, file.file), { ...options, onBytes })
      before += file.bytes
    }
  } catch (error) {
    options.signal.throwIfAborted()
    const failure = unusable(error, folder)
    return err({ ...failure, message: `${failure.message} ${byHand(places, download)}` })
  }
  const kept = await keepDownloaded(places, download, folder, request, options)
  if (kept.ok && !request.dryRun) await rm(folder, { recursive: true, force: true })
  return kept
}

/** Takes a public set's files that a person has got by hand; they are the published ones, or are refused. */
export async function takeByHand(
  places: DataPlaces,
  download: Download,
  path: string,
  request: DownloadRequest,
  options: ImportOptions,
): Promise<Result<Downloaded, Failure>> {
  const { name, files } = download
  if (describeDataset(places, name).ok) return err(inputFailure(`${name} is on this machine already.`))
  const folder = existsSync(path) && (await stat(path)).isDirectory()
  for (const file of files) {
    const place = folder ? join(path, file.file) : path
    if (await hasChecksum(place, file)) continue
    return err(
      inputFailure(
        `${place}: is not the published ${file.file} of ${name}, whose MD5 is ${file.md5} (${file.md5From}). ` +
          'Choose another --name for data of your own.',
      ),
    )
  }
  if (download.keep === 'files')
    return err(
      inputFailure(
        `${name}: put ${files.map(({ file }) => file).join(', ')} into ${join(places.user, name)}: it is found there.`,
      ),
    )
  return keepDownloaded(places, download, path, request, options, folder ? undefined : path)
}

async function keepDownloaded(
  places: DataPlaces,
  download: Download,
  folder: string,
  { shares, seed, dryRun }: DownloadRequest,
  options: ImportOptions,
  archive?: string,
): Promise<Result<Downloaded, Failure>> {
  const { name, title, licence, source, classNames, files } = download
  if (download.keep === 'files') {
    const own = join(places.user, name)
    await mkdir(own, { recursive: true })
    for (const { file } of files) await rename(join(folder, file), join(own, file))
    const loaded = await loadDataset(places, name)
    return loaded.ok ? ok({ dataset: loaded.value.description, report: undefined }) : loaded
  }
  const [only] = files
  const path = archive ?? (files.length === 1 && only !== undefined ? join(folder, only.file) : folder)
  // The published set as it is: what it has twice stays.
  const chosen = {
    format: undefined,
    label: undefined,
    size: undefined,
    channels: undefined,
    duplicates: 'keep',
  } as const
  const request: ImportRequest = { path, name, shares, seed, dryRun, title, licence, source, classNames, ...chosen }
  const imported = await importDataset(places, request, options, true)
  if (!imported.ok) return imported
  const report = imported.value
  if (report.dataset !== null) return ok({ dataset: report.dataset, report })
  const { image, sizes } = report
  const classes = report.classes.map((counted) => counted.name)
  return ok({ dataset: { name, title, licence, source, image, classes, sizes, sha256: '' }, report })
}

/** What a person without a network can do. */
function byHand(places: DataPlaces, { name, files, keep }: Download): string {
  const addresses = files.map(({ url }) => url).join(', ')
  if (keep === 'files')
    return `By hand: get ${addresses} on another machine, and put the files into ${join(places.user, name)}.`
  const [one] = files.length === 1 ? files : []
  const given = one === undefined ? 'the folder that holds them' : one.file
  return `By hand: get ${addresses} on another machine, and give ${given} here: ablate data add PATH --name ${name}`
}
