import { formatPredicted } from '../../shared/format/time'
import { messages } from '../../shared/messages'
import type { Workbench } from '../state/store'

/** What is said while the machine is measured before a run. */
export function measuringWords({ seconds }: NonNullable<Workbench['measuring']>): string {
  return messages.study.measuring(seconds === null ? null : formatPredicted(seconds))
}
