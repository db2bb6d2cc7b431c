import { PassThrough } from 'node:stream'
import { WriteStream } from 'node:tty'
import { describe, expect, it } from 'vitest'
import { createReport } from '../../../scripts/setup/report.mjs'

/** A stream that keeps what is written, as a terminal or as a file. */
function stream(isTTY: boolean) {
  let text = ''
  const kept = Object.assign(new PassThrough(), { isTTY, columns: 30 })
  kept.write = (chunk: unknown) => {
    text += String(chunk)
    return true
  }
  return { stream: Object.setPrototypeOf(kept, WriteStream.prototype) as WriteStream, text: () => text }
}

describe('createReport', () => {
  it('writes plain lines and no progress into a file', () => {
    const { stream: file, text } = stream(false)
    const report = createReport(file)
    report.heading('Setting up')
    report.inPlace('Node', '20.20.2')
    report.step('TensorFlow', 'downloading')
    report.progress('10 of 207 MB')
    report.done('TensorFlow', '2.15.1 (9.0 s)')
    expect(text()).toBe(
      [
        'Setting up',
        '  ok      Node: 20.20.2',
        '  ...     TensorFlow: downloading',
        '  done    TensorFlow: 2.15.1 (9.0 s)',
        '',
      ].join('\n'),
    )
  })

  it('moves a line on a terminal, no wider than it', () => {
    const { stream: terminal, text } = stream(true)
    createReport(terminal).progress('10 of 207 MB and a long story')
    expect(text()).toBe('\r\u001b[K          10 of 207 MB and a ')
  })

  it('says nothing when quiet and all is in place', () => {
    const { stream: file, text } = stream(false)
    const report = createReport(file, { quiet: true })
    report.heading('Setting up')
    report.inPlace('Node', '20.20.2')
    expect(text()).toBe('')
  })

  it('is heard when quiet and something is lacking', () => {
    const { stream: file, text } = stream(false)
    const report = createReport(file, { quiet: true })
    report.heading('Setting up')
    report.lacking('Electron', 'no network')
    expect(text()).toBe('Setting up\n  lacking Electron: no network\n')
  })
})
