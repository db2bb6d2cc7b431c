import { describe, expect, it } from 'vitest'
import { signalOf } from '../../../main/app/signal-of'

describe('the code of a utility process that has ended', () => {
  it.skipIf(process.platform === 'win32').each([
    // Tried with Electron 33: a process that aborts ends with 6, one that is killed with 9.
    { code: 6, signal: 'SIGABRT' },
    { code: 9, signal: 'SIGKILL' },
    { code: 11, signal: 'SIGSEGV' },
    { code: 15, signal: 'SIGTERM' },
    { code: 0, signal: null },
    { code: 1, signal: null },
    { code: 4, signal: null },
    { code: 127, signal: null },
  ])('$code: $signal', ({ code, signal }) => expect(signalOf(code)).toBe(signal))

  it('tells of no signal on Windows', () => expect(signalOf(9, 'win32')).toBeNull())
})
