import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ImportRequest, importRuns } from '../../../main/import/import-runs'
import { previewText } from '../../../shared/import/preview'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'import-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function imported(text: string | Uint8Array, asked: Partial<ImportRequest> = {}) {
  const path = join(folder, 'runs.csv')
  writeFileSync(path, text)
  return importRuns({ name: 'pooling', paths: [path], ...asked })
}

async function content(text: string | Uint8Array, asked: Partial<ImportRequest> = {}) {
  const found = await imported(text, asked)
  if (!found.ok) throw new Error(found.error.message)
  return found.value
}

/** `arm seed: step value, …` of each run. */
async function runs(text: string | Uint8Array, asked: Partial<ImportRequest> = {}): Promise<readonly string[]> {
  const { plan, results } = await content(text, asked)
  return results.map(({ trial, series }) => {
    const planned = plan.trials.find(({ id }) => id === trial)
    const own = series.map(
      ({ metric, steps, values }) => `${metric} ${steps.map((step, index) => `${step}:${values[index]}`).join(' ')}`,
    )
    return `${planned?.arm}, ${planned?.seed}, ${planned?.replicate}: ${own.join('; ')}`
  })
}

async function refusal(text: string | Uint8Array, asked: Partial<ImportRequest> = {}): Promise<string> {
  const found = await imported(text, asked)
  return found.ok ? 'not refused' : found.error.message
}

const TIDY =
  'arm,seed,epoch,val_acc\nfull,1,1,0.8\nfull,1,2,0.9\nbare,1,1,0.7\nbare,1,2,0.75\nfull,2,1,0.82\nbare,2,2,0.77\n'

