import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ablate, scratch } from './ablate'

const EVENTS = new URL('../import/events/torch', import.meta.url).pathname

let folder: ReturnType<typeof scratch>
beforeEach(() => {
  folder = scratch()
})
afterEach(() => folder.remove())

const run = (...args: string[]) => ablate(args, { cwd: folder.path })
const write = (name: string, text: string) => writeFileSync(join(folder.path, name), text)
const read = (name: string) => readFileSync(join(folder.path, name), 'utf8')

/** The example of docs/import.md, as it stands there. */
function example(): string {
  const docs = readFileSync(new URL('../../../docs/import.md', import.meta.url), 'utf8')
  return /<<END\n([\s\S]*?)END\n/.exec(docs)?.[1] ?? ''
}

describe('import', () => {
  it('goes from CSV to a report', async () => {
    write('pooling.csv', example())
    const dry = await run('import', 'pooling.csv', '--out', 'pooling', '--base', 'full', '--dry-run')
    expect(dry).toMatchObject({ code: 0, out: 'A dry run: nothing was written.\n' })
    expect(dry.err).toContain('2 arms × 3 replicates, 6 runs; base: full')
    expect(existsSync(join(folder.path, 'pooling'))).toBe(false)

    expect(await run('import', 'pooling.csv', '--out', 'pooling', '--base', 'full')).toMatchObject({ code: 0 })
    const analysed = await run('analyze', 'pooling')
    expect(analysed.code).toBe(0)
    // 0.871 − 0.862, 0.868 − 0.859, 0.874 − 0.860: mean 0.010667.
    expect(analysed.out).toContain('Arm full raises val_acc over no-pooling by 1.07 pp')
    expect(analysed.out).not.toContain('MACs')
    const reported = await run('report', 'pooling', '--format', 'html,md,tex,csv,json')
    expect(reported.code).toBe(0)
    expect(read('pooling/report/report.html')).toContain('not known: the files do not say')
    expect(read('pooling/report/measurements.csv').split('\r\n')[0]).toBe(
      'trial,arm,label,factor_arm,replicate,seed,epoch,metric,value',
    )
  })

  it('goes from event files to an analysis, as JSON', async () => {
    const imported = await run('import', EVENTS, '--out', 'tb', '--metric', 'acc/val', '--json')
    expect(imported).toMatchObject({ code: 0, err: '' })
    expect(JSON.parse(imported.out)).toMatchObject({
      schema: 'ablation-workbench/import/1',
      plan: { imported: { format: 'tensorboard' }, replicates: 2 },
    })
    const analysed = await run('analyze', 'tb', '--json')
    expect(JSON.parse(analysed.out)).toMatchObject({
      contrasts: [{ factor: 'arm', from: 'no-pooling', to: 'full', n: 2 }],
    })
  })

  it.each([
    [['--out', 'x', '--name', '../evil'], '--name "../evil": letters, digits'],
    [['--out', 'x', '--format', 'xml'], '--format xml: csv or tensorboard is allowed.'],
    [['--out', 'x', '--duplicates', 'first'], '--duplicates first: refuse or last is allowed.'],
    [['--out', 'x', '--pattern', '{arm'], 'a brace is not closed'],
    [['--out', 'x', '--lower-is-better', '--higher-is-better'], 'contradict each other'],
    [['--out', '.'], 'holds something: an import makes a folder of its own'],
    [[], "required option '--out <folder>' not specified"],
  ])('with %j ends with 2 and says why', async (args, says) => {
    write('pooling.csv', example())
    const ended = await run('import', 'pooling.csv', ...args)
    expect(ended.code).toBe(2)
    expect(ended.err).toContain(says)
  })

  it('makes a folder that cannot be run or exported', async () => {
    write('pooling.csv', example())
    await run('import', 'pooling.csv', '--out', 'pooling')
    const exported = await run('export', 'pooling', 'base', '--as', 'onnx')
    expect(exported.code).toBe(2)
    expect(exported.err).toContain('holds imported runs')
    const ran = await run('run', 'pooling/study.yaml', '--out', 'pooling')
    expect(ran.code).toBe(2)
    expect(ran.err).toContain(
      'study.yaml:12:1: These runs were made elsewhere: their study can be analysed and reported',
    )
    expect(existsSync(join(folder.path, 'pooling', 'journal.jsonl'))).toBe(false)
  })
})
