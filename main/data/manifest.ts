import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { environmentFailure, type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import type { DatasetDescription } from '../../shared/training/dataset'

/** A name without folders: nothing that is read from it leaves its folder. */
const FileName = z.string().regex(/^\w[\w.-]*$/)

/**
 * A split as a part of one pair of files. `first` and `last`: of every class, equally many of each. `all`: the whole files.
 * `listed`: the images whose numbers, from 0, are in the file `rows`.
 */
const SplitSource = z
  .strictObject({
    images: FileName,
    labels: FileName,
    rows: FileName.optional(),
    size: z.int().positive(),
    take: z.enum(['first', 'last', 'all', 'listed']),
  })
  .refine(({ take, rows }) => (take === 'listed') === (rows !== undefined), 'rows belong to take: listed')
export type SplitSource = z.infer<typeof SplitSource>

/** A set that is made from another one when it is loaded; `sha256` is that of the files it would fill. */
const Generated = z.strictObject({
  by: z.literal('semi-synthetic-colour'),
  from: FileName,
  seed: z.int().positive(),
})

/** As many as 16 bits tell apart. */
const MOST_CLASSES = 65_536

/** What a dataset.json says: all of a data set but its images. */
export const Manifest = z
  .strictObject({
    name: FileName,
    title: z.string(),
    licence: z.string(),
    source: z.string(),
    /** How the files came about, for a person to read. */
    made: z.string(),
    /** The Debian package that brings the files, where they do not lie beside the dataset.json. */
    package: z.string().optional(),
    generated: Generated.optional(),
    /** Whether the images are partly made up: said wherever the set is shown. */
    semiSynthetic: z.literal(true).optional(),
    image: z.tuple([z.int().positive(), z.int().positive(), z.int().positive()]),
    classes: z.array(z.string()).min(2).max(MOST_CLASSES),
    splits: z.strictObject({ train: SplitSource, validation: SplitSource, test: SplitSource }),
    /** SHA-256 of each file, unpacked, by its name without `.gz`: gzip's own bytes differ from packer to packer. */
    sha256: z.record(FileName, z.string().regex(/^[0-9a-f]{64}$/)),
  })
  .refine(({ splits, sha256 }) =>
    Object.values(splits).every(({ images, labels, rows }) =>
      [images, labels, ...(rows === undefined ? [] : [rows])].every((file) => file in sha256),
    ),
  )
export type Manifest = z.infer<typeof Manifest>

/** The file that says what a data set is. */
export const MANIFEST_FILE = 'dataset.json'

/** Larger ones are not read: 65,536 class names of 200 letters take less. */
const MOST_MANIFEST_BYTES = 32 * 2 ** 20

/** Reads FOLDER/dataset.json. It is part of the workbench: where it is not as it must be, the installation is damaged. */
export function readManifest(folder: string): Result<Manifest, Failure> {
  const file = join(folder, MANIFEST_FILE)
  const read = parseManifest(file)
  if (read.ok) return read
  return err(environmentFailure(`${file} cannot be used; install the workbench again. ${read.error}`))
}

/** Reads the dataset.json of a set that a person has added to FOLDER, whose name is the set's. */
export function readAddedManifest(folder: string, name: string): Result<Manifest, Failure> {
  const file = join(folder, MANIFEST_FILE)
  const read = parseManifest(file)
  const mend = `Delete the folder ${folder}, and add the data set again.`
  if (!read.ok) return err(inputFailure(`${file} cannot be used. ${mend} ${read.error}`))
  if (read.value.name !== name)
    return err(inputFailure(`${file} says that it is ${JSON.stringify(read.value.name)}, not ${name}. ${mend}`))
  return read
}

function parseManifest(file: string): Result<Manifest, string> {
  try {
    const { size } = statSync(file)
    if (size > MOST_MANIFEST_BYTES) return err(`It has ${size} bytes; at most ${MOST_MANIFEST_BYTES} are read.`)
    return ok(Manifest.parse(JSON.parse(readFileSync(file, 'utf8'))))
  } catch (error) {
    return err(error instanceof z.ZodError ? z.prettifyError(error) : String(error))
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
    ...(manifest.semiSynthetic && { semiSynthetic: true }),
  }
}

/** SHA-256 of what `sha256sum` prints for all the files, unpacked, in the order of their names. */
function identityOf({ sha256 }: Manifest): string {
  const lines = Object.keys(sha256)
    .sort()
    .map((file) => `${sha256[file]}  ${file}\n`)
  return createHash('sha256').update(lines.join('')).digest('hex')
}
