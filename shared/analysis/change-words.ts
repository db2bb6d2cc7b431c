import type { Matched } from '../design/matched'
import { MATCHED_WORDS } from '../study/control-words'
import type { Comparison } from './contrasts'

/** `reduction off → on`; behind it ` at equal MACs` where controls stand for the arms, and ` within pooling off` of a simple effect. */
export function changeWords({ factor, from, to, at, within }: Comparison): string {
  const levels = Object.entries(within ?? {}).map(([name, level]) => `${name} ${level}`)
  return `${factor} ${from} → ${to}${atWords(at)}${levels.length > 0 ? ` within ${levels.join(', ')}` : ''}`
}

/** ` at equal MACs`; nothing of arms as they are. */
export function atWords(at: Matched | undefined): string {
  return at === undefined ? '' : ` at ${MATCHED_WORDS[at]}`
}
