import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createOpenedPaths } from '../../../main/ipc/opened-paths'

let home = ''

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'opened-paths-'))
  mkdirSync(join(home, 'studies'))
  mkdirSync(join(home, 'elsewhere'))
  writeFileSync(join(home, 'elsewhere', 'secret.yaml'), '')
})

afterEach(() => rmSync(home, { recursive: true, force: true }))

describe('opened paths', () => {
  it('lets through what lies below the studies folder, there or not yet', () => {
    const paths = createOpenedPaths(join(home, 'studies'))
    expect(paths.isOpen(join(home, 'studies', 'a.yaml'))).toBe(true)
    expect(paths.isOpen(join(home, 'studies', 'a', 'report', 'report.html'))).toBe(true)
  })

  it.each([
    ['a file elsewhere', 'elsewhere/secret.yaml'],
    ['a way out', 'studies/../elsewhere/secret.yaml'],
    ['a folder whose name only begins alike', 'studies-of-others/a.yaml'],
    ['the studies folder itself', 'studies'],
  ])('refuses %s', (_what, path) => {
    expect(createOpenedPaths(join(home, 'studies')).isOpen(`${home}/${path}`)).toBe(false)
  })

  it('refuses relative paths and such with a zero in them', () => {
    const paths = createOpenedPaths(join(home, 'studies'))
    expect(paths.isOpen('studies/a.yaml')).toBe(false)
    expect(paths.isOpen(join(home, 'studies', 'a\0.yaml'))).toBe(false)
  })

  it('does not follow a link out of the studies folder', () => {
    symlinkSync(join(home, 'elsewhere'), join(home, 'studies', 'link'))
    expect(createOpenedPaths(join(home, 'studies')).isOpen(join(home, 'studies', 'link', 'secret.yaml'))).toBe(false)
  })

  it('lets through a file that the user opened, and what lies in a folder that was', () => {
    const paths = createOpenedPaths(join(home, 'studies'))
    paths.open(join(home, 'elsewhere', 'secret.yaml'))
    expect(paths.isOpen(join(home, 'elsewhere', 'secret.yaml'))).toBe(true)
    expect(paths.isOpen(join(home, 'elsewhere', 'other.yaml'))).toBe(false)
    paths.open(join(home, 'elsewhere'))
    expect(paths.isOpen(join(home, 'elsewhere', 'other.yaml'))).toBe(true)
  })
})
