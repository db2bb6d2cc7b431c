import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { peakOf } from './process-memory'
import { Answer, type Order, type Ready } from './protocol'

/** How a contestant is started. */
export interface Command {
  readonly program: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
}

/** A contestant at work, in a process of its own. */
export interface Contestant {
  readonly ready: Ready
  /** From the start of its process to the end of its third step, in seconds. */
  readonly startSeconds: number
  /** @returns the seconds that so many steps took, as the contestant measured them. */
  run(steps: number): Promise<number>
  /** The most memory its process ever held, in bytes; undefined where the system does not tell. */
  peakBytes(): number | undefined
  end(): Promise<void>
}

/** What of a contestant's errors is kept: the end, where programs say what went wrong. */
const KEPT_CHARACTERS = 4000

/** @throws with what it printed where it ends before it is ready. */
export async function startContestant({ program, args, env }: Command): Promise<Contestant> {
  const started = performance.now()
  const child = spawn(program, [...args], { env, stdio: ['pipe', 'pipe', 'pipe'] })
  const answers = answersOf(child, [program, ...args].join(' '))
  const first = await answers.next()
  if (!('ready' in first)) throw new Error(`${program} answered before it was ready`)
  const startSeconds = (performance.now() - started) / 1000
  const order = (message: Order): void => {
    child.stdin?.write(`${JSON.stringify(message)}\n`)
  }
  return {
    ready: first.ready,
    startSeconds,
    async run(steps) {
      order({ run: steps })
      const answer = await answers.next()
      if (!('seconds' in answer)) throw new Error(`${program} answered out of turn`)
      return answer.seconds
    },
    peakBytes: () => peakOf(child.pid),
    async end() {
      const exited = new Promise<void>((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) resolve()
        else child.once('exit', () => resolve())
      })
      order({ end: true })
      child.stdin?.end()
      // Libraries that hang at exit must not hang the bench.
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
      await exited
      clearTimeout(timer)
    },
  }
}

/** The answers of a contestant, in order; each wait fails where its process ends first. */
function answersOf(child: ChildProcess, name: string) {
  const waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void }[] = []
  const come: Answer[] = []
  let ended: Error | undefined
  let errors = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-KEPT_CHARACTERS)
  })
  child.on('error', (error) => fail(error))
  child.on('close', (code, signal) => fail(new Error(`${name} ended with ${code ?? signal}:\n${errors}`)))

  function fail(error: Error): void {
    ended ??= error
    for (const { reject } of waiting.splice(0)) reject(error)
  }

  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const answer = Answer.safeParse(JSON.parse(line))
      if (!answer.success) return fail(new Error(`${name} said ${line}`))
      const next = waiting.shift()
      if (next) next.resolve(answer.data)
      else come.push(answer.data)
    })
  }
  return {
    next: () =>
      new Promise<Answer>((resolve, reject) => {
        const answer = come.shift()
        if (answer) resolve(answer)
        else if (ended) reject(ended)
        else waiting.push({ resolve, reject })
      }),
  }
}
