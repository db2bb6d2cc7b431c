import { describe, expect, it } from 'vitest'
import type { Architecture } from '../../../shared/architecture/architecture'
import { architectureNamed } from '../../../shared/architecture/registry'
import { layerCosts, networkCost, sumCosts } from '../../../shared/cost/cost'
import { graphOf } from '../architecture/architectures'

const named = (name: string): Architecture => {
  const architecture = architectureNamed(name)
  if (!architecture) throw new Error(`no architecture ${name}`)
  return architecture
}

/** Every module that has parameters, in order: name, parameters, multiply-adds. */
type Row = readonly [module: string, parameters: number, macs: number]

function rows(architecture: Architecture): readonly Row[] {
  const costs = layerCosts(graphOf(architecture))
  const modules = [...new Set(costs.map(({ layer }) => layer.module))]
  return modules.flatMap((module): Row[] => {
    const own = costs.filter(({ layer }) => layer.module === module)
    const { parameters, macs } = sumCosts(own.map(({ cost }) => cost))
    return parameters === 0 ? [] : [[module, parameters, macs]]
  })
}

/** Worked out by hand, or rather by the shell's arithmetic, from each paper's widths; in comments what papers print. */
const EXPECTED: Readonly<Record<string, readonly Row[]>> = {
  'googlenet-torchvision': [
    // No biases; two numbers of batch norm for each map of a convolution.
    ['conv1', 9_536, 118_013_952],
    ['conv2', 115_200, 359_661_568],
    ['3a', 155_872, 121_626_624],
    ['3b', 340_224, 265_732_096],
    ['4a', 364_512, 71_199_744],
    ['4b', 425_232, 83_091_456],
    ['4c', 486_192, 95_033_344],
    ['4d', 573_312, 112_093_184],
    ['4e', 803_840, 157_151_232],
    ['5a', 978_944, 47_867_904],
    ['5b', 1_347_040, 65_881_088],
    ['linear', 1_025_000, 1_024_000],
    // 4·4·512·128, 2,048·1,024 and 1,024·1,000 multiply-adds; 16 more maps are read behind 4d.
    ['auxiliary1', 3_188_968, 4_169_728],
    ['auxiliary2', 3_191_016, 4_202_496],
  ],
  'googlenet-naive': [
    ['conv1', 9_472, 118_013_952],
    ['conv2', 114_944, 359_661_568],
    // in · (1x1 + 9 · 3x3 + 25 · 5x5), and what is given is added to what is read: 192 → 416 → 832 → 1,280 …
    ['3a', 387_296, 303_464_448],
    ['3b', 1_770_912, 1_388_068_864],
    ['4a', 2_716_096, 532_267_008],
    ['4b', 4_833_728, 947_322_880],
    ['4c', 6_967_744, 1_365_590_016],
    ['4d', 9_365_968, 1_835_638_784],
    ['4e', 16_727_744, 3_278_499_840],
    ['5a', 21_188_288, 1_038_191_616],
    ['5b', 28_498_816, 1_396_398_080],
    ['linear', 4_945_000, 4_944_000],
    // 1,280·128 + 128 and 2,640·128 + 128 for the 1x1; 2,098,176 and 1,025,000 behind it.
    ['auxiliary1', 3_287_144, 5_742_592],
    ['auxiliary2', 3_461_224, 8_527_872],
  ],
  'bn-inception': [
    ['conv1-depthwise', 1_176, 14_751_744],
    ['conv1', 1_664, 19_267_584],
    ['conv2', 115_200, 359_661_568],
    ['3a', 219_072, 170_999_808],
    ['3b', 260_160, 203_112_448],
    ['3c', 385_088, 143_904_768],
    ['4a', 609_984, 119_218_176],
    ['4b', 665_344, 130_056_192],
    ['4c', 895_936, 175_214_592],
    ['4d', 1_108_032, 216_760_320],
    ['4e', 1_439_744, 162_570_240],
    ['5a', 2_182_272, 106_774_528],
    ['5b', 2_279_616, 111_541_248],
    ['linear', 1_025_000, 1_024_000],
  ],
  'inception-v3': [
    ['conv1', 928, 19_181_664],
    ['conv2', 9_280, 199_148_544],
    ['conv3', 18_560, 398_297_088],
    ['conv4', 5_280, 27_284_480],
    ['conv5', 138_624, 696_867_840],
    ['mixed5b', 255_904, 312_345_600],
    ['mixed5c', 277_472, 338_688_000],
    ['mixed5d', 285_152, 348_096_000],
    ['mixed6a', 1_153_280, 401_937_408],
    ['mixed6b', 1_297_408, 374_063_104],
    ['mixed6c', 1_691_008, 487_702_528],
    ['mixed6d', 1_691_008, 487_702_528],
    ['mixed6e', 2_141_952, 617_914_368],
    ['mixed7a', 1_698_304, 291_004_416],
    ['mixed7b', 5_044_608, 322_437_120],
    ['mixed7c', 6_076_800, 388_497_408],
    ['linear', 2_049_000, 2_048_000],
    ['auxiliary', 3_326_696, 5_683_200],
  ],
  'nin-cifar': [
    // H·W·k²·Cin·Cout
    ['conv1', 14_592, 14_745_600], // 32·32·5·5·3·192
    ['cccp1', 30_880, 31_457_280], // 32·32·192·160
    ['cccp2', 15_456, 15_728_640], // 32·32·160·96
    ['conv2', 460_992, 117_964_800], // 16·16·5·5·96·192
    ['cccp3', 37_056, 9_437_184], // 16·16·192·192
    ['cccp4', 37_056, 9_437_184],
    ['conv3', 331_968, 21_233_664], // 8·8·3·3·192·192
    ['cccp5', 37_056, 2_359_296], // 8·8·192·192
    ['cccp6', 1_930, 122_880], // 8·8·192·10
  ],
  alexnet: [
    ['conv1', 34_944, 105_415_200],
    ['conv2', 307_456, 223_948_800],
    ['conv3', 885_120, 149_520_384],
    ['conv4', 663_936, 112_140_288],
    ['conv5', 442_624, 74_760_192],
    ['fc6', 37_752_832, 37_748_736],
    ['fc7', 16_781_312, 16_777_216],
    ['fc8', 4_097_000, 4_096_000],
  ],
  'alexnet-ungrouped': [
    ['conv1', 34_944, 105_415_200],
    ['conv2', 614_656, 447_897_600],
    ['conv3', 885_120, 149_520_384],
    ['conv4', 1_327_488, 224_280_576],
    ['conv5', 884_992, 149_520_384],
    ['fc6', 37_752_832, 37_748_736],
    ['fc7', 16_781_312, 16_777_216],
    ['fc8', 4_097_000, 4_096_000],
  ],
  vgg16: [
    ['conv1-1', 1_792, 86_704_128],
    ['conv1-2', 36_928, 1_849_688_064],
    ['conv2-1', 73_856, 924_844_032],
    ['conv2-2', 147_584, 1_849_688_064],
    ['conv3-1', 295_168, 924_844_032],
    ['conv3-2', 590_080, 1_849_688_064],
    ['conv3-3', 590_080, 1_849_688_064],
    ['conv4-1', 1_180_160, 924_844_032],
    ['conv4-2', 2_359_808, 1_849_688_064],
    ['conv4-3', 2_359_808, 1_849_688_064],
    ['conv5-1', 2_359_808, 462_422_016],
    ['conv5-2', 2_359_808, 462_422_016],
    ['conv5-3', 2_359_808, 462_422_016],
    ['fc6', 102_764_544, 102_760_448],
    ['fc7', 16_781_312, 16_777_216],
    ['fc8', 4_097_000, 4_096_000],
  ],
  lenet5: [
    // Parameters as section II.B prints them; multiply-adds at 28·28, 14·14, 10·10, 5·5 and 1 places.
    ['c1', 156, 117_600],
    ['s2', 12, 1_176],
    ['c3', 1_516, 150_000], // 25 · 60 connections + 16
    ['s4', 32, 400],
    ['c5', 48_120, 48_000],
    ['f6', 10_164, 10_080],
    ['linear', 850, 840],
  ],
  'lenet5-dense': [
    ['c1', 156, 117_600],
    ['s2', 12, 1_176],
    ['c3', 2_416, 240_000], // 25 · 6 · 16 + 16
    ['s4', 32, 400],
    ['c5', 48_120, 48_000],
    ['f6', 10_164, 10_080],
    ['linear', 850, 840],
  ],
}

