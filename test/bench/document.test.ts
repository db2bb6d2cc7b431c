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
  agreement: {
    date: '2026-01-05T03:04:05.000Z',
    own: 'TensorFlow 2.15.1',
    keras: 'Keras 3.15.1, TensorFlow 2.20.0',
    arms: [
      { label: 'base', own: [0.881, 0.88, 0.879], keras: [0.8805, 0.8795, 0.8785] },
      { label: 'pooling off', own: [0.861, 0.86, 0.859], keras: [0.8615, 0.8605, 0.8595] },
    ],
  },
  growth: [],
  core: {
    date: '2026-01-06T03:04:05.000Z',
    loadBefore: 0.1,
    times: [
      { what: 'describe', aim: 300, milliseconds: [20, 24, 22] },
      { what: 'diff', aim: 10, milliseconds: [11, 12, 13] },
      { what: 'node -e 0', milliseconds: [140, 130, 150] },
    ],
  },
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
    {
      // 0.05 pp, ± 2.776 · √(2 ÷ 3) · 0.1 pp = 0.227 pp with 4 degrees of freedom; p = .574, twice that is beyond 1
      what: 'an arm’s accuracies, their difference and its interval',
      line: /^\| base \| 88\.00 \(0\.10\) \| 87\.95 \(0\.10\) \| \+0\.05 \| −0\.18 to \+0\.28 \| 1 \|$/m,
    },
    {
      what: 'the accuracies over all arms',
      line: /^\| \*\*all arms\*\* \(n = 3, each seed’s mean\) \| 87\.00 \(0\.10\) \| 87\.00 \(0\.10\) \| 0\.00 \|/m,
    },
    {
      what: 'the rule’s verdict',
      line: /^Verdict: \*\*they agree within seed noise, and are equivalent within ±1 pp\.\*\*/m,
    },
    { what: 'whose accuracies they are, and of when', line: /\(Keras 3\.15\.1, TensorFlow 2\.20\.0\) on 2026-01-05;/ },
    {
      what: 'what trains nothing, with its aim',
      line: /^\| describe \| 22\.00 \(20\.00–24\.00\) \| 3 \| < 300: reached \|$/m,
    },
    { what: 'an aim that was missed', line: /^\| diff \| 12\.00 \(11\.00–13\.00\) \| 3 \| < 10: \*\*missed\*\* \|$/m },
    { what: 'what has no aim', line: /^\| node -e 0 \| 140 \(130–150\) \| 3 \| {2}\|$/m },
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
