import process from 'node:process'
import { createInterface } from 'node:readline'
import type { Answer, Order, Ready } from './protocol'

/**
 * A contestant's side: tells that it is ready, then runs as many steps as it is asked for until it is told to end.
 * @param run makes that many steps; gives the last one's loss
 */
export async function serve(ready: Ready, run: (steps: number) => number): Promise<void> {
  const answer = (message: Answer): void => {
    process.stdout.write(`${JSON.stringify(message)}\n`)
  }
  answer({ ready })
  for await (const line of createInterface({ input: process.stdin })) {
    const order = JSON.parse(line) as Order
    if ('end' in order) return
    const started = performance.now()
    const loss = run(order.run)
    answer({ seconds: (performance.now() - started) / 1000, loss })
  }
}