describe.each(Object.entries(EXPECTED))('the cost of %s', (name, expected) => {
  it.each(expected)('is %i parameters and %i multiply-adds in %s', (module, parameters, macs) => {
    expect(rows(named(name)).find(([own]) => own === module)).toEqual([module, parameters, macs])
  })

  it('is that of no other module', () => {
    expect(rows(named(name)).map(([module]) => module)).toEqual(expected.map(([module]) => module))
  })
})

describe('the cost in all', () => {
  it.each([
    { name: 'googlenet', inference: 6_998_552, training: 13_378_280, macs: 1_582_671_872 },
    { name: 'googlenet-torchvision', inference: 6_624_904, training: 13_004_888, macs: 1_498_376_192 },
    { name: 'googlenet-naive', inference: 97_526_008, training: 104_274_376, macs: 12_568_061_056 },
    { name: 'bn-inception', inference: 11_188_288, training: 11_188_288, macs: 1_934_857_216 },
    { name: 'inception-v3', inference: 23_834_568, training: 27_161_264, macs: 5_713_216_096 },
    { name: 'nin-cifar', inference: 966_986, training: 966_986, macs: 222_486_528 },
    { name: 'alexnet', inference: 60_965_224, training: 60_965_224, macs: 724_406_816 },
    { name: 'alexnet-ungrouped', inference: 62_378_344, training: 62_378_344, macs: 1_135_256_096 },
    { name: 'vgg16', inference: 138_357_544, training: 138_357_544, macs: 15_470_264_320 },
    // 60,000 with the paper's own output layer, which has none to train.
    { name: 'lenet5', inference: 60_850, training: 60_850, macs: 328_096 },
    { name: 'lenet5-dense', inference: 61_750, training: 61_750, macs: 418_096 },
  ])('of $name is $inference parameters and $macs multiply-adds', ({ name, inference, training, macs }) => {
    const cost = networkCost(graphOf(named(name)))
    expect([cost.inference.parameters, cost.training.parameters]).toEqual([inference, training])
    expect(cost.inference.macs).toBe(macs)
  })

  it('of nin-cifar for 100 classes is 984,356 parameters: 192·90 weights and 90 biases more in cccp6', () => {
    expect(networkCost(graphOf(ninCifar(), { classes: 100 })).inference.parameters).toBe(984_356)
  })

  it('of lenet5 without its output layer is the 60,000 that the paper prints', () => {
    const printed = Object.values(named('lenet5').printed ?? {}).map(({ parameters }) => parameters ?? 0)
    expect(printed.reduce((sum, own) => sum + own, 0)).toBe(60_000)
    expect(named('lenet5').printedTotal?.parameters).toBe(60_000)
  })
})

function ninCifar(): Architecture {
  return named('nin-cifar')
}

describe('what papers print of the whole network', () => {
  it.each([
    // arXiv:1512.00567, Table 3; the abstract of AlexNet's paper; arXiv:1409.1556, Table 2.
    { name: 'googlenet', printed: { ops: 1_500_000_000 } },
    { name: 'bn-inception', printed: { ops: 2_000_000_000 } },
    { name: 'inception-v3', printed: { ops: 4_800_000_000 } },
    { name: 'alexnet', printed: { parameters: 60_000_000 } },
    { name: 'vgg16', printed: { parameters: 138_000_000 } },
    { name: 'lenet5', printed: { parameters: 60_000 } },
  ])('stands beside $name', ({ name, printed }) => {
    expect(named(name).printedTotal).toMatchObject(printed)
  })
})
