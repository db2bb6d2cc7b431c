import { describe, expect, it } from 'vitest'
import { composeReport } from '../../../shared/report/compose-report'
import type { ReportDocument, ReportSection } from '../../../shared/report/report-document'
import type { ReportTable, TableCell } from '../../../shared/report/report-table'
import type { ResultRecord } from '../../../shared/study/result-record'
import { fashion8k } from '../study/sample-study'
import { diverged, planned, reportInput, resultsOf, sampleParts } from './report-fixture'

const study = planned()
const results = resultsOf(study)

function section(document: ReportDocument, id: string): ReportSection {
  const found = document.sections.find((own) => own.id === id)
  if (!found) throw new Error(`no section ${id}`)
  return found
}

function table(document: ReportDocument, id: string): ReportTable {
  for (const { blocks } of document.sections)
    for (const block of blocks) if (block.kind === 'table' && block.id === id) return block
  throw new Error(`no table ${id}`)
}

function cell(own: ReportTable, row: number, key: string): TableCell {
  const found = own.groups.flatMap(({ rows }) => rows)[row]?.cells[
    own.columns.findIndex((column) => column.key === key)
  ]
  if (!found) throw new Error(`no cell ${key} in row ${row} of ${own.id}`)
  return found
}

/** Every text of the document, in order. */
function texts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(texts)
  if (value === null || typeof value !== 'object' || '$$typeof' in value) return []
  return Object.values(value).flatMap(texts)
}

/** The leads of the threats, and all they say. */
function threats(document: ReportDocument) {
  const [list] = section(document, 'threats').blocks
  if (list?.kind !== 'list') throw new Error('no threats')
  return new Map(
    list.items.map(({ lead, text }) => [
      lead,
      text.map((part) => (typeof part === 'string' ? part : part.text)).join(''),
    ]),
  )
}

const firstReplicates = (count: number) => results.filter(({ replicate }) => replicate <= count)

describe('the first screen', () => {
  it.each<{ what: string; given: readonly ResultRecord[]; expected: string }>([
    { what: 'all trials', given: results, expected: '8 arms × 3 replicates: all 24 trials finished.' },
    { what: 'none', given: [], expected: '8 arms × 3 replicates: 0 of 24 trials finished; 24 without a result yet.' },
    {
      what: 'one diverged, one missing',
      given: results.flatMap((result, index) => (index === 4 ? [diverged(result, 3)] : index === 23 ? [] : [result])),
      expected:
        '8 arms × 3 replicates: 22 of 24 trials finished; 1 diverged (−reduction, replicate 1) and is left out of what needs it; 1 without a result yet.',
    },
  ])('counts finished, diverged and missing trials: $what', ({ given, expected }) => {
    const [line] = composeReport(reportInput(study, given)).basis
    expect(line?.map((part) => (typeof part === 'string' ? part : part.text)).join('')).toBe(expected)
  })

  it('gives the question and the analysis’s answer as they are', () => {
    const input = reportInput()
    expect(composeReport(input)).toMatchObject({ question: sampleParts.question, answer: input.analysis.answer })
  })
})

describe('effects', () => {
  it('prints the estimate and interval of the analysis, and leads to its differences', () => {
    const input = reportInput()
    const own = table(composeReport(input), 'effects-table')
    const [reduction] = input.analysis.contrasts
    expect(cell(own, 0, 'effect')).toMatchObject({ kind: 'number', value: reduction?.estimate, to: 'differences-1' })
    expect(cell(own, 0, 'interval')).toMatchObject({ kind: 'number', value: reduction?.interval })
    expect(cell(own, 0, 'n')).toMatchObject({ text: '3 of 3' })
    expect(cell(own, 0, 'plot')).toMatchObject({ kind: 'interval', margin: 0.02 })
    expect(cell(own, 1, 'plot')).toMatchObject({ kind: 'interval', margin: null })
  })

  it.each([
    { finished: 0, effect: 'blank', interval: 'blank', n: '0 of 3' },
    { finished: 1, effect: 'number', interval: 'blank', n: '1 of 3' },
    { finished: 3, effect: 'number', interval: 'number', n: '3 of 3' },
  ])('with $finished complete replicates shows no more than they tell', ({ finished, effect, interval, n }) => {
    const own = table(composeReport(reportInput(study, firstReplicates(finished))), 'effects-table')
    expect(cell(own, 0, 'effect').kind).toBe(effect)
    expect(cell(own, 0, 'interval').kind).toBe(interval)
    expect(cell(own, 0, 'p').kind).toBe(interval)
    expect(cell(own, 0, 'n')).toMatchObject({ text: n })
  })

  it('names the trials on both sides of every difference', () => {
    const own = table(composeReport(reportInput()), 'differences-table')
    expect(own.groups.map(({ id, rows }) => [id, rows.length])).toEqual([
      ['differences-1', 3],
      ['differences-2', 3],
      ['differences-3', 3],
    ])
    // reduction off → on, replicate 1: the first trials of arms 1 to 4 less those of arms 5 to 8, three trials an arm
    expect(texts(cell(own, 0, 'to')).filter((text) => /^\d+$/.test(text))).toEqual(['1', '4', '7', '10'])
    expect(texts(cell(own, 0, 'from')).filter((text) => /^\d+$/.test(text))).toEqual(['13', '16', '19', '22'])
  })
})

