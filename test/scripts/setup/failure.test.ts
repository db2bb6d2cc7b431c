import { describe, expect, it } from 'vitest'
import { explainFailure, SetupFailure } from '../../../scripts/setup/failure.mjs'

describe('SetupFailure', () => {
  it('says what failed, why, and what to do', () => {
    expect(new SetupFailure('the library is missing', 'no network.\n', 'Connect.').message).toBe(
      'the library is missing: no network. Connect.',
    )
  })
})

describe('explainFailure', () => {
  it.each([
    ['ENOSPC', 'the disk is full'],
    ['EACCES', 'Make that place writable'],
    ['EROFS', 'Make that place writable'],
  ])('makes a sentence of %s', (code, expected) => {
    const explained = explainFailure(Object.assign(new Error('open failed'), { code }), 'Electron cannot be set up')
    expect(explained).toBeInstanceOf(SetupFailure)
    expect(String(explained)).toContain('Electron cannot be set up: ')
    expect(String(explained)).toContain(expected)
  })

  it.each([new TypeError('x is not a function'), new SetupFailure('a', 'b', 'c'), 'text'])(
    'leaves %s as it is',
    (error) => {
      expect(explainFailure(error, 'something')).toBe(error)
    },
  )
})
