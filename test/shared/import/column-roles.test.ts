import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type AskedColumns, columnRoles, METRIC_WORDS, SYNONYMS } from '../../../shared/import/column-roles'

/** Roles as words, `seed:run`. */
function roles(table: string, asked: AskedColumns = {}): string {
  const [headings = [], ...rows] = table.split('\n').map((line) => line.trim().split(','))
  const found = columnRoles(headings, rows, asked)
  if (!found.ok) return found.error
  const { factors, seed, step, long, metrics } = found.value
  return [
    ...factors.map(({ name }) => `factor:${name}`),
    ...(seed ? [`seed:${seed.name}`] : []),
    ...(step ? [`step:${step.name}`] : []),
    ...(long ? [`long:${long.metric.name}/${long.value.name}`] : []),
    ...metrics.map(({ name }) => `metric:${name}`),
  ].join(' ')
}

describe('the columns of a table', () => {
  it.each([
    {
      what: 'an arm, wide',
      table: 'Arm,Seed,Epoch,val_acc\na,1,1,0.5',
      says: 'factor:arm seed:Seed step:Epoch metric:val_acc',
    },
    {
      what: 'an arm, long',
      table: 'variant,run,step,metric,value\na,1,1,acc,0.5',
      says: 'factor:arm seed:run step:step long:metric/value',
    },
    {
      what: 'factors and two metrics',
      table: 'reduction,pooling,random_seed,Global Step,loss,Top-1\non,off,1,1,0.5,3',
      says: 'factor:reduction factor:pooling seed:random_seed step:Global Step metric:loss metric:Top-1',
    },
    { what: 'levels that are numbers', table: 'depth,acc\n20,1\n20,2\n56,3\n56,4', says: 'factor:depth metric:acc' },
    { what: 'a metric of unknown name', table: 'arm,zap\na,1.1\na,1.2\nb,1.3\nb,1.4', says: 'factor:arm metric:zap' },
    { what: 'a step beside an epoch', table: 'arm,epoch,step,acc\na,1,100,1', says: 'factor:arm step:step metric:acc' },
    {
      what: 'a metric that was named',
      table: 'arm,width\na,1\na,1',
      asked: { metric: 'width' },
      says: 'factor:arm metric:width',
    },
    {
      what: 'factors that were named',
      table: 'arm,run,acc\na,x,1',
      asked: { factors: ['run'] },
      says: 'factor:run metric:acc',
    },
    { what: 'no metric', table: 'arm,seed\na,1', says: /^No column holds a metric: .* Found: arm, seed\.$/ },
    { what: 'no factor', table: 'seed,acc\n1,0.5', says: /^No column says what was varied: .*--factors\.$/ },
    {
      what: 'two alike',
      table: 'arm,acc,acc\na,1,2',
      says: 'Two columns are called "acc": which of them is meant cannot be told. Rename one.',
    },
    {
      what: 'no headings',
      table: 'a,1,0.5\nb,1,0.6',
      says: 'The first row is to name the columns, and has a number in it: add a row of headings.',
    },
    { what: 'one column', table: 'arm acc\na 1', says: /^The first row is to name the columns, parted by commas/ },
    {
      what: 'a factor that is not there',
      table: 'arm,acc\na,1',
      asked: { factors: ['x'] },
      says: '--factors "x": there is no such column. Found: arm, acc.',
    },
  ])('are told: $what', ({ table, asked, says }) => {
    if (typeof says === 'string') expect(roles(table, asked)).toBe(says)
    else expect(roles(table, asked)).toMatch(says)
  })

  it('are known by the words that docs/import.md lists, and by no others', () => {
    const docs = readFileSync(new URL('../../../docs/import.md', import.meta.url), 'utf8')
    for (const [role, words] of Object.entries(SYNONYMS)) expect(docs, role).toContain(`| ${words.join(', ')} |`)
    expect(docs).toContain(METRIC_WORDS.join(', '))
  })
})
