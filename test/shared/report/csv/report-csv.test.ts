import { describe, expect, it } from 'vitest'
import { reportCsv } from '../../../../shared/report/csv/report-csv'
import { HOSTILE, hostileInput } from '../hostile'
import { diverged, planned, reportInput, resultsOf } from '../report-fixture'

const study = planned()
const results = resultsOf(study)

function file(name: string, input = reportInput()): string {
  const found = reportCsv(input).find((own) => own.name === name)
  if (!found) throw new Error(`no file ${name}`)
  return found.text
}

/** By RFC 4180. */
function parsed(text: string): readonly Readonly<Record<string, string>>[] {
  const rows: string[][] = [[]]
  for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? '')
    if (end === '\r\n') rows.push([])
    if (end === '') break
  }
  const [head = [], ...rest] = rows.slice(0, -1)
  return rest.map((row) => {
    expect(row).toHaveLength(head.length)
    return Object.fromEntries(head.map((name, at) => [name, row[at] ?? '']))
  })
}

describe('trials.csv', () => {
  it('has a row for every planned trial, its outcome in full', () => {
    const rows = parsed(file('trials.csv'))
    expect(rows).toHaveLength(24)
    for (const { trial, seed, replicate, curve } of results)
      expect(rows).toContainEqual(
        expect.objectContaining({
          trial,
          seed: String(seed),
          replicate: String(replicate),
          outcome: 'finished',
          value: String(curve.at(-1)?.validation.accuracy),
          last_validation_loss: String(curve.at(-1)?.validation.loss),
        }),
      )
  })

  it('names each factor’s level, and tells what diverged or is missing', () => {
    const given = results.flatMap((result, index) =>
      index === 4 ? [diverged(result, 2)] : index === 5 ? [] : [result],
    )
    const rows = parsed(file('trials.csv', reportInput(study, given)))
    expect(rows[0]).toMatchObject({ arm: 'base', factor_reduction: 'on', factor_pooling: 'on', factor_auxiliary: 'on' })
    const [bad, none] = [results[4]?.trial, results[5]?.trial].map((id) => rows.find(({ trial }) => trial === id))
    expect(bad).toMatchObject({
      outcome: 'diverged',
      value: '',
      epochs: '2',
      reason: 'the loss left the finite numbers.',
    })
    expect(none).toMatchObject({ outcome: 'no result', value: '', epochs: '' })
  })
})

it('epochs.csv has a row for every epoch of every trial', () => {
  const rows = parsed(file('epochs.csv'))
  expect(rows).toHaveLength(24 * 6)
  const [first] = results
  expect(
    rows.filter(({ trial }) => trial === first?.trial).map(({ validation_accuracy }) => validation_accuracy),
  ).toEqual(first?.curve.map(({ validation }) => String(validation.accuracy)))
})

it('arms.csv and contrasts.csv are the analysis in full', () => {
  const input = reportInput()
  const [arm] = input.analysis.arms
  expect(parsed(file('arms.csv'))[0]).toMatchObject({
    arm: 'base',
    mean: String(arm?.mean),
    interval_low: String(arm?.interval?.[0]),
    macs: String(arm?.macs),
  })
  const contrasts = parsed(file('contrasts.csv'))
  expect(contrasts.map(({ estimate, p_holm }) => [estimate, p_holm])).toEqual(
    input.analysis.contrasts.map(({ estimate, pHolm }) => [String(estimate), String(pHolm)]),
  )
  expect(parsed(file('differences.csv'))).toHaveLength(9)
})

it('has no cell that a spreadsheet would take for a formula', () => {
  for (const { name, text } of reportCsv(hostileInput())) {
    expect(text).not.toMatch(/(?:^|,|\r\n)"?[=+@\t]/)
    for (const row of parsed(text))
      for (const cell of Object.values(row)) expect(cell, name).not.toMatch(/^(?:[=+@\t]|-(?![\d.]))/)
  }
  expect(parsed(file('trials.csv', hostileInput()))[0]?.label).toBe(`'${HOSTILE}base`)
})
