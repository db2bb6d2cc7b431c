import { describe, expect, it } from 'vitest'
import { EXIT, exitCodeOfTrials } from '../../../main/cli/exit-code'
import type { RunEventOf } from '../../../shared/study/run-event'

type Failed = RunEventOf<'trial.failed'>

const failed = (how: Pick<Failed, 'cause' | 'failure'>): Failed => ({
  event: 'trial.failed',
  time: '2026-01-01T00:00:00.000Z',
  trial: 't',
  arm: 'base',
  replicate: 1,
  reason: 'why',
  ...how,
})

const diverged = failed({ cause: 'diverged' })
const crashed = failed({ cause: 'crashed' })
const ofInput = failed({ cause: 'refused', failure: 'input' })
const ofProgram = failed({ cause: 'refused', failure: 'program' })
const ofEnvironment = failed({ cause: 'refused', failure: 'environment' })

describe('the exit code of a study whose trials did not all finish', () => {
  it.each([
    { what: 'is 2 where the input refused them', failures: [ofInput, ofInput], code: EXIT.input },
    { what: 'is 4 where the machine lacks something', failures: [ofEnvironment], code: EXIT.environment },
    { what: 'is 4 where both are so', failures: [ofInput, ofEnvironment], code: EXIT.environment },
    { what: 'is 1 where the program contradicts itself', failures: [ofEnvironment, ofProgram], code: EXIT.bug },
    { what: 'is 3 where one diverged', failures: [ofEnvironment, diverged], code: EXIT.failedTrials },
    { what: 'is 3 where one crashed', failures: [crashed], code: EXIT.failedTrials },
    { what: 'is 3 where they failed in an earlier run', failures: [], code: EXIT.failedTrials },
  ])('$what', ({ failures, code }) => expect(exitCodeOfTrials(failures)).toBe(code))
})
