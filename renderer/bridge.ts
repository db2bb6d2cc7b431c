import {
  type Answer,
  type Bridge,
  type Command,
  contract,
  type EventName,
  type EventPayload,
  type Request,
} from '../shared/ipc/contract'
import { messages } from '../shared/messages'

declare global {
  interface Window {
    readonly workbench: Bridge
  }
}

/** Asks the main process; never throws: a lost or malformed answer is an answer that says so. */
export async function invoke<C extends Command>(command: C, request: Request<C>): Promise<Answer<C>> {
  try {
    const answer = await window.workbench.invoke(command, request)
    if (!answer.ok) return answer
    const parsed = contract.commands[command].response.safeParse(answer.value)
    return parsed.success ? answer : { ok: false, message: messages.failures.malformedAnswer(command) }
  } catch (error) {
    return {
      ok: false,
      message: messages.failures.lost(command, error instanceof Error ? error.message : String(error)),
    }
  }
}

/** Listens to an event; payloads that the contract does not know are left out. */
export function subscribe<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void {
  return window.workbench.subscribe(event, (payload) => {
    if (contract.events[event].safeParse(payload).success) listener(payload)
  })
}
