import { describe, expect, it } from 'vitest'
import { parseStudy } from '../../../shared/study/parse-study'
import { resolveRecipe } from '../../../shared/study/resolve-recipe'
import { studySource } from './sample-study'

function resolved(training: string) {
  const { study, problems } = parseStudy(studySource({ training }))
  expect(problems).toEqual([])
  if (!study) throw new Error('no study')
  return resolveRecipe(study, 1)
}

describe('a recipe', () => {
  it('holds nothing that is not asked for, so that trials’ ids stay as they were before it could be', () => {
    expect(resolved('{ epochs: 2, optimizer: { learningRate: 0.1 } }')).toStrictEqual({
      epochs: 2,
      batch: 64,
      optimizer: { kind: 'momentum', learningRate: 0.1, momentum: 0.9, weightDecay: 0 },
      schedule: { kind: 'constant' },
      auxiliaryWeight: 0.3,
      towers: 1,
    })
  })

  it('holds nothing that is asked for at its default', () => {
    const plain = resolved('{ epochs: 2, optimizer: { learningRate: 0.1 }, schedule: { kind: cosine } }')
    const spelt = resolved(
      '{ epochs: 2, optimizer: { learningRate: 0.1 }, schedule: { kind: cosine, warmUp: 0 }, labelSmoothing: 0, initialisation: he }',
    )
    expect(spelt).toStrictEqual(plain)
  })

  it('holds all that is asked for', () => {
    expect(
      resolved(
        '{ epochs: 2, optimizer: { learningRate: 0.1 }, labelSmoothing: 0.1, clipNorm: 2, averageDecay: 0.99, initialisation: caffe, gradientNormEvery: 0 }',
      ),
    ).toMatchObject({
      labelSmoothing: 0.1,
      clipNorm: 2,
      averageDecay: 0.99,
      initialisation: 'caffe',
      gradientNormEvery: 0,
    })
  })

  it.each([
    ['{ shift: 2, flip: true }', { shift: 2, flip: true }],
    ['{ shift: 2, fill: edge }', { shift: 2, fill: 'edge' }],
    ['{ crop: { smallest: 0.8, largest: 1.2 } }', { crop: { smallest: 0.8, largest: 1.2 } }],
    ['{ brightness: 0.1, contrast: 0.2 }', { brightness: 0.1, contrast: 0.2 }],
    // What changes nothing is not in it.
    ['{ flip: true, shift: 0, contrast: 0, fill: edge }', { flip: true }],
    ['{ crop: { smallest: 1, largest: 1 }, fill: edge }', undefined],
    ['{}', undefined],
  ])('has of an augmentation what changes something: %s', (augmentation, expected) => {
    const recipe = resolved(`{ epochs: 1, optimizer: { learningRate: 0.1 }, augmentation: ${augmentation} }`)
    expect(recipe.augmentation).toStrictEqual(expected)
    expect('augmentation' in recipe).toBe(expected !== undefined)
  })

  it.each([
    ['{ kind: sgd, learningRate: 1 }', { kind: 'sgd', learningRate: 1, weightDecay: 0 }],
    [
      '{ kind: nesterov, learningRate: 1, momentum: 0.5 }',
      { kind: 'nesterov', learningRate: 1, momentum: 0.5, weightDecay: 0 },
    ],
    [
      '{ kind: rmsprop, learningRate: 1, epsilon: 1 }',
      { kind: 'rmsprop', learningRate: 1, decay: 0.99, epsilon: 1, momentum: 0, weightDecay: 0 },
    ],
    [
      '{ kind: adam, learningRate: 0.001 }',
      { kind: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
    ],
    [
      '{ kind: adamw, learningRate: 0.001, beta2: 0.99, weightDecay: 0.05 }',
      { kind: 'adamw', learningRate: 0.001, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.05 },
    ],
  ])('has an optimizer’s own constants, written or at their defaults: %s', (optimizer, expected) => {
    expect(resolved(`{ epochs: 1, optimizer: ${optimizer} }`).optimizer).toStrictEqual(expected)
  })

  it.each([
    ['{ kind: step, epochs: 2 }', { kind: 'step', factor: 0.1, epochs: 2 }],
    ['{ kind: exponential }', { kind: 'exponential', rate: 0.96, epochs: 8 }],
    ['{ kind: polynomial, end: 0.01, warmUp: 1.5 }', { kind: 'polynomial', power: 1, end: 0.01, warmUp: 1.5 }],
  ])('has a schedule’s own constants: %s', (schedule, expected) => {
    expect(resolved(`{ epochs: 9, optimizer: { learningRate: 0.1 }, schedule: ${schedule} }`).schedule).toStrictEqual(
      expected,
    )
  })
})
