import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { architectureFiles } from '../../../main/study/architecture-files'

let home: string
let folder: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'nets-'))
  folder = join(home, 'study')
  mkdirSync(join(folder, 'nets', 'deep.yaml'), { recursive: true })
  writeFileSync(join(folder, 'nets', 'mine.yaml'), 'name: mine\n')
  writeFileSync(join(folder, 'nets', 'large.yaml'), 'x'.repeat(300_000))
  writeFileSync(join(home, 'outside.yaml'), 'secret: 1\n')
  symlinkSync(join(home, 'outside.yaml'), join(folder, 'nets', 'out.yaml'))
  symlinkSync('mine.yaml', join(folder, 'nets', 'within.yaml'))
  symlinkSync('round.yaml', join(folder, 'nets', 'round.yaml'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

describe('the files of architectures beside a study', () => {
  it.each(['nets/mine.yaml', 'nets/within.yaml'])('are read: %s', (path) => {
    expect(architectureFiles(folder)(path)).toEqual({ ok: true, value: 'name: mine\n' })
  })

  it.each([
    ['nets/none.yaml', 'There is no file nets/none.yaml in the study’s folder, FOLDER.'],
    ['nets/mine.yaml/x.yaml', 'There is no file nets/mine.yaml/x.yaml in the study’s folder, FOLDER.'],
    ['nets/deep.yaml', 'nets/deep.yaml is a folder: name the .yaml file in it that holds the architecture.'],
    ['nets/large.yaml', 'nets/large.yaml has 300,000 bytes: the file of an architecture has at most 256 KiB.'],
    [
      'nets/out.yaml',
      'nets/out.yaml is a link that leads out of the study’s folder: an architecture’s file lies in that folder or below it. Copy it there.',
    ],
    ['nets/round.yaml', 'nets/round.yaml, in the study’s folder, cannot be read (ELOOP).'],
  ])('are refused in a sentence: %s', (path, sentence) => {
    const read = architectureFiles(folder)(path)
    expect(!read.ok && read.error.replace(folder, 'FOLDER')).toBe(sentence)
  })

  it.skipIf(process.platform === 'win32')('are plain files: a device is not read', () => {
    expect(architectureFiles('/dev')('null')).toEqual({
      ok: false,
      error: 'null is no plain file: an architecture is a YAML file.',
    })
  })

  it('are not looked for where the study has no file itself', () => {
    expect(architectureFiles(undefined)('nets/mine.yaml')).toEqual({
      ok: false,
      error:
        'nets/mine.yaml is looked for from the folder of the study’s file, and this study is in none: save it first.',
    })
  })
})
