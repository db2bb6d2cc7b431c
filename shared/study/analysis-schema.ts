import { z } from 'zod'

/** `analysis` of the study file: how effects are tested, fixed before the run. */

/** The tests that a study can choose; every one of paired differences, n = replicates. */
export const TESTS = ['paired-t', 'sign-flip', 'wilcoxon'] as const
export type TestName = (typeof TESTS)[number]

const factor = z.string().min(1).max(200)

export const AnalysisSettings = z
  .strictObject({
    test: z
      .enum(TESTS)
      .default('paired-t')
      .describe(
        'How a contrast is tested, two-sided, paired by replicate. paired-t: Student’s. sign-flip: exact permutation of the differences’ signs. wilcoxon: exact signed ranks. Exact tests cannot reach p < .05 below six replicates.',
      ),
    primary: factor
      .optional()
      .describe(
        'The factor that the study is about: its contrasts are a family of their own, named first. Default: none.',
      ),
    family: z
      .array(factor)
      .min(1)
      .optional()
      .describe('The other factors whose contrasts Holm’s adjustment is made over together. Default: all.'),
    sumsOfSquares: z
      .enum(['II', 'III'])
      .default('II')
      .describe(
        'What each term of the linear model is judged against. II: all terms that do not contain it. III: all others. In balanced data the same.',
      ),
    diverged: z
      .enum(['leave-out', 'chance'])
      .default('leave-out')
      .describe(
        'What a trial that diverged counts as. leave-out: its replicate is left out of what needs it, and it is counted beside. chance: it is worth what a network that knows nothing reaches.',
      ),
  })
  .prefault({})
  .describe('How the results are tested, fixed before the run.')
export type AnalysisSettings = z.infer<typeof AnalysisSettings>
