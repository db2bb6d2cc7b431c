import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { planCommand } from '../../../main/cli/commands/plan'
import { runCommand } from '../../../main/cli/commands/run'
import type { Terminal } from '../../../main/cli/terminal'
import { dataPlaces } from '../../../main/data/places'
import type { Installation } from '../../../main/study/installation'
import { ASSUMED_SPEED } from '../../../shared/cost/trial-time'
import { scratch } from './ablate'
import { writeStudy } from './study-file'

let folder: ReturnType<typeof scratch>
beforeEach(() => {
  folder = scratch()
})
afterEach(() => folder.remove())

/** A machine with so little memory, on which nothing can be started. */
function installation(memoryBytes: number): Installation {
  const root = new URL('../../..', import.meta.url).pathname
  return {
    root,
    worker: '/nowhere',
    places: dataPlaces({ resources: join(root, 'resources'), userData: '/nowhere', env: {} }),
    machine: {
      speed: () => ({ macsPerSecond: 1e10, activationsPerSecond: 1e9, startSeconds: 1, from: 'assumed' }),
      stepSpeed: async () => ASSUMED_SPEED,
      learn: () => undefined,
      gpus: async () => [],
      resources: async () => ({ cores: 8, gpus: [], memoryBytes, calibration: undefined }),
      calibrate: () => {
        throw new Error('a calibration was made')
      },
    },
  }
}

function terminal() {
  const said: string[] = []
  const printed: string[] = []
  const one: Terminal = {
    out: (text) => printed.push(text),
    say: (text) => said.push(text),
    screen: undefined,
    page: { columns: Number.POSITIVE_INFINITY, colour: false },
  }
  return { one, said, printed }
}

describe('a study for which the memory does not suffice', () => {
  it.each([
    ['plan', (one: Terminal, file: string) => planCommand(one, installation(0.35e9), file, {})],
    ['run', (one: Terminal, file: string) => runCommand(one, installation(0.35e9), file, { on: 'local' })],
  ])(
    'is refused by %s with 2, at its place, with the figures and what to do; nothing is written',
    async (_what, ask) => {
      const file = writeStudy(folder.path)
      const { one, said, printed } = terminal()
      expect(await ask(one, file)).toBe(2)
      expect(printed).toEqual([])
      expect(said).toEqual([
        `${file}:8:1: A trial of the arm “base” needs about 385 MB of memory, 73 MB of it for its batch of 64 images, and ` +
          '350 MB are available here. A batch of at most 33 fits; else take a machine with more memory.',
      ])
      expect(readdirSync(folder.path)).toEqual(['tiny.yaml'])
    },
  )

  it('together is planned with fewer trials at a time, and a sentence', async () => {
    const file = writeStudy(folder.path, { replicates: 4 })
    const { one, printed } = terminal()
    expect(await planCommand(one, installation(1.2e9), file, {})).toBe(0)
    expect(printed.join('\n')).toContain('with 3 at a time (assumed machine')
    expect(printed.join('\n')).toContain('the largest trial takes about 385 MB of memory')
    expect(printed.join('\n')).toContain(
      'Warning: 8 trials at a time would need about 3.1 GB of memory, and 1.2 GB are available: 3 run at a time.',
    )
  })
})
