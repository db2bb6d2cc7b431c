import { expect, it, describe as suite } from 'vitest'
import { buildLayerGraph } from '../../../shared/architecture/build-graph'
import { googlenet } from '../../../shared/architecture/googlenet'
import { Description, describe } from '../../../shared/cost/describe'

const graph = buildLayerGraph(googlenet, googlenet)
if (!graph.ok) throw new Error(graph.error.message)
const description = describe(googlenet, graph.value)

suite('the cost of GoogLeNet', () => {
  it.each([
    // Szegedy et al. 2014, Table 1, computed without bias; in brackets what the table prints.
    { module: 'conv1', output: [112, 112, 64], weights: 9_408, macs: 118_013_952 }, // (2.7K, 34M)
    { module: 'conv2', output: [56, 56, 192], weights: 114_688, macs: 359_661_568 }, // (112K, 360M)
    { module: '3a', output: [28, 28, 256], weights: 163_328, macs: 128_049_152 }, // (159K, 128M)
    { module: '3b', output: [28, 28, 480], weights: 388_096, macs: 304_267_264 }, // (380K, 304M)
    { module: '4a', output: [14, 14, 512], weights: 375_552, macs: 73_608_192 }, // (364K, 73M)
    { module: '4b', output: [14, 14, 512], weights: 448_512, macs: 87_908_352 }, // (437K, 88M)
    { module: '4c', output: [14, 14, 512], weights: 509_440, macs: 99_850_240 }, // (463K, 100M)
    { module: '4d', output: [14, 14, 528], weights: 604_672, macs: 118_515_712 }, // (580K, 119M)
    { module: '4e', output: [14, 14, 832], weights: 867_328, macs: 169_996_288 }, // (840K, 170M)
    { module: '5a', output: [7, 7, 832], weights: 1_042_432, macs: 51_079_168 }, // (1072K, 54M)
    { module: '5b', output: [7, 7, 1024], weights: 1_442_816, macs: 70_697_984 }, // (1388K, 71M)
    { module: 'linear', output: [1, 1, 1000], weights: 1_024_000, macs: 1_024_000 }, // (1000K, 1M)
  ])('of $module is $weights weights and $macs multiply-adds', ({ module, output, weights, macs }) => {
    expect(description.modules.find(({ name }) => name === module)).toMatchObject({ output, weights, macs })
  })

  it('sums to the known totals, with and without the auxiliary classifiers', () => {
    expect(description.inference.parameters).toBe(6_998_552)
    expect(description.totals.parameters).toBe(13_378_280)
    expect(description.inference.macs).toBe(1_582_671_872)
    expect(description.modules.filter(({ trainingOnly }) => trainingOnly)).toMatchObject([
      { name: 'auxiliary1', parameters: 3_188_840 },
      { name: 'auxiliary2', parameters: 3_190_888 },
    ])
  })

  it('carries the printed figures and says where the paper contradicts itself', () => {
    const noted = description.modules.filter(({ paper }) => paper?.note !== undefined).map(({ name }) => name)
    expect(noted).toEqual(['conv1', '4a', '4c', '4d', '4e', '5a', '5b'])
    expect(description.modules.find(({ name }) => name === '3a')?.paper).toEqual({
      parameters: 159_000,
      ops: 128_000_000,
    })
  })

  it('is that of its branches, and of its heads', () => {
    // 192·64 · 192·96 + 9·96·128 · 192·16 + 25·16·32 · 192·32: 163,328 in all.
    expect(description.modules.find(({ name }) => name === '3a')?.branches).toMatchObject([
      { name: '1x1', weights: 12_288 },
      { name: '3x3', weights: 129_024 },
      { name: '5x5', weights: 15_872 },
      { name: 'pool', weights: 6_144 },
    ])
    expect(description.heads).toMatchObject([
      { name: 'auxiliary1', after: '4a', parameters: 3_188_840 },
      { name: 'auxiliary2', after: '4d', parameters: 3_190_888 },
    ])
  })

  it('counts every layer once, on the trunk or in a head', () => {
    const { layers, totals, inference, heads } = description
    const sum = (numbers: readonly number[]) => numbers.reduce((all, own) => all + own, 0)
    for (const cost of ['parameters', 'weights', 'macs', 'activations', 'nonTrainable', 'activationBytes'] as const) {
      expect(sum(layers.map((layer) => layer[cost]))).toBe(totals[cost])
      expect(sum(layers.filter((layer) => !layer.trainingOnly).map((layer) => layer[cost]))).toBe(inference[cost])
      expect(inference[cost] + sum(heads.map((head) => head[cost]))).toBe(totals[cost])
    }
  })

  it('keeps to its schema', () => {
    expect(Description.parse(description)).toEqual(description)
  })
})
