import { describe, expect, it } from 'vitest'
import { parseStudy } from '../../../shared/study/parse-study'
import { memoryProblem } from '../../../shared/study/plan-memory'
import { formatProblem } from '../../../shared/study/problem'
import { studySource } from './sample-study'

const parsed = parseStudy(studySource())
if (!parsed.study) throw new Error('no study')
const { map } = parsed

function told(part: { readonly weights: number; readonly batch: number; readonly data: number }, available: number) {
  const memory = { program: 0.3e9, ...part, total: 0.3e9 + part.weights + part.batch + part.data }
  const problem = memoryProblem({ label: '−pooling', memory }, 64, available, map)
  return problem && formatProblem('s.yaml', problem)
}

describe('the problem of a trial without room', () => {
  it('is none where it fits to the byte', () => {
    expect(told({ weights: 1e9, batch: 0.5e9, data: 0.2e9 }, 2e9)).toBeUndefined()
  })

  it.each([
    {
      // 0.5 GB are left for the batch: 64 · 0.5 ÷ 1.
      what: 'the batch where a smaller one fits',
      part: { weights: 1e9, batch: 1e9, data: 0.2e9 },
      expected:
        's.yaml:6:1: A trial of the arm “−pooling” needs about 2.5 GB of memory, 1.0 GB of it for its batch of 64 images, and 2.0 GB are available here. A batch of at most 32 fits; else take a machine with more memory.',
    },
    {
      what: 'the architecture where its weights leave no room',
      part: { weights: 2e9, batch: 0.1e9, data: 0.2e9 },
      expected:
        's.yaml:3:15: A trial of the arm “−pooling” needs about 2.6 GB of memory, 100 MB of it for its batch of 64 images, and 2.0 GB are available here. The weights, with what the optimizer keeps of them, take 2.0 GB: choose a smaller architecture, or a machine with more memory.',
    },
    {
      what: 'the images where they leave no room',
      part: { weights: 0.1e9, batch: 0.1e9, data: 3e9 },
      expected:
        's.yaml:4:1: A trial of the arm “−pooling” needs about 3.5 GB of memory, 100 MB of it for its batch of 64 images, and 2.0 GB are available here. The images take 3.0 GB: use fewer of them, or a machine with more memory.',
    },
  ])('is told at $what', ({ part, expected }) => {
    expect(told(part, 2e9)).toBe(expected)
  })
})
