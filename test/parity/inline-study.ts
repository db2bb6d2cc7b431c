import type { Architecture } from '../../shared/architecture/architecture'
import { planStudy } from '../../shared/study/plan-study'
import { planContext, studySource } from '../shared/study/sample-study'

/** Every kind of block that a person can write, with what each can be told, and a classifier within a branch. */
const BLOCKS = `
  name: inline
  normalisation: none
  blocks:
    - { kind: convolution, name: stem, kernel: 3, filters: 8, normalisation: batch, activation: leaky-relu }
    - { kind: max-pool, name: halved, size: 3, stride: 2 }
    - { kind: local-response-norm, name: lrn, radius: 2, bias: 2, alpha: 0.05, beta: 0.75 }
    - { kind: convolution, name: grouped, kernel: 3, filters: 8, groups: 4 }
    - { kind: convolution, name: table, kernel: 3, filters: 6, connections: [[0, 1, 2], [3], [4, 5], [6, 7], [0, 7], [1, 6]] }
    - kind: module
      name: mixed
      join: concat
      branches:
        - { name: 1x1, blocks: [{ kind: convolution, name: conv, kernel: 1, filters: 4 }] }
        - name: rows
          blocks:
            - { kind: convolution, name: 1x5, kernel: [1, 5], filters: 4, reduce: 3 }
            - { kind: convolution, name: 5x1, kernel: [5, 1], filters: 4, activation: tanh }
        - name: wide
          blocks:
            - { kind: convolution, name: dilated, kernel: 3, filters: 4, dilation: 2, bias: false }
            - { kind: batch-norm, name: norm, epsilon: 0.01, momentum: 0.8 }
            - { kind: activation, name: after, activation: elu }
        - { name: depth, blocks: [{ kind: depthwise-convolution, name: conv, kernel: 3, multiplier: 2 }] }
        - name: pool
          blocks:
            - { kind: average-pool, name: pool, size: 3, stride: 1 }
            - { kind: convolution, name: projection, kernel: 1, filters: 3 }
    - kind: module
      name: residual
      join: add
      branches:
        - { name: main, blocks: [{ kind: convolution, name: conv, kernel: 3, filters: 27, activation: none }] }
        - { name: itself, blocks: [] }
    - { kind: inception, name: table1, conv1x1: 4, reduce3x3: 3, conv3x3: 6, reduce5x5: 2, conv5x5: 4, poolProjection: 4 }
    - { kind: adaptive-average-pool, name: adaptive, size: 3 }
    - { kind: flatten, name: flat }
    - { kind: dense, name: hidden, units: 12, activation: relu }
    - { kind: dropout, name: drop, rate: 0.4 }
    - { kind: dense, name: linear, units: classes, activation: none }
  auxiliary:
    - name: head
      after: mixed/rows/1x5
      blocks:
        - { kind: global-average-pool, name: gap }
        - { kind: dense, name: linear, units: classes, activation: none }`

const FACTORS = `
  connections: [table, dense]
  reduction: [on, off, { ratio: 2 }]
  pooling: [on, max]
  lrn: [on, off]
  batch-norm: [on, off]
  auxiliary: [on, off]
  non-linearity: [on, off]
  windows:
    - as-is
    - name: other
      patch:
        - { set: { block: grouped, groups: 2 } }
        - { set: { block: mixed/wide/dilated, dilation: 3 } }`

/** The arms of a study whose architecture is written in it, as its trials train them. */
export function inlineStudyArms(): readonly { readonly name: string; readonly architecture: Architecture }[] {
  const source = studySource({ architecture: BLOCKS, factors: FACTORS, design: 'leave-one-out', replicates: '1' })
  const { planned, problems } = planStudy(source, planContext())
  if (!planned) throw new Error(JSON.stringify(problems))
  return planned.trials.map(({ arm, architecture, input, classes }) => ({
    name: `inline ${arm}`,
    architecture: { ...architecture, input, classes },
  }))
}
