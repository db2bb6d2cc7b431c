import { z } from 'zod'
import type { Architecture, Block as BlockData } from '../architecture/architecture'
import { AuxiliaryClassifier, Block, Branch } from '../architecture/block-schema'
import { nearest } from '../nearest'
import { blockAt, blockPaths, moduleOf } from './block-path'
import { applyEdits, type Edit, EditMisfit, type FieldValue, TRUNK } from './edit'

const Path = z
  .string()
  .min(1)
  .max(300)
  .describe('A block by the name of its layer: conv1, module1/3x3-reduce, auxiliary1/conv.')
const Blocks = z.union([Block, z.array(Block).min(1).max(100)])

const Value = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.union([z.number(), z.array(z.number())])),
])

/** One of several keys. */
function one(what: string) {
  const only = (written: object): boolean => Object.values(written).filter((value) => value !== undefined).length === 1
  return [only, { error: `exactly one of ${what}`, when: isWhole }] as const
}

/** A key that there is not says more than what is missing beside it. */
function isWhole({ issues }: { readonly issues: readonly unknown[] }): boolean {
  return issues.length === 0
}

const Remove = z
  .strictObject({
    block: Path.optional(),
    branch: Path.optional().describe('A branch by its module and its name: module1/5x5.'),
    auxiliary: Path.optional().describe('An auxiliary classifier by its name.'),
  })
  .refine(...one('block, branch and auxiliary'))

const Insert = z
  .strictObject({
    before: Path.optional(),
    after: Path.optional(),
    blocks: Blocks.optional().describe('A block or several behind each other, put before or after another one.'),
    into: Path.optional().describe('The module that gets a branch.'),
    branch: Branch.optional(),
    auxiliary: AuxiliaryClassifier.optional(),
  })
  .refine(
    ({ before, after, blocks, into, branch, auxiliary }) => {
      const keys = [before, after, blocks, into, branch, auxiliary].map((value) => value !== undefined)
      return ['101000', '011000', '000110', '000001'].includes(keys.map(Number).join(''))
    },
    { error: 'blocks with before or after, branch with into, or auxiliary', when: isWhole },
  )

/** One step of a study's own patch; the parts it names are looked up when it is applied. */
export const PatchOperation = z
  .strictObject({
    set: z
      .object({ block: Path.optional(), auxiliary: Path.optional() })
      .catchall(Value)
      .optional()
      .describe(
        'Keys of a block: { block: conv1, kernel: 5 }; null takes one away. Or normalisation, of the trunk or of an auxiliary classifier.',
      ),
    remove: Remove.optional(),
    replace: z.strictObject({ block: Path, with: Blocks }).optional().describe('Other blocks in the place of one.'),
    insert: Insert.optional(),
  })
  .refine(...one('set, remove, replace and insert'))
  .describe('One change: set, remove, replace or insert.')
export type PatchOperation = z.infer<typeof PatchOperation>

/**
 * The edits that a patch makes of an architecture, each of what is there after those before it.
 * @throws EditMisfit with a sentence where a step has no place
 */
export function patchEdits(architecture: Architecture, patch: readonly PatchOperation[]): readonly Edit[] {
  return patch.reduce<{ readonly architecture: Architecture; readonly edits: readonly Edit[] }>(
    (done, operation) => {
      const more = editsOf(done.architecture, operation)
      return { architecture: applyEdits(done.architecture, more), edits: [...done.edits, ...more] }
    },
    { architecture, edits: [] },
  ).edits
}

function editsOf(architecture: Architecture, { set, remove, replace, insert }: PatchOperation): readonly Edit[] {
  if (set) return settings(architecture, set)
  if (remove) return removal(architecture, remove)
  if (replace) {
    found(architecture, replace.block)
    return [{ kind: 'replace-block', block: replace.block, with: [replace.with].flat() }]
  }
  return insert ? insertion(architecture, insert) : []
}

