import type { Matched } from '../design/matched'
import { formatSigned } from '../format/numbers'

/** What a control is matched in, as a study asks for it and as people read it. */
export const MATCHED_WORDS: Readonly<Record<Matched, string>> = {
  macs: 'equal MACs',
  parameters: 'equal parameters',
  width: 'equal width',
}

/** `−reduction at equal MACs −0.3 %`: how far each control is off the base; empty where there is none. */
export function controlResiduals(
  arms: readonly { readonly label: string; readonly control?: { readonly residual: number } | undefined }[],
): readonly string[] {
  return arms.flatMap(({ label, control }) =>
    control ? [`${label} ${formatSigned(control.residual * 100, 2)} %`] : [],
  )
}

/** `reduction=off@equal-macs`. */
export function controlId(arm: string, matched: Matched): string {
  return `${arm}@equal-${matched}`
}

/** `−reduction at equal MACs`. */
export function controlLabel(label: string, matched: Matched): string {
  return `${label} at ${MATCHED_WORDS[matched]}`
}
