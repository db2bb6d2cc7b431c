import { z } from 'zod'

/** What a contestant tells once it has built the network and made three steps by the first batch. */
export const Ready = z.strictObject({
  /** Trainable numbers. */
  parameters: z.int().positive(),
  /** Of those three steps, each from before its update. */
  losses: z.array(z.number()).length(3),
  versions: z.record(z.string(), z.string()),
  device: z.enum(['CPU', 'GPU']),
})
export type Ready = z.infer<typeof Ready>

/** What a contestant answers, a JSON line each, on standard output. */
export const Answer = z.union([
  z.strictObject({ ready: Ready }),
  /** `loss` is that of the last step. */
  z.strictObject({ seconds: z.number().nonnegative(), loss: z.number() }),
])
export type Answer = z.infer<typeof Answer>

/** What a contestant is told, a JSON line each, on standard input. */
export type Order = { readonly run: number } | { readonly end: true }
