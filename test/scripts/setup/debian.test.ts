import { describe, expect, it } from 'vitest'
import { hasCandidate } from '../../../scripts/setup/debian.mjs'

/** What `apt-cache policy` prints on Ubuntu 24.04. */
const POLICY = `libasound2:
  Installed: (none)
  Candidate: (none)
  Version table:
libasound2t64:
  Installed: (none)
  Candidate: 1.2.11-1build2
  Version table:
     1.2.11-1build2 500
xvfb:
  Installed: 2:21.1.12-1ubuntu1
  Candidate: 2:21.1.12-1ubuntu1
`

describe('hasCandidate', () => {
  it.each([
    ['libasound2', false],
    ['libasound2t64', true],
    ['xvfb', true],
    ['unknown', false],
  ])('%s: %s', (name, expected) => {
    expect(hasCandidate(POLICY, name)).toBe(expected)
  })
})
