import type { RichText } from '../../report-document'

/** A reason for doubt: its name, and what the data say of it. */
export interface Threat {
  readonly lead: string
  readonly text: RichText
}

/** The threat alone where it holds, nothing where it does not. */
export function where(holds: boolean, lead: string, ...text: RichText): readonly Threat[] {
  return holds ? [{ lead, text }] : []
}
