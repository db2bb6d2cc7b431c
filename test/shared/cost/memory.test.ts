import { describe, expect, it } from 'vitest'
import { buildLayerGraph } from '../../../shared/architecture/build-graph'
import { architectureNamed } from '../../../shared/architecture/registry'
import { trainingMemory } from '../../../shared/cost/memory'
import type { Recipe } from '../../../shared/training/recipe'

const recipe = (overrides: Partial<Recipe> = {}): Recipe => ({
  epochs: 1,
  batch: 64,
  optimizer: { kind: 'momentum', learningRate: 0.1, momentum: 0.9, weightDecay: 0 },
  schedule: { kind: 'constant' },
  auxiliaryWeight: 0.3,
  towers: 1,
  ...overrides,
})

function memoryOf(name: string, side: number, channels: number, settings: Recipe, images = 128, residentBytes = 2e9) {
  const architecture = architectureNamed(name)
  if (!architecture) throw new Error(`no ${name}`)
  const trunk = name === 'googlenet' ? { ...architecture, auxiliary: [] } : architecture
  const graph = buildLayerGraph(trunk, { input: [side, side, channels], classes: 10 })
  if (!graph.ok) throw new Error(graph.error.message)
  return trainingMemory(graph.value, settings, { train: images, validation: 64, test: 0 }, residentBytes)
}

const adam = { kind: 'adam', learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 } as const
const sgd = { kind: 'sgd', learningRate: 0.1, weightDecay: 0 } as const

describe('the memory of training', () => {
  // Peak resident memory, measured; see shared/cost/memory.ts.
  it.each([
    { name: 'mini-googlenet', side: 28, channels: 1, settings: { batch: 64 }, measured: 386 },
    { name: 'mini-googlenet', side: 28, channels: 1, settings: { batch: 256 }, measured: 625 },
    { name: 'nin-cifar', side: 32, channels: 3, settings: { batch: 16 }, measured: 398 },
    { name: 'nin-cifar', side: 32, channels: 3, settings: { batch: 64 }, measured: 555 },
    { name: 'vgg-cifar', side: 32, channels: 3, settings: { batch: 64 }, measured: 533 },
    { name: 'vgg-cifar', side: 32, channels: 3, settings: { batch: 128, optimizer: adam }, measured: 763 },
    { name: 'googlenet', side: 64, channels: 3, settings: { batch: 32 }, measured: 734 },
    { name: 'googlenet', side: 64, channels: 3, settings: { batch: 128 }, measured: 978 },
    { name: 'googlenet', side: 64, channels: 3, settings: { batch: 8, optimizer: sgd }, measured: 522 },
  ])('is within 12 % of what was measured: $name, $settings', ({ name, side, channels, settings, measured }) => {
    const { total } = memoryOf(name, side, channels, recipe(settings))
    expect(Math.abs(total / 1e6 / measured - 1)).toBeLessThan(0.12)
  })

  it('counts of images that are streamed their labels and numbers alone', () => {
    // 1,000,000 training images and 64 others of 784 bytes: three copies, and 16 bytes of each that is streamed.
    const resident = memoryOf('mini-googlenet', 28, 1, recipe(), 1_000_000)
    const streamed = memoryOf('mini-googlenet', 28, 1, recipe(), 1_000_000, 1e6)
    expect(resident.data).toBe(784 * 3 * 1_000_064)
    expect(streamed.data).toBe(16 * 1_000_000 + 784 * 3 * 64)
  })

  it('grows with the batch, with what the optimizer keeps, and with averages of the weights', () => {
    const of = (overrides: Partial<Recipe>) => memoryOf('vgg-cifar', 32, 3, recipe(overrides))
    expect(of({ batch: 128 }).batch).toBe(2 * of({ batch: 64 }).batch)
    // 3,838,282 parameters of 4 bytes: 9 copies, and 3 of each slot.
    expect(of({ optimizer: sgd }).weights).toBe(9 * 4 * 3_838_282)
    expect(of({}).weights).toBe(12 * 4 * 3_838_282)
    expect(of({ optimizer: adam, averageDecay: 0.999 }).weights).toBe(18 * 4 * 3_838_282)
  })

  it('is the sum of its parts', () => {
    const { program, weights, batch, data, total } = memoryOf('nin-cifar', 32, 3, recipe())
    expect(total).toBe(program + weights + batch + data)
  })
})
