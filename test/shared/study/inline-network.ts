import { studySource } from './sample-study'

/** An architecture as a person writes it. */
export const NETWORK = `name: mine
normalisation: batch
blocks:
  - { kind: convolution, name: stem, kernel: 3, filters: 8 }
  - { kind: max-pool, name: pool, size: 3, stride: 2 }
  - kind: module
    name: mixed
    join: concat
    branches:
      - { name: direct, blocks: [{ kind: convolution, name: conv, kernel: 1, filters: 4 }] }
      - name: factorised
        blocks:
          - { kind: convolution, name: row, kernel: [1, 5], filters: 4, groups: 2 }
          - { kind: convolution, name: column, kernel: [5, 1], filters: 4, dilation: 2 }
      - { name: table, blocks: [{ kind: convolution, name: conv, kernel: 3, filters: 2, connections: [[0, 1], [7]] }] }
      - { name: pool, blocks: [{ kind: average-pool, name: pool, size: 3, stride: 1 }] }
  - { kind: local-response-norm, name: lrn, radius: 2, bias: 2, alpha: 1e-4, beta: 0.75 }
  - { kind: dropout, name: drop, rate: 0.2 }
  - { kind: global-average-pool, name: gap }
  - { kind: dense, name: linear, units: classes, activation: none }
auxiliary:
  - name: head
    after: mixed/factorised/row
    blocks:
      - { kind: adaptive-average-pool, name: pool, size: 4 }
      - { kind: dense, name: linear, units: classes, activation: none }
`

/** A study that holds such a text. */
export const inStudy = (network: string): string =>
  studySource({
    architecture: `\n${network}`.trimEnd().replaceAll('\n', '\n  '),
    factors: '{ auxiliary: [on, off] }',
  })
