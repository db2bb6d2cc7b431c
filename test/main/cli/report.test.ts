import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { electronExecutable } from '../../../main/cli/electron-runtime'
import { planned, resultsOf, sampleParts } from '../../shared/report/report-fixture'
import { studySource } from '../../shared/study/sample-study'
import { ablate, scratch } from './ablate'
import { copyInstallation } from './copied-installation'

let folder: ReturnType<typeof scratch>
beforeEach(() => {
  folder = scratch()
  writeFinishedStudy(join(folder.path, 'finished'))
})
afterEach(() => folder.remove())

/** A study’s folder as a run leaves it, its results made up. */
function writeFinishedStudy(path: string): void {
  const study = planned()
  mkdirSync(path, { recursive: true })
  writeFileSync(join(path, 'study.yaml'), studySource(sampleParts))
  writeFileSync(join(path, 'plan.json'), JSON.stringify(study.plan))
  for (const result of resultsOf(study)) {
    mkdirSync(join(path, 'trials', result.trial), { recursive: true })
    writeFileSync(join(path, 'trials', result.trial, 'result.json'), JSON.stringify(result))
  }
}

const report = (...args: string[]) => ablate(['report', 'finished', ...args], { cwd: folder.path })

/** Each file of the report and the hash of its bytes. */
function hashes(): Readonly<Record<string, string>> {
  const root = join(folder.path, 'finished', 'report')
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => /\.[a-z]+$/.test(name))
  return Object.fromEntries(
    files.sort().map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(root, name)))
        .digest('hex'),
    ]),
  )
}

const ROOT = new URL('../../..', import.meta.url).pathname
const printable = electronExecutable(ROOT) !== undefined

describe('ablate report', () => {
  it.skipIf(!printable)(
    `writes every format, and the same bytes again${printable ? '' : ' (left out: there is no Electron)'}`,
    async () => {
      const first = await report('--format', 'all', '--json')
      expect(first.code, first.err).toBe(0)
      const formats = JSON.parse(first.out).files.map(({ format }: { format: string }) => format)
      expect([...new Set(formats)]).toEqual(['html', 'pdf', 'md', 'tex', 'csv', 'json'])
      const before = hashes()
      expect(Object.keys(before)).toContain('report.pdf')
      expect((await report('--format', 'all')).code).toBe(0)
      expect(hashes()).toEqual(before)

      const pdf = readFileSync(join(folder.path, 'finished', 'report', 'report.pdf'), 'latin1')
      expect(pdf).toMatch(/^%PDF-1\.\d/)
      expect(pdf).toContain("/CreationDate (D:20250101100012+00'00')")
      expect(pdf).toContain('/Outlines')
      expect(pdf).not.toMatch(/\/JavaScript|\/JS |\/URI|file:\/\//)
    },
  )

  it.skipIf(!printable)('lays the PDF out on the paper asked for', async () => {
    const boxOf = async (paper: string) => {
      expect((await report('--format', 'pdf', '--paper', paper)).code).toBe(0)
      const pdf = readFileSync(join(folder.path, 'finished', 'report', 'report.pdf'), 'latin1')
      return /\/MediaBox \[0 0 (\d+)(?:\.\d+)? (\d+)/.exec(pdf)?.slice(1).map(Number)
    }
    expect(await boxOf('a4')).toEqual([595, 842])
    expect(await boxOf('letter')).toEqual([612, 792])
  })

  it('ends with 4 and a sentence where nothing can print, the other formats written', async () => {
    const copy = copyInstallation(join(folder.path, 'copy'), { library: true })
    rmSync(join(folder.path, 'copy', 'node_modules', 'electron'))
    const { code, err } = await ablate(['report', 'finished', '--format', 'all'], { cwd: folder.path, cli: copy.cli })
    expect(code).toBe(4)
    expect(err).toContain('report.pdf cannot be made: no Electron is installed in')
    expect(err).toContain('--format html,md,tex,csv,json')
    expect(Object.keys(hashes())).toEqual(
      expect.arrayContaining(['report.html', 'report.md', 'report.tex', 'trials.csv']),
    )
  })
})
