import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** The id of a process that has ended, as a killed set-up leaves it in its files. */
export async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  if (child.pid === undefined) throw new Error('the process did not start')
  return child.pid
}
