import { describe, expect, it } from 'vitest'
import { handWrittenPart, performanceDocument } from './document'
import { BENCH_SCHEMA, type BenchResults, type Entry } from './results'

const entry = (contestant: string, imagesPerSecond: readonly number[], peakBytes: number): Entry => ({
  contestant,
  parameters: 53_070,
  losses: [2.5, 2.4, 2.3],
  startSeconds: 1.25,
  steps: 10,
  imagesPerSecond: [...imagesPerSecond],
  peakBytes,
  versions: { TensorFlow: '2.20.0' },
  device: 'CPU',
})

const RESULTS: BenchResults = {
  schema: BENCH_SCHEMA,
  started: '2026-01-02T03:04:05.000Z',
  finished: '2026-01-02T03:14:05.000Z',
  command: 'npm run bench',
  device: 'CPU',
  machine: { processor: 'A processor', cores: 2, memoryBytes: 24 * 2 ** 30, system: 'Linux 6 x64' },
  loadBefore: 0.02,
  rounds: 3,
  cells: [
    {
      network: 'mini-googlenet',
      title: 'mini-GoogLeNet',
      input: [28, 28, 1],
      batch: 64,
      towers: 2,
      entries: [
        entry('engine', [3100, 2900, 3000], 300e6),
        entry('keras-fit', [1000, 1500, 1200], 600e6),
        entry('torch', [2000, 1000, 1500], 800e6),
        entry('torch-compile', [4000, 4000, 4000], 900e6),
        entry('tfjs', [500, 500, 500], 500e6),
      ],
      failures: { 'keras-function': 'Traceback\nit does not start' },
    },
  ],
  shares: [],
  study: {
    trials: 8,
    of: 24,
    runs: [
      { contestant: 'engine', title: 'ablate run', seconds: [20], peakBytes: 700e6, meanAccuracy: 0.861 },
      { contestant: 'keras', title: 'Keras script', seconds: [60], peakBytes: 900e6, meanAccuracy: 0.859 },
    ],
  },
  growth: [],
}

describe('docs/performance.md', () => {
  const document = performanceDocument(RESULTS, handWrittenPart(''))

  it.each([
    // medians 3000, 1200 and 1500; 3000 ÷ 1500 = 2: compiled PyTorch is no rival in its default settings
    {
      what: 'medians with ranges, and the ratio to the best peer',
      line: /\| 3000 \(2900–3100\) \|.*\| \*\*2\.00×\*\* \|/,
    },
    { what: 'the ratio to tfjs-node', line: /tfjs-node: \*\*6\.00×\*\* \(mini-googlenet, 64\)/ },
    { what: 'peak memory, and its ratio to Keras', line: /\| 300 \| 600 \| 800 \| 900 \| 500 \| \*\*0\.50×\*\* \|/ },
    { what: 'how much faster the study is', line: /\| Keras script \| 60\.0 \| \*\*3\.00×\*\* \| 900 \| 85\.9 % \|/ },
    { what: 'that a part of the study was run', line: /^8 of its 24 trials/m },
    { what: 'a contestant that did not get through', line: /batch 64, Keras, tf\.function: it does not start/ },
    { what: 'machine and date', line: /\| date \| 2026-01-02 \|\n\| machine \| A processor, 2 cores, 24 GiB/ },
  ])('shows $what', ({ line }) => expect(document).toMatch(line))

  it('says when a run was not finished', () => {
    const { finished: _, ...stopped } = RESULTS
    expect(performanceDocument(stopped, '')).toContain('This run was not finished')
    expect(document).not.toContain('This run was not finished')
  })

  it('keeps what was written by hand', () => {
    const written = `${document.trimEnd()}\n\nWhat the limit is.\n`
    expect(performanceDocument(RESULTS, handWrittenPart(written))).toBe(written)
  })
})
