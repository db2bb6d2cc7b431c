import { z } from 'zod'
import { PatchOperation } from '../ablation/patch'

const Word = z.string().min(1).max(200)
const Scalar = z.union([Word, z.number(), z.boolean()])

/** A patch under a name. */
const OwnLevel = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
      .describe('What the level is called: letters, digits, dots, dashes and underscores.'),
    patch: z.array(PatchOperation).min(1).max(200).describe('What it changes, in order.'),
  })
  .describe('A level of your own: a patch under a name.')

const Parameters = z.record(Word, z.union([Scalar, z.array(Scalar).max(16)])).describe('A level with parameters.')

/** A level of a factor as a study writes it; which of them a factor takes is shared/ablation/factors.ts’s matter. */
export const Level = z.union([Word, z.number(), z.array(z.number()).min(1).max(16), OwnLevel, Parameters])
