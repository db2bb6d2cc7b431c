import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { environmentFailure, type Failure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import type { DataPlaces } from './places'

const FileName = z.string().regex(/^\w[\w.-]*$/)

const DownloadFile = z.strictObject({
  file: FileName,
  url: z.url({ protocol: /^https?$/ }),
  /** What the published file has. */
  bytes: z.int().positive(),
  md5: z.string().regex(/^[0-9a-f]{32}$/),
  /** Where the checksum is published: it was copied from there, not computed here. */
  md5From: z.string(),
})
export type DownloadFile = z.infer<typeof DownloadFile>

const Download = z.strictObject({
  name: FileName,
  title: z.string(),
  licence: z.string(),
  source: z.string(),
  image: z.tuple([z.int().positive(), z.int().positive(), z.int().positive()]),
  classes: z.int().min(2),
  /** Where the files do not tell the classes' names. */
  classNames: z.array(z.string()).optional(),
  /** Images of each split once the set is here. */
  sizes: z.strictObject({ train: z.int(), validation: z.int(), test: z.int() }),
  /** `imported`: read and kept as an added set; `files`: kept as they are, for a set that the workbench describes itself. */
  keep: z.enum(['imported', 'files']),
  files: z.array(DownloadFile).min(1),
})
export type Download = z.infer<typeof Download>

const Downloads = z.strictObject({ sets: z.array(Download) })

/** The file that names the public data sets and where they are had: data, so that a new one is an entry. */
const CATALOGUE = 'downloads.json'

/** The public data sets that can be downloaded by name; none where there is no catalogue. */
export function readDownloads({ embedded }: DataPlaces): Result<readonly Download[], Failure> {
  const file = join(embedded, CATALOGUE)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return ok([])
  }
  try {
    return ok(Downloads.parse(JSON.parse(text)).sets)
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error)
    return err(environmentFailure(`${file} cannot be used; install the workbench again. ${reason}`))
  }
}

export function downloadNamed(places: DataPlaces, name: string): Download | undefined {
  const read = readDownloads(places)
  return read.ok ? read.value.find((download) => download.name === name) : undefined
}

export function downloadBytes({ files }: Download): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0)
}

/** Where a set is downloaded from, as a person knows it: `www.cs.toronto.edu`. */
export function downloadHosts({ files }: Download): string {
  return [...new Set(files.map(({ url }) => new URL(url).host))].join(', ')
}