describe('CSV', () => {
  it('gives arms, replicates and measurements', async () => {
    expect(await runs(TIDY)).toEqual([
      'base, 1, 1: val_acc 1:0.8 2:0.9',
      'arm=bare, 1, 1: val_acc 1:0.7 2:0.75',
      'base, 2, 2: val_acc 1:0.82',
      'arm=bare, 2, 2: val_acc 2:0.77',
    ])
  })

  it.each([
    { what: 'semicolons and decimal commas', text: 'arm;seed;val_acc\nfull;1;0,8\nbare;1;0,7\n' },
    { what: 'tabs', text: 'arm\tseed\tval_acc\nfull\t1\t0.8\nbare\t1\t0.7\n' },
    { what: 'a byte order mark', text: '\ufeffarm,seed,val_acc\nfull,1,0.8\nbare,1,0.7\n' },
    {
      what: 'UTF-16, as spreadsheets write it',
      text: Buffer.from('\ufeffarm\tseed\tval_acc\r\nfull\t1\t0.8\r\nbare\t1\t0.7\r\n', 'utf16le'),
    },
    {
      what: 'quotes, CR LF and no last line end',
      text: '"arm","seed","val_acc"\r\n"full","1","0.8"\r\n"bare","1","0.7"',
    },
    { what: 'empty lines', text: '\narm,seed,val_acc\n\nfull,1,0.8\n,,\nbare,1,0.7\n\n' },
    { what: 'names of metrics in a column', text: 'arm,seed,metric,value\nfull,1,val_acc,0.8\nbare,1,val_acc,0.7\n' },
  ])('is read with $what', async ({ text }) => {
    expect(await runs(text)).toEqual(['base, 1, 1: val_acc 0:0.8', 'arm=bare, 1, 1: val_acc 0:0.7'])
  })

  it('keeps names as they are, whatever they hold', async () => {
    const names = ['<script>alert(1)</script>', '=1+1', '池化', '🙂 "quoted"', 'a,b=c', '$(rm) % _ \\']
    const rows = names.map((name) => `"${name.replaceAll('"', '""')}",1,0.5`).join('\n')
    const { plan, study } = await content(`arm,seed,acc\n${rows}\n"two\nlines",1,0.5`)
    expect(plan.arms.map(({ label }) => label)).toEqual([...names, 'two lines'])
    expect(study.factors.arm).toEqual([...names, 'two lines'])
  })

  it('keeps arms apart whose names hold the signs that part factors', async () => {
    const text = 'a,b,acc,seed\nx,y,1,1\n"p,b=q",y,1,1\np,q,1,1\nx,q,1,1\n'
    const { plan } = await content(text, { factors: ['a', 'b'] })
    expect(new Set(plan.arms.map(({ id }) => id)).size).toBe(4)
    expect(plan.arms.map(({ levels }) => levels)).toEqual([
      { a: 'x', b: 'y' },
      { a: 'p,b=q', b: 'y' },
      { a: 'p', b: 'q' },
      { a: 'x', b: 'q' },
    ])
  })

  it('tells of each row that is not taken where it stands and why', async () => {
    const { plan } = await content(
      `${TIDY}bare,3,1,abc\n,3,1,0.5\nfull,,1,0.5\nfull,3,x,0.5\nfull,3\nfull,3,1,0.5,9\nfull,3,1,0"5\n`,
    )
    expect(plan.imported.unusable).toEqual([
      { why: 'fewer cells than there are headings', count: 1, examples: ['line 12: 2 instead of 4'] },
      { why: 'more cells than there are headings', count: 1, examples: ['line 13: 5 instead of 4'] },
      { why: 'no CSV: a quote stands within a cell', count: 1, examples: ['line 14'] },
      { why: 'val_acc is no number', count: 1, examples: ['line 8: "abc"'] },
      { why: 'no level of arm', count: 1, examples: ['line 9: " | 3 | 1 | 0.5"'] },
      { why: 'no seed', count: 1, examples: ['line 10: "full |  | 1 | 0.5"'] },
      { why: 'epoch is no number', count: 1, examples: ['line 11: "x"'] },
    ])
    expect(plan.imported.rows).toBe(13)
  })

  it('keeps what is no finite number as it was measured, and leaves out what is not there', async () => {
    expect(await runs('arm,seed,step,loss\na,1,1,NaN\na,1,2,inf\nb,1,1,-inf\nb,1,2,\n')).toEqual([
      'base, 1, 1: loss 1:NaN 2:Infinity',
      'arm=b, 1, 1: loss 1:-Infinity',
    ])
  })

  it.each([
    {
      what: 'two replicates without a seed',
      text: 'arm,acc\na,0.5\na,0.6\nb,0.5\n',
      says: 'arm a has two values of acc, at line 2 and line 3: if these are two replicates, a column called seed is to tell them apart; if the later one corrects the earlier, import with --duplicates last.',
    },
    {
      what: 'a step measured twice',
      text: `${TIDY}full,1,1,0.81\n`,
      says: 'arm full, seed 1 has two values of val_acc at epoch 1, at line 2 and line 8: if these are two runs, their seeds are to differ; if the later one corrects the earlier, import with --duplicates last.',
    },
    { what: 'nothing', text: '', says: 'runs.csv is empty: a table is expected, its first row naming the columns.' },
    { what: 'headings alone', text: 'arm,seed,acc\n', says: 'No run has a number that could be used.' },
    {
      what: 'one arm',
      text: 'arm,seed,acc\na,1,0.5\na,2,0.6\n',
      says: 'All runs are of one arm: there is nothing to compare it with.',
    },
    {
      what: 'a quote that is never closed',
      text: 'arm,seed,acc\na,1,0.5\n"b,1,0.6\n',
      says: 'runs.csv ends within a quote that was opened',
    },
    {
      what: 'bytes that are no text',
      text: Buffer.from([0x61, 0x2c, 0x62, 0x0a, 0xe4, 0x2c, 0x31]),
      says: 'runs.csv is not text in UTF-8: save it as UTF-8.',
    },
    {
      what: 'a row without end',
      text: `arm,seed,acc\n"${'x'.repeat(1_100_000)}`,
      says: 'runs.csv has a row of more than 1,000,000 bytes',
    },
    {
      what: 'a factor that nobody may be called',
      text: '__proto__,acc,seed\na,1,1\nb,2,1',
      says: 'A factor cannot be called __proto__: rename its column.',
    },
  ])('of $what is refused', async ({ text, says }) => {
    expect(await refusal(text)).toContain(says)
  })

  it.each([
    [{ base: 'ful' }, '--base "ful" is no arm of these runs. Allowed: full, bare. Did you mean full?'],
    [{ metric: 'acc' }, '--metric "acc" was not measured. Allowed: val_acc.'],
    [{ paths: ['/nowhere.csv'] }, '/nowhere.csv: there is no such file or folder.'],
  ])('with %o is refused', async (asked, says) => {
    expect(await refusal(TIDY, asked)).toContain(says)
  })

  it('takes the later of two values where that is asked for, and counts equal ones once', async () => {
    const found = await content(`${TIDY}full,1,1,0.81\nfull,1,2,0.9\n`, { ofRepeated: 'last' })
    expect(found.results[0]?.series[0]?.values).toEqual([0.81, 0.9])
    expect(found.plan.imported.repeated).toEqual({ same: 1, replaced: 1 })
  })

  it('refuses more arms than can be compared', async () => {
    const rows = Array.from({ length: 1001 }, (_, index) => `arm${index},1,0.5`).join('\n')
    expect(await refusal(`arm,seed,acc\n${rows}`)).toContain('There are 1,001 arms; at most 1,000 are compared.')
  })

  it('is the same plan wherever it lies and whenever it is read, files of it included', async () => {
    const first = await content(TIDY)
    expect(first.plan.imported.files).toEqual([
      { name: 'runs.csv', bytes: 104, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ])
    expect(await content(TIDY)).toEqual(first)
  })

  it('is taken from several files with the same columns', async () => {
    writeFileSync(join(folder, 'a.csv'), 'arm,seed,acc\nfull,1,0.5\n')
    writeFileSync(join(folder, 'b.csv'), 'acc,seed,arm\n0.6,1,bare\n')
    writeFileSync(join(folder, 'c.csv'), 'acc,seed,variant\n0.6,1,bare\n')
    const both = await importRuns({ name: 'two', paths: [join(folder, 'a.csv'), join(folder, 'b.csv')] })
    expect(both).toMatchObject({ ok: true, value: { plan: { trials: [{ arm: 'base' }, { arm: 'arm=bare' }] } } })
    const odd = await importRuns({ name: 'two', paths: [join(folder, 'a.csv'), join(folder, 'c.csv')] })
    expect(odd).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('c.csv has no column “arm”, which a.csv has') },
    })
  })
})

