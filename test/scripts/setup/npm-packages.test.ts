import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { firstDifference, npmPackages } from '../../../scripts/setup/npm-packages.mjs'
import { createReport } from '../../../scripts/setup/report.mjs'
import { scratchFolders } from '../scratch-folder'

const scratch = scratchFolders()

const A = { version: '1.0.0', integrity: 'sha512-a' }
const B = { version: '2.0.0', integrity: 'sha512-b' }

describe('firstDifference', () => {
  it.each([
    { what: 'the same packages', locked: { '': {}, a: A, b: B }, installed: { a: A, b: B }, expected: undefined },
    { what: 'a missing package', locked: { a: A, b: B }, installed: { a: A }, expected: 'b' },
    {
      what: 'a package of another platform left out',
      locked: { a: A, b: { ...B, optional: true } },
      installed: { a: A },
      expected: undefined,
    },
    { what: 'another version', locked: { a: A }, installed: { a: { ...A, version: '1.0.1' } }, expected: 'a' },
    { what: 'another content', locked: { a: A }, installed: { a: { ...A, integrity: 'sha512-x' } }, expected: 'a' },
    { what: 'a package too many', locked: { a: A }, installed: { a: A, b: B }, expected: 'b' },
  ])('sees $what', ({ locked, installed, expected }) => {
    expect(firstDifference({ packages: locked }, { packages: installed })).toBe(expected)
  })
})

describe('npmPackages.inPlace', () => {
  async function checkout() {
    const root = await scratch()
    const put = async (path: string, content: object) => {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), JSON.stringify(content))
    }
    await put('package-lock.json', { packages: { '': {}, 'node_modules/a': A } })
    await put('node_modules/.package-lock.json', { packages: { 'node_modules/a': A } })
    await put('node_modules/a/package.json', {})
    const look = () =>
      npmPackages.inPlace({ root, cache: '', report: createReport(process.stdout), mayAsk: false, forTests: false })
    return { root, put, look }
  }

  it('is content with a whole installation', async () => {
    const { look } = await checkout()
    expect(await look()).toBe('1 packages')
  })

  it.each([
    { what: 'was killed before its end', path: 'node_modules/.package-lock.json' },
    { what: 'lost a package', path: 'node_modules/a' },
    { what: 'is gone', path: 'node_modules' },
  ])('installs again where the installation $what', async ({ path }) => {
    const { root, look } = await checkout()
    await rm(join(root, path), { recursive: true })
    expect(await look()).toBeUndefined()
  })

  it('installs again where the lock file changed', async () => {
    const { put, look } = await checkout()
    await put('package-lock.json', { packages: { '': {}, 'node_modules/a': B } })
    expect(await look()).toBeUndefined()
  })
})
