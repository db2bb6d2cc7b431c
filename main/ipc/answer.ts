import { type Answer, type Command, contract } from '../../shared/ipc/contract'
import type { Handlers } from './services'

/** Parses a request as the contract declares it, asks its handler, and words the answer. */
export async function answer(handlers: Handlers, command: unknown, request: unknown): Promise<Answer<Command>> {
  if (!isCommand(command)) return refused(`The window asked for ${JSON.stringify(command)}, which is no command.`)
  return answerTo(handlers, command, request)
}

async function answerTo<C extends Command>(handlers: Handlers, command: C, request: unknown): Promise<Answer<C>> {
  const parsed = contract.commands[command].request.safeParse(request)
  if (!parsed.success) return refused(`The request of ${command} is malformed: ${parsed.error.message}`)
  try {
    const handle = handlers[command] as (request: unknown) => ReturnType<Handlers[C]>
    const result = await handle(parsed.data)
    return result.ok ? { ok: true, value: result.value } : refused(result.error.message)
  } catch (error) {
    console.error(`${command} failed:`, error)
    const words = error instanceof Error ? error.message : String(error)
    return refused(`${command} failed: ${words}. This is a fault of the program; your files are as they were.`)
  }
}

function isCommand(name: unknown): name is Command {
  return typeof name === 'string' && Object.hasOwn(contract.commands, name)
}

function refused(message: string): { readonly ok: false; readonly message: string } {
  return { ok: false, message }
}
