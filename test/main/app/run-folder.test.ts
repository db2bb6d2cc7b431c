import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freeRunFolder, runFolders } from '../../../main/app/run-folder'

let home = ''
const file = () => join(home, 'parts.yaml')
const make = (...names: readonly string[]) => {
  for (const name of names) mkdirSync(join(home, name))
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'run-folder-'))
})

afterEach(() => rmSync(home, { recursive: true, force: true }))

describe('the folder of a run', () => {
  it('is named after the study, beside its file', () => {
    expect([...runFolders(file(), 'study')]).toEqual([])
    expect(freeRunFolder(file(), 'study')).toBe(join(home, 'study'))
  })

  it('is a new one for a changed study: earlier results stay', () => {
    make('study', 'study-2')
    expect([...runFolders(file(), 'study')]).toEqual([join(home, 'study'), join(home, 'study-2')])
    expect(freeRunFolder(file(), 'study')).toBe(join(home, 'study-3'))
  })

  it('ends with the first that is free, and takes it', () => {
    make('study', 'study-3', 'other')
    expect([...runFolders(file(), 'study')]).toEqual([join(home, 'study')])
    expect(freeRunFolder(file(), 'study')).toBe(join(home, 'study-2'))
  })
})
