import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chooseRunFolder, findRunFolder } from '../../../main/app/run-folder'
import { openStudyFolder } from '../../../main/store/study-folder'
import { crossedArms, planOf } from '../../renderer/plan-of'

let home = ''
const file = () => join(home, 'parts.yaml')
const planWith = (hash: string) => planOf(crossedArms('reduction'), { hash })

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'run-folder-'))
})

afterEach(() => rmSync(home, { recursive: true, force: true }))

describe('the folder of a run', () => {
  it('is named after the study, beside its file', () => {
    expect(chooseRunFolder(file(), planWith('a'))).toBe(join(home, 'parts'))
    expect(findRunFolder(file(), planWith('a'))).toBeNull()
  })

  it('is the one in which this plan was run before', () => {
    openStudyFolder(join(home, 'parts'), '', planWith('a'))
    openStudyFolder(join(home, 'parts-2'), '', planWith('b'))
    expect(chooseRunFolder(file(), planWith('b'))).toBe(join(home, 'parts-2'))
    expect(findRunFolder(file(), planWith('a'))?.path).toBe(join(home, 'parts'))
  })

  it('is a new one for a changed study: earlier results stay', () => {
    openStudyFolder(join(home, 'parts'), '', planWith('a'))
    expect(chooseRunFolder(file(), planWith('c'))).toBe(join(home, 'parts-2'))
  })

  it('passes over a folder that is something else', () => {
    mkdirSync(join(home, 'parts'))
    writeFileSync(join(home, 'parts', 'letter.txt'), '')
    expect(chooseRunFolder(file(), planWith('a'))).toBe(join(home, 'parts-2'))
  })
})