describe('the base', () => {
  it.each([
    { what: 'that was asked for', arms: ['x', 'y', 'z'], base: 'y', is: 'y' },
    { what: 'that is called so', arms: ['x', 'Baseline', 'z'], base: undefined, is: 'Baseline' },
    { what: 'else of the first run', arms: ['x', 'y', 'z'], base: undefined, is: 'x' },
  ])('is the arm $what', async ({ arms, base, is }) => {
    const { plan } = await content(`arm,seed,acc\n${arms.map((arm) => `${arm},1,0.5`).join('\n')}`, { base })
    expect(plan.arms[0]).toMatchObject({ id: 'base', label: is })
    expect(plan.factors[0]?.levels[0]).toBe(is)
  })

  it('is the arm that has all parts, where levels say so', async () => {
    const { plan } = await content('a,b,seed,acc\noff,x,1,1\non,x,1,2\noff,y,1,3\non,y,1,4\n')
    expect(plan.factors.map(({ levels }) => levels)).toEqual([
      ['on', 'off'],
      ['x', 'y'],
    ])
  })

  it('is told by its levels where there are several factors', async () => {
    const text = 'a,b,seed,acc\non,on,1,1\noff,on,1,2\non,off,1,3\noff,off,1,4\n'
    const { plan } = await content(text, { base: 'b=off, a=off' })
    expect(plan.arms.map(({ id }) => id)).toEqual(['base', 'a=on,b=on', 'b=on', 'a=on'])
  })
})

