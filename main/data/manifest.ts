import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { environmentFailure, type Failure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import type { DatasetDescription } from '../../shared/training/dataset'

/** A name without folders: nothing that is read from it leaves its folder. */
const FileName = z.string().regex(/^\w[\w.-]*$/)

/** A split as a part of one pair of files: the first or the last images of every class, equally many of each. */
const SplitSource = z.strictObject({
  images: FileName,
  labels: FileName,
  size: z.int().positive(),
  take: z.enum(['first', 'last']),
})

/** What a dataset.json says: all of a data set but its images. */
const Manifest = z
  .strictObject({
    name: FileName,
    title: z.string(),
    licence: z.string(),
    source: z.string(),
    /** How the files came about, for a person to read. */
    made: z.string(),
    /** The Debian package that brings the files, where they do not lie beside the dataset.json. */
    package: z.string().optional(),
    image: z.tuple([z.int().positive(), z.int().positive(), z.int().positive()]),
    classes: z.array(z.string()).min(2).max(256),
    splits: z.strictObject({ train: SplitSource, validation: SplitSource, test: SplitSource }),
    /** SHA-256 of each file, unpacked, by its name without `.gz`: gzip's own bytes differ from packer to packer. */
    sha256: z.record(FileName, z.string().regex(/^[0-9a-f]{64}$/)),
  })
  .refine(({ splits, sha256 }) =>
    Object.values(splits).every((split) => split.images in sha256 && split.labels in sha256),
  )
export type Manifest = z.infer<typeof Manifest>

/** Reads FOLDER/dataset.json. It is part of the workbench: where it is not as it must be, the installation is damaged. */
export function readManifest(folder: string): Result<Manifest, Failure> {
  const file = join(folder, 'dataset.json')
  try {
    return ok(Manifest.parse(JSON.parse(readFileSync(file, 'utf8'))))
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error)
    return err(environmentFailure(`${file} cannot be used; install the workbench again. ${reason}`))
  }
}

export function describeManifest(manifest: Manifest): DatasetDescription {
  const { name, title, licence, source, image, classes, splits } = manifest
  return {
    name,
    title,
    licence,
    source,
    image,
    classes,
    sizes: { train: splits.train.size, validation: splits.validation.size, test: splits.test.size },
    sha256: identityOf(manifest),
  }
}

/** SHA-256 of what `sha256sum` prints for all the files, unpacked, in the order of their names. */
function identityOf({ sha256 }: Manifest): string {
  const lines = Object.keys(sha256)
    .sort()
    .map((file) => `${sha256[file]}  ${file}\n`)
  return createHash('sha256').update(lines.join('')).digest('hex')
}
