import { existsSync } from 'node:fs'

/** The Python that has the other frameworks, or why there is none. */
export type ParityPython =
  | { readonly kind: 'present'; readonly path: string }
  | { readonly kind: 'absent'; readonly reason: string }

/** Said by scripts/test-parity.mjs, which installs it. */
export function parityPython(): ParityPython {
  const path = process.env.ABLATION_WORKBENCH_PARITY_PYTHON
  if (path === undefined) return { kind: 'absent', reason: 'skipped: npm run test:parity installs the Python packages' }
  if (!existsSync(path)) return { kind: 'absent', reason: `skipped: there is no ${path}` }
  return { kind: 'present', path }
}