describe('the outcome', () => {
  it.each([
    { metrics: 'acc', value: '0.5', outcome: { metric: 'acc', better: 'more', unit: 'share' } },
    { metrics: 'acc', value: '87.5', outcome: { metric: 'acc', better: 'more', unit: 'percent' } },
    { metrics: 'val_acc,train_acc', value: '0.5,0.6', outcome: { metric: 'val_acc', better: 'more', unit: 'share' } },
    { metrics: 'val_loss', value: '2.3', outcome: { metric: 'val_loss', better: 'less', unit: 'number' } },
    { metrics: 'test_error', value: '0.1', outcome: { metric: 'test_error', better: 'less', unit: 'share' } },
    { metrics: 'reward', value: '-120', outcome: { metric: 'reward', better: 'more', unit: 'number' } },
  ])('of $metrics is $outcome', async ({ metrics, value, outcome }) => {
    const { study } = await content(`arm,seed,${metrics}\na,1,${value}\nb,1,${value}`)
    expect(study.outcome).toEqual({ ...outcome, at: 'last-step' })
  })

  it('is asked for where several metrics may be it', async () => {
    expect(await refusal('arm,seed,f1,auc\na,1,1,1\nb,1,1,1')).toBe(
      'Which of 2 metrics are arms compared by? Say so with --metric: f1, auc.',
    )
  })

  it('is better the way a person says', async () => {
    const { study } = await content('arm,seed,reward\na,1,1\nb,1,2', { better: 'less' })
    expect(study.outcome.better).toBe('less')
  })
})

describe('replicates', () => {
  it('are the seeds, in their order as numbers, missing ones left open', async () => {
    const { plan } = await content('arm,seed,acc\na,10,1\na,9,1\nb,9,1\n')
    expect(plan.trials.map(({ arm, replicate, seed }) => `${arm} ${seed} ${replicate}`)).toEqual([
      'base 9 1',
      'arm=b 9 1',
      'base 10 2',
    ])
    expect(plan).toMatchObject({ replicates: 2, paired: 'seed', warnings: [] })
  })

  it('are paired by chance where no two arms share a seed, never in the order of the list', async () => {
    const rows = (arm: string, from: number) =>
      Array.from({ length: 8 }, (_, index) => `${arm},run-${from + index},${0.5 + index / 100}`)
    const { plan } = await content(['arm,run,acc', ...rows('a', 0), ...rows('b', 8)].join('\n'))
    expect(plan).toMatchObject({
      replicates: 8,
      paired: 'chance',
      warnings: [expect.stringContaining('paired by chance')],
    })
    const order = (arm: string) =>
      plan.trials.filter((trial) => trial.arm === arm).map(({ seed }) => Number(seed?.slice(4)) % 8)
    expect(order('base').toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(order('base')).not.toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(order('arm=b')).not.toEqual(order('base'))
  })
})

it('tells what was understood', async () => {
  const found = await content(`${TIDY}bare,3,1,nan\nbare,3,1,x\n`)
  expect(previewText(found)).toBe(
    [
      '1 file of CSV, 128 B, 8 rows:',
      '  varied: “arm”',
      '  replicates: by “seed”',
      '  steps: “epoch”',
      '  metrics: “val_acc”',
      '',
      'Factor arm: full, bare (the first is the base’s)',
      '2 arms × 3 replicates, 5 runs; base: full',
      'Metrics: val_acc',
      'Outcome: val_acc at each run’s last epoch, more is better, shown as a share of 1, in per cent',
      '  from 75.00 % to 90.00 %',
      '  1 run ends with no finite number: diverged, and in no mean',
      'Last epoch: 2 (3 runs), 1 (2 runs): not all runs are as long; see outcome.at in study.yaml',
      'Arms with fewer replicates than others: full (2 of 3)',
      'Not taken, 1: val_acc is no number',
      '  line 9: "x"',
    ].join('\n'),
  )
})
