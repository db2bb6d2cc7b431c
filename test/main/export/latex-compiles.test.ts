import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { composeReport } from '../../../shared/report/compose-report'
import { renderLatex } from '../../../shared/report/latex/render-latex'
import { hostileInput } from '../../shared/report/hostile'

const runs = (...[program = '', ...args]: string[]) => spawnSync(program, args).status === 0
const ENGINES = [
  { engine: 'pdflatex', there: runs('pdflatex', '--version'), passes: 3 },
  // XeTeX's links need a font that the smallest distributions leave out.
  { engine: 'xelatex', there: runs('xelatex', '--version') && runs('kpsewhich', 'pzdr.tfm'), passes: 1 },
]
describe.each(ENGINES)('$engine', ({ engine, there, passes }) => {
  const note = there ? '' : ` (left out: this machine has no ${engine})`
  it.skipIf(!there)(`compiles a report of hostile names without a complaint${note}`, { timeout: 120_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'workbench-latex-'))
    try {
      writeFileSync(join(folder, 'report.tex'), renderLatex(composeReport(hostileInput()), 'a4'))
      const args = ['-interaction=nonstopmode', '-halt-on-error', '-no-shell-escape', 'report.tex']
      for (let pass = 1; pass <= passes; pass++) {
        const { status, stdout } = spawnSync(engine, args, { cwd: folder, encoding: 'utf8' })
        expect(status, stdout.slice(-2000)).toBe(0)
      }
      const log = readFileSync(join(folder, 'report.log'), 'latin1')
      expect(log).not.toMatch(/multiply defined|Missing character|Overfull \\hbox \(\d{2,}/)
      if (passes > 1) expect(log).not.toMatch(/Warning: There were undefined|Warning: Label.s. may have changed/)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