function settings(
  architecture: Architecture,
  { block: path, auxiliary, ...fields }: NonNullable<PatchOperation['set']>,
): readonly Edit[] {
  if (path === undefined) return normalisation(architecture, auxiliary, fields)
  if (auxiliary !== undefined) throw new EditMisfit('set is of a block or of an auxiliary classifier, not of both')
  const block = found(architecture, path)
  const changed = { ...block, ...fields }
  const kept = Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== null))
  checkBlock(path, kept)
  if ('name' in fields && fields.name !== block.name) throw new EditMisfit(`${path} keeps its name: replace it instead`)
  return Object.entries(fields).flatMap(([field, written]): readonly Edit[] => {
    const to = written as FieldValue
    const from = (Reflect.get(block, field) ?? null) as FieldValue
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ kind: 'set-field', block: path, field, from, to }]
  })
}

/** What a block becomes must be a block. */
function checkBlock(path: string, block: object): void {
  const parsed = Block.safeParse(block)
  if (parsed.success) return
  const [issue] = parsed.error.issues
  const keys = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : undefined
  if (keys !== undefined) throw new EditMisfit(`${path} is a ${Reflect.get(block, 'kind')}, which has no ${keys}`)
  throw new EditMisfit(`${path} cannot be set so: ${issue?.path.join('.')}: ${issue?.message}`)
}

function normalisation(
  architecture: Architecture,
  auxiliary: string | undefined,
  fields: Readonly<Record<string, unknown>>,
): readonly Edit[] {
  const { normalisation: to, ...others } = fields
  const [foreign] = Object.keys(others)
  if (foreign !== undefined || (to !== 'none' && to !== 'batch'))
    throw new EditMisfit(
      `set without a block is of normalisation, none or batch${foreign === undefined ? '' : `, and says ${foreign}`}`,
    )
  const head = auxiliary === undefined ? undefined : headNamed(architecture, auxiliary)
  const { normalisation: from } = head ?? architecture
  return from === to ? [] : [{ kind: 'set-normalisation', of: auxiliary ?? TRUNK, from, to }]
}

function removal(
  architecture: Architecture,
  { block, branch, auxiliary }: NonNullable<PatchOperation['remove']>,
): readonly Edit[] {
  if (block !== undefined) {
    found(architecture, block)
    return [{ kind: 'remove-block', block }]
  }
  if (branch !== undefined) {
    const cut = branch.lastIndexOf('/')
    const [module, name] = [branch.slice(0, Math.max(0, cut)), branch.slice(cut + 1)]
    const branches = moduleOf(found(architecture, module))?.branches.map((own) => own.name) ?? []
    if (!branches.includes(name))
      throw new EditMisfit(
        `${module} has no branch ${name}${hint(name, branches)}; it has ${branches.join(', ') || 'none'}`,
      )
    return [{ kind: 'remove-branch', module, branch: name }]
  }
  if (auxiliary === undefined) return []
  headNamed(architecture, auxiliary)
  return [{ kind: 'remove-auxiliary', name: auxiliary }]
}

function insertion(
  architecture: Architecture,
  { before, after, blocks, into, branch, auxiliary }: NonNullable<PatchOperation['insert']>,
): readonly Edit[] {
  const block = before ?? after
  if (block !== undefined && blocks) {
    found(architecture, block)
    return [{ kind: 'insert-blocks', where: before === undefined ? 'after' : 'before', block, blocks: [blocks].flat() }]
  }
  if (into !== undefined && branch) {
    if (!moduleOf(found(architecture, into))) throw new EditMisfit(`${into} is no module: it has no branches`)
    return [{ kind: 'add-branch', module: into, branch }]
  }
  return auxiliary ? [{ kind: 'add-auxiliary', classifier: auxiliary }] : []
}

function found(architecture: Architecture, path: string): BlockData {
  const block = blockAt(architecture, path)
  if (block) return block
  throw new EditMisfit(`${architecture.name} has no block ${path}${hint(path, blockPaths(architecture))}`)
}

function headNamed({ name, auxiliary }: Architecture, wanted: string) {
  const head = auxiliary.find((candidate) => candidate.name === wanted)
  if (head) return head
  const names = auxiliary.map((candidate) => candidate.name)
  throw new EditMisfit(`${name} has no auxiliary classifier ${wanted}${hint(wanted, names)}`)
}

function hint(word: string, words: readonly string[]): string {
  const near = nearest(word, words)
  return near === undefined ? '' : `; did you mean ${near}?`
}
