import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const read = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8'))

const packages: Record<string, { resolved?: string; integrity?: string }> = read('package-lock.json').packages
const installed = Object.entries(packages).filter(([path]) => path !== '')

describe('the lock file', () => {
  it('holds no download address: the registry that npm is configured with serves everything', () => {
    expect(installed.filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
    expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toMatch(/\.tgz"/)
  })

  it('holds a checksum for every package', () => {
    expect(installed.length).toBeGreaterThan(0)
    expect(installed.filter(([, { integrity }]) => !/^sha512-/.test(integrity ?? '')).map(([path]) => path)).toEqual([])
  })
})

describe('package.json', () => {
  const { dependencies, devDependencies } = read('package.json')

  it.each(Object.entries<string>({ ...dependencies, ...devDependencies }))('pins %s exactly: %s', (_name, version) => {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/)
  })
})