describe('threats to validity', () => {
  const complete = threats(composeReport(reportInput()))

  it('says of three replicates what they cannot show', () => {
    // t(0.975; 2) = 4.303, t(0.975; 9) = 2.262; 2/2³ = 0.25
    expect(complete.get('Few replicates')).toContain('4.30 standard errors')
    expect(complete.get('Few replicates')).toContain('2.26')
    expect(complete.get('Few replicates')).toContain('p\u00a0=\u00a0.250')
  })

  it('leaves out what the data give no reason for', () => {
    for (const lead of [
      'Diverged trials',
      'Not complete',
      'Unequal environments',
      'Repeated attempts',
      'No spread',
      'One replicate',
    ])
      expect(complete.has(lead)).toBe(false)
  })

  it('says that the test split was not used and that costs differ', () => {
    expect(complete.get('Validation only')).toContain('the 1,000 test images were not used')
    expect(complete.get('Unequal cost')).toContain('pooling off → on (1.26 times)')
  })

  it.each([
    { lead: 'Not complete', given: firstReplicates(2), says: '8 planned trials have no result' },
    { lead: 'Too few complete replicates', given: firstReplicates(1), says: 'Only one replicate is complete' },
    { lead: 'Too few complete replicates', given: [], says: 'No replicate is complete' },
    {
      lead: 'Diverged trials',
      given: results.map((result, index) => (index === 4 ? diverged(result, 3) : result)),
      says: '1 trial diverged: −reduction, replicate 1.',
    },
    {
      lead: 'Repeated attempts',
      given: results.map((result, index) => (index === 0 ? { ...result, attempt: 2 } : result)),
      says: '1 trial needed more than one attempt: base, replicate 1.',
    },
    {
      lead: 'Unequal environments',
      given: results.map((result, index) =>
        index === 0 ? { ...result, environment: { ...result.environment, device: 'GPU 0' } } : result,
      ),
      says: 'ran in 2 environments',
    },
  ])('tells: $lead', ({ lead, given, says }) => {
    expect(threats(composeReport(reportInput(study, given))).get(lead)).toContain(says)
  })

  it('says of a semi-synthetic set that nothing follows for photographs, and of others not', () => {
    const made = planned(
      { ...sampleParts, dataset: '{ name: coloured }' },
      {
        datasetNames: ['coloured'],
        findDataset: () => ({
          found: true,
          dataset: { ...fashion8k, name: 'coloured', image: [32, 32, 3], semiSynthetic: true },
        }),
      },
    )
    const said = threats(composeReport(reportInput(made))).get('Images partly made up')
    expect(said).toContain('coloured is semi-synthetic: shapes and classes are real')
    expect(said).toContain('That they hold for photographs does not follow')
    expect(complete.has('Images partly made up')).toBe(false)
  })

  it('calls an interval across zero undecided, and shows its ends', () => {
    const noisy = results.map((result) => {
      const off = result.arm.includes('pooling=off') ? 1 : -1
      return withAccuracy(result, 0.85 + (result.replicate - 2) * 0.01 * off)
    })
    const said = threats(composeReport(reportInput(study, noisy))).get('Undecided')
    expect(said).toContain('Pooling off → on (0.00 pp, −4.97 to +4.97)')
  })

  it('claims nothing from differences without spread', () => {
    const constant = results.map((result) => withAccuracy(result, result.arm.includes('pooling=off') ? 0.75 : 0.875))
    const document = composeReport(reportInput(study, constant))
    expect(threats(document).get('No spread')).toContain('pooling off → on')
    expect(cell(table(document, 'effects-table'), 1, 'p').kind).toBe('blank')
  })
})

