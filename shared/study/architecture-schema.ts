import { z } from 'zod'
import { AuxiliaryClassifier, Block, BlockName, MOST_BLOCKS } from '../architecture/block-schema'

/** An architecture that a person writes, in a study or in a file of its own; its blocks are those of block-schema.ts. */
export const InlineArchitecture = z
  .strictObject({
    name: BlockName.describe('What it is called in tables and reports: letters, digits, dots, dashes and underscores.'),
    title: z.string().min(1).max(300).exactOptional().describe('What it is, in a line.'),
    source: z.string().min(1).max(1000).exactOptional().describe('Where it is described.'),
    input: z
      .tuple([z.int().min(1).max(4_096), z.int().min(1).max(4_096), z.int().min(1).max(4_096)])
      .exactOptional()
      .describe(
        'Height, width and channels that it was made for; in a study the data set’s count. Default: [28, 28, 1].',
      ),
    classes: z
      .int()
      .min(2)
      .max(1_000_000)
      .exactOptional()
      .describe('Classes that it was made for; in a study the data set’s count. Default: 10.'),
    normalisation: z
      .enum(['none', 'batch'])
      .exactOptional()
      .describe('What follows every convolution of the trunk: batch normalisation, or nothing. Default: none.'),
    blocks: z
      .array(Block)
      .min(1)
      .max(MOST_BLOCKS)
      .describe('The trunk, from the image to the logits: each block reads the one before it.'),
    auxiliary: z
      .array(AuxiliaryClassifier)
      .max(64)
      .exactOptional()
      .describe('Classifiers on inner blocks, which help training and are dropped at inference. Default: none.'),
  })
  .describe('An architecture of your own: named blocks behind each other, modules of branches among them.')
export type InlineArchitecture = z.infer<typeof InlineArchitecture>

/** Modules within modules. */
const MOST_NESTED = 8
/** Lists and sets of keys around a value: five for each module, and what a study puts around an architecture. */
const DEEPEST = 5 * MOST_NESTED + 12

/**
 * The place of a value that stands deeper than any study has one; undefined where none does. Schemas descend by calling
 * themselves, and an alias may stand within what it names: this must come first.
 */
export function tooDeep(value: unknown): readonly PropertyKey[] | undefined {
  const waiting: { readonly value: unknown; readonly path: readonly PropertyKey[] }[] = [{ value, path: [] }]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value: inner, path } = next
    if (typeof inner !== 'object' || inner === null) continue
    if (path.length >= DEEPEST) return path
    for (const [key, part] of Object.entries(inner))
      waiting.push({ value: part, path: [...path, Array.isArray(inner) ? Number(key) : key] })
  }
  return undefined
}

export function tooDeepSentence(): string {
  return `This stands too deep: modules hold modules at most ${MOST_NESTED} deep, and no alias stands within what it names.`
}