describe('trials', () => {
  it('lists every planned trial with the result’s own accuracy', () => {
    const own = table(composeReport(reportInput()), 'trials-table')
    const rows = own.groups.flatMap(({ rows: some }) => some)
    expect(rows).toHaveLength(24)
    for (const [index, row] of rows.entries()) {
      const id = row.cells[1]
      const result = results.find(({ trial }) => id?.kind === 'code' && trial === id.text)
      const value = result?.curve.at(-1)?.validation.accuracy
      expect(cell(own, index, 'accuracy')).toMatchObject({ value, text: ((value ?? 0) * 100).toFixed(2) })
      expect(cell(own, index, 'seed')).toMatchObject({ value: result?.seed })
    }
  })

  it('keeps a diverged trial in sight and out of the means', () => {
    const given = results.map((result, index) => (index === 4 ? diverged(result, 3, 'the loss is NaN.') : result))
    const document = composeReport(reportInput(study, given))
    expect(section(document, 'trials').blocks[0]).toEqual({
      kind: 'paragraph',
      tone: 'bad',
      text: [{ text: 'Trial 13', to: 'trial-13' }, ' (−reduction, replicate 1) diverged at step 253: the loss is NaN.'],
    })
    expect(cell(table(document, 'trials-table'), 12, 'outcome')).toEqual({ kind: 'outcome', outcome: 'diverged' })
    expect(cell(table(document, 'arms-table'), 4, 'n')).toMatchObject({ text: '2 of 3', weight: 'warn' })
  })
})

describe('what is held fixed', () => {
  it.each([
    { key: 'epochs', value: '6, 468 steps in all' },
    { key: 'batch', value: '64 images; 78 steps an epoch, the last 8 images of each shuffled epoch left out' },
    { key: 'optimizer.kind', value: 'momentum' },
    { key: 'optimizer.learningRate', value: '0.1' },
    { key: 'optimizer.momentum', value: '0.9' },
    { key: 'optimizer.weightDecay', value: '0.0001, L2 on kernels' },
    { key: 'schedule.kind', value: 'cosine: from 0.1 to 0 along half a cosine, step by step' },
    { key: 'auxiliaryWeight', value: '0.3, times each auxiliary classifier’s loss where an arm has them' },
    { key: 'Images', value: '5,000 training, 2,000 validation, 1,000 test; the same in every trial' },
  ])('says $key', ({ key, value }) => {
    const rows = table(composeReport(reportInput()), 'protocol-table').groups.flatMap((own) => own.rows)
    expect(rows.map(({ cells }) => texts(cells).filter((text) => text !== 'text'))).toContainEqual([key, value])
  })

  it.each([
    {
      training:
        '{ epochs: 6, optimizer: { kind: adamw, learningRate: 0.001, weightDecay: 0.05 }, schedule: { kind: step, epochs: 2, warmUp: 1 } }',
      says: [
        ['optimizer.kind', 'adamw'],
        ['optimizer.learningRate', '0.001'],
        ['optimizer.beta1', '0.9'],
        ['optimizer.beta2', '0.999'],
        ['optimizer.epsilon', '1e-8'],
        ['optimizer.weightDecay', '0.05, decoupled on kernels'],
        ['schedule.kind', 'step: from 0.001, times 0.1 every 2 epochs'],
        ['schedule.warmUp', '1 epoch, in a line from nearly 0 to the schedule’s rate'],
      ],
    },
    {
      training:
        '{ epochs: 6, optimizer: { kind: sgd, learningRate: 0.1 }, schedule: { kind: exponential }, initialisation: caffe, labelSmoothing: 0.1, clipNorm: 2, averageDecay: 0.99 }',
      says: [
        ['optimizer.kind', 'sgd'],
        ['optimizer.learningRate', '0.1'],
        ['optimizer.weightDecay', '0, L2 on kernels'],
        ['schedule.kind', 'exponential: from 0.1, times 0.96 in 8 epochs, step by step'],
        ['initialisation', 'caffe'],
        ['labelSmoothing', '0.1 of each label spread over all classes, in training losses alone'],
        ['clipNorm', '2: the largest norm of the whole gradient'],
        ['averageDecay', '0.99: outcomes are those of the weights’ moving average'],
      ],
    },
  ])('says all of a recipe that was asked for: $training', ({ training, says }) => {
    const document = composeReport(reportInput(planned({ ...sampleParts, training }), []))
    const rows = table(document, 'protocol-table').groups.flatMap((own) => own.rows)
    const said = rows.map(({ cells }) => texts(cells).filter((text) => text !== 'text'))
    const known = ['epochs', 'batch', 'auxiliaryWeight']
    const recipe = said.slice(said.findIndex(([key]) => key === 'epochs')).filter(([key]) => !known.includes(key ?? ''))
    expect(recipe).toEqual(says)
  })
})

it.each([0, 1, 2, 3])('never overclaims with %i replicates', (count) => {
  const said = texts(composeReport(reportInput(study, firstReplicates(count)))).join('\n')
  expect(said).not.toMatch(/significan|\bprove|no effect|no difference/i)
  expect(said).not.toMatch(/NaN|Infinity|undefined|\[object/)
})

function withAccuracy(result: ReturnType<typeof resultsOf>[number], accuracy: number): ResultRecord {
  return {
    ...result,
    curve: result.curve.map((point) => ({ ...point, validation: { ...point.validation, accuracy } })),
  }
}
