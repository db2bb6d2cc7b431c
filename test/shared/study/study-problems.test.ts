import { describe, expect, it } from 'vitest'
import { planStudy } from '../../../shared/study/plan-study'
import { formatProblem } from '../../../shared/study/problem'
import { planContext, studySource } from './sample-study'

const messages = (source: string): readonly string[] =>
  planStudy(source, planContext()).problems.map((problem) => formatProblem('s.yaml', problem))

const nested = '['.repeat(20_000)
const anchors = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...'bcdefghi'.split('').map((name, i) => {
    const before = String.fromCharCode(name.charCodeAt(0) - 1)
    return `${name}: &${name} [${Array(9)
      .fill(`*${i === 0 ? 'a' : before}`)
      .join(', ')}]`
  }),
].join('\n')

describe('a study with a mistake', () => {
  it.each([
    [
      'an unknown key',
      studySource({ epoch: '3' }),
      's.yaml:7:1: "epoch" is not a key of a study. Allowed: study, question, architecture, dataset, factors, design, conditions, exclude, controls, replicates, training, outcome, analysis, hypotheses.',
    ],
    [
      'a near miss of a key',
      studySource({ replicate: '3' }),
      's.yaml:7:1: "replicate" is not a key of a study. Allowed: study, question, architecture, dataset, factors, design, conditions, exclude, controls, replicates, training, outcome, analysis, hypotheses. Did you mean replicates?',
    ],
    [
      'an unknown key inside',
      studySource({ training: '{ epoch: 1, epochs: 1, optimizer: { kind: momentum, learningRate: 0.1 } }' }),
      's.yaml:6:13: "epoch" is not a key of training. Allowed: epochs, batch, towers, optimizer, schedule, auxiliaryWeight, initialisation, labelSmoothing, clipNorm, averageDecay, gradientNormEvery, augmentation. Did you mean epochs?',
    ],
    ['a missing key', studySource({ question: '' }), 's.yaml:1:1: "question" is missing.'],
    [
      'a missing key inside',
      studySource({ training: '{ optimizer: { kind: momentum, learningRate: 0.1 } }' }),
      's.yaml:6:1: "epochs" is missing in training.',
    ],
    ['a wrong type', studySource({ replicates: 'three' }), 's.yaml:7:13: replicates is "three": a number is expected.'],
    [
      'a fraction for a count',
      studySource({ replicates: '2.5' }),
      's.yaml:7:13: replicates is 2.5: a whole number is expected.',
    ],
    ['a number out of range', studySource({ replicates: '0' }), 's.yaml:7:13: replicates is 0: at least 1 is allowed.'],
    [
      'a learning rate of zero',
      studySource({ training: '{ epochs: 1, optimizer: { learningRate: 0 } }' }),
      's.yaml:6:51: training.optimizer.learningRate is 0: more than 0 is allowed.',
    ],
    [
      'an unknown word',
      studySource({ controls: 'equal-mac' }),
      's.yaml:7:11: "equal-mac" is not allowed for controls. Allowed: none, equal-macs, equal-parameters, equal-width. Did you mean equal-macs?',
    ],
    [
      'an unknown word in a list',
      studySource({ controls: '[none, equal-mac]' }),
      's.yaml:7:18: "equal-mac" is not allowed for controls[1]. Allowed: none, equal-macs, equal-parameters, equal-width. Did you mean equal-macs?',
    ],
    [
      'a near miss of a word',
      studySource({ training: '{ epochs: 1, optimizer: { learningRate: 1 }, schedule: { kind: cosin } }' }),
      's.yaml:6:74: "cosin" is not allowed for training.schedule.kind. Allowed: constant, cosine, step, exponential, polynomial. Did you mean cosine?',
    ],
    [
      'a bad name',
      studySource({ study: '../etc' }),
      's.yaml:1:8: "../etc" cannot be study: a name has letters, digits, dots, dashes and underscores, begins with a letter or digit, and has at most 64 of them.',
    ],
    [
      'an unknown architecture',
      studySource({ architecture: 'mini-googelnet' }),
      's.yaml:3:15: "mini-googelnet" is not an architecture known here. Allowed: googlenet, mini-googlenet, mini-googlenet-plain, googlenet-torchvision, mini-googlenet-torchvision, googlenet-naive, mini-googlenet-naive, bn-inception, mini-bn-inception, inception-v3, mini-inception-v3, nin-cifar, mini-nin, alexnet, mini-alexnet, alexnet-ungrouped, mini-alexnet-ungrouped, vgg16, mini-vgg, vgg-cifar, lenet5, mini-lenet5, lenet5-dense, mini-lenet5-dense. Did you mean mini-googlenet?',
    ],
    [
      'an unknown data set',
      studySource({ dataset: '{ name: fashion-mnist-9k }' }),
      's.yaml:4:18: "fashion-mnist-9k" is not a data set known here. Allowed: fashion-mnist-8k, fashion-mnist. Did you mean fashion-mnist-8k?',
    ],
    [
      'a data set that is not there',
      studySource({ dataset: '{ name: fashion-mnist }' }),
      's.yaml:4:18: fashion-mnist is not on this machine.',
    ],
    [
      'more images than there are',
      studySource({ dataset: '{ name: fashion-mnist-8k, train: 6000 }' }),
      's.yaml:4:43: fashion-mnist-8k has 5,000 train images, not 6,000.',
    ],
    [
      'a batch larger than the data',
      studySource({ dataset: '{ name: fashion-mnist-8k, train: 20 }' }),
      's.yaml:6:1: A batch of 64 is larger than the 20 training images.',
    ],
    [
      'an unknown factor',
      studySource({ factors: '{ reductions: [on, off] }' }),
      's.yaml:5:12: "reductions" is not a factor known here. Allowed: 1x1, 3x3, 5x5, branches, pooling, kernels, reduction, factorisation, non-linearity, connections, depth, batch-norm, lrn, dropout, classifier, auxiliary, width. Did you mean reduction?',
    ],
    [
      'an unknown level',
      studySource({ factors: '{ pooling: [on, offf] }' }),
      's.yaml:5:26: "offf" is not a level of pooling. Allowed: on, off, max, average, unprojected. Did you mean off?',
    ],
    [
      'a level with parameters that it does not take',
      studySource({ factors: '{ reduction: [on, { ratio: -1 }] }' }),
      's.yaml:5:28: "{"ratio":-1}" is not a level of reduction. Allowed: on, off, naive, { ratio: 0.5 } (above 0, at most 4).',
    ],
    [
      'a level with parameters twice',
      studySource({ factors: '{ width: [1, 0.5, 0.5] }' }),
      's.yaml:5:28: Level 0.5 stands twice.',
    ],
    [
      'a number for a factor of names',
      studySource({ factors: '{ pooling: [on, 0.5] }' }),
      's.yaml:5:26: 0.5 is not a level of pooling. Allowed: on, off, max, average, unprojected.',
    ],
    [
      'kernels of which the modules have too few',
      studySource({ factors: '{ kernels: [all, [1, 3, 5, 7]] }' }),
      's.yaml:5:27: kernels 1-3-5-7 does not fit the arm “kernels 1-3-5-7”: module1 has branches of 1, 3, 5: kernels of 1, 3, 5, 7 would take 1 more than it has.',
    ],
    [
      'a patch with a step that there is not',
      studySource({ factors: '{ stem: [as-is, { name: large, patch: [{ sett: { block: stem, kernel: 7 } }] }] }' }),
      's.yaml:5:51: "sett" is not a key of factors.stem[1].patch[0]. Allowed: set, remove, replace, insert. Did you mean set?',
    ],
    [
      'a patch of a block that there is not',
      studySource({ factors: '{ stem: [as-is, { name: large, patch: [{ set: { block: stemm, kernel: 7 } }] }] }' }),
      's.yaml:5:26: stem large does not fit the arm “stem large”: mini-googlenet has no block stemm; did you mean stem?',
    ],
    [
      'a patch that leaves nothing that could be built',
      studySource({
        factors: '{ pool: [as-is, { name: huge, patch: [{ set: { block: pool1, size: 40, padding: valid } }] }] }',
      }),
      's.yaml:5:26: The arm “pool huge” cannot be built: mini-googlenet cannot take images of 28×28×1: pool1 needs a map of at least 40, and gets one of 28.',
    ],
    [
      'a claim about controls that the study does not ask for',
      studySource({
        hypotheses:
          '[{ claim: c, compare: { factor: reduction, from: off, to: on, at: equal-macs }, expect: { differenceAbove: 0 } }]',
      }),
      's.yaml:7:79: The claim compares arms at equal-macs, and the study has no such controls: add controls: equal-macs.',
    ],
    [
      'a level that stands twice',
      studySource({ factors: '{ pooling: [on, off, on] }' }),
      's.yaml:5:31: Level on stands twice.',
    ],
    [
      'one level',
      studySource({ factors: '{ pooling: [on] }' }),
      's.yaml:5:21: factors.pooling has 1 entry: at least 2 are needed.',
    ],
    ['no factor', studySource({ factors: '{}' }), 's.yaml:5:10: factors: at least one factor.'],
    [
      'a key twice',
      `${studySource()}study: again\n`,
      's.yaml:7:1: This key stands here a second time: each key may stand once.',
    ],
    [
      'what is not built: a design',
      studySource({ design: 'path' }),
      's.yaml:7:9: The design "path" is not built yet. Allowed: full-factorial, leave-one-out, add-one-in, fractional.',
    ],
    [
      'towers that do not share the batch',
      studySource({ training: '{ epochs: 1, batch: 36, towers: 8, optimizer: { learningRate: 0.1 } }' }),
      's.yaml:6:43: A batch of 36 cannot be shared equally by 8 towers: 1, 2, 3, 4, 6, 9, 12, 18 or 36 can share it.',
    ],
    [
      'no towers at all',
      studySource({ training: '{ epochs: 1, towers: 0, optimizer: { learningRate: 0.1 } }' }),
      's.yaml:6:32: training.towers is 0: at least 1 is allowed.',
    ],
    [
      'momentum for sgd',
      studySource({ training: '{ epochs: 1, optimizer: { kind: sgd, learningRate: 0.1, momentum: 0.9 } }' }),
      's.yaml:6:77: sgd has no momentum: leave it out, or take kind: momentum, nesterov or rmsprop.',
    ],
    [
      'momentum for adam',
      studySource({ training: '{ epochs: 6, optimizer: { kind: adam, learningRate: 0.1, momentum: 0.5 } }' }),
      's.yaml:6:78: adam has no momentum: leave it out, or take kind: momentum, nesterov or rmsprop.',
    ],
    [
      'a beta for momentum',
      studySource({ training: '{ epochs: 6, optimizer: { learningRate: 0.1, beta1: 0.5 } }' }),
      's.yaml:6:63: momentum has no beta1: leave it out, or take kind: adam or adamw.',
    ],
    [
      'a decay for adam',
      studySource({ training: '{ epochs: 6, optimizer: { kind: adam, learningRate: 0.1, decay: 0.5 } }' }),
      's.yaml:6:75: adam has no decay: leave it out, or take kind: rmsprop.',
    ],
    [
      'a constant of another schedule',
      studySource({
        training: '{ epochs: 6, optimizer: { learningRate: 0.1 }, schedule: { kind: cosine, epochs: 2 } }',
      }),
      's.yaml:6:92: cosine has no epochs: leave it out, or take kind: step or exponential.',
    ],
    [
      'a rate that never falls',
      studySource({ training: '{ epochs: 6, optimizer: { learningRate: 0.1 }, schedule: { kind: step, epochs: 7 } }' }),
      's.yaml:6:90: The rate is to fall every 7 epochs, and training has 6: it would never fall. 1 to 5 are allowed.',
    ],
    [
      'a rate that by default never falls',
      studySource({ training: '{ epochs: 6, optimizer: { learningRate: 0.1 }, schedule: { kind: step } }' }),
      's.yaml:6:58: The rate is to fall every 30 epochs, and training has 6: it would never fall. 1 to 5 are allowed.',
    ],
    [
      'an end above the beginning',
      studySource({
        training: '{ epochs: 6, optimizer: { learningRate: 0.1 }, schedule: { kind: polynomial, end: 0.2 } }',
      }),
      's.yaml:6:93: The schedule is to end at 0.2, and begins at 0.1: an end below that is needed.',
    ],
    [
      'a warm-up longer than the training',
      studySource({
        training: '{ epochs: 6, optimizer: { learningRate: 0.1 }, schedule: { kind: cosine, warmUp: 8 } }',
      }),
      's.yaml:6:92: A warm-up of 8 epochs is longer than the training’s 6.',
    ],
    [
      'a crop whose smallest part is larger than its largest',
      studySource({
        training:
          '{ epochs: 6, optimizer: { learningRate: 0.1 }, augmentation: { crop: { smallest: 0.9, largest: 0.8 } } }',
      }),
      's.yaml:6:80: The smallest part that is cut out, 0.9, is larger than the largest, 0.8.',
    ],
    [
      'a way of filling that is not there',
      studySource({
        training: '{ epochs: 6, optimizer: { learningRate: 0.1 }, augmentation: { shift: 2, fill: egde } }',
      }),
      's.yaml:6:90: "egde" is not allowed for training.augmentation.fill. Allowed: zero, edge. Did you mean edge?',
    ],
    [
      'an averaging that forgets nothing',
      studySource({ training: '{ epochs: 6, optimizer: { learningRate: 0.1 }, averageDecay: 1 }' }),
      's.yaml:6:72: training.averageDecay is 1: less than 1 is allowed.',
    ],
    [
      'an unknown initialisation',
      studySource({ training: '{ epochs: 6, optimizer: { learningRate: 0.1 }, initialisation: kaffe }' }),
      's.yaml:6:74: "kaffe" is not allowed for training.initialisation. Allowed: he, xavier, gaussian-0.01, caffe. Did you mean caffe?',
    ],
    [
      'a hypothesis on no factor',
      studySource({
        hypotheses:
          '[{ claim: c, compare: { factor: pooling, from: on, to: off }, expect: { equivalentWithin: 0.1 } }]',
      }),
      's.yaml:7:45: "pooling" is not a factor of this study. Allowed: reduction.',
    ],
    [
      'two expectations',
      studySource({
        hypotheses:
          '[{ claim: c, compare: { factor: reduction, from: on, to: off }, expect: { equivalentWithin: 0.1, ratioBelow: 1 } }]',
      }),
      's.yaml:7:85: More than one expectation: one is needed.',
    ],
    [
      'a ratio expected of accuracy',
      studySource({
        hypotheses: '[{ claim: c, compare: { factor: reduction, from: on, to: off }, expect: { ratioBelow: 0.5 } }]',
      }),
      's.yaml:7:85: accuracy is compared by its difference: expect equivalentWithin or differenceAbove.',
    ],
    [
      'arms that are the same network',
      studySource({ factors: '{ reduction: [on, off, naive], pooling: [on, off] }' }),
      's.yaml:5:1: The arms “−reduction −pooling” and “reduction naive −pooling” are the same network: leave out a level, or one of them by conditions or exclude, or take design: leave-one-out.',
    ],
    [
      'arms that are the same network where one factor changes at a time',
      studySource({ factors: '{ 5x5: [on, off], kernels: [all, [1, 3]] }', design: 'leave-one-out' }),
      's.yaml:5:1: The arms “−5x5” and “kernels 1-3” are the same network: leave out a level, or one of them by exclude.',
    ],
    [
      'a multiplier beyond any network',
      studySource({ factors: '{ depth: [1, 100000] }' }),
      's.yaml:5:23: 100000 is not a level of depth. Allowed: 2 (a number above 0, at most 16).',
    ],
    ['an empty file', '', 's.yaml:1:1: The file is empty: a study is expected.'],
    ['a file of comments', '# nothing\n', 's.yaml:1:1: The file is empty: a study is expected.'],
    ['a list', '- study\n', 's.yaml:1:1: A study is a list: a set of keys and values is expected.'],
    ['a bare word', 'study\n', 's.yaml:1:1: A study is "study": a set of keys and values is expected.'],
    [
      'two documents',
      `${studySource()}---\nstudy: other\n`,
      's.yaml:7:1: A second document begins here: a file holds one study.',
    ],
    ['binary data', 'PK\u0003\u0004\u0000', 's.yaml:1:3: The file is not text: a study is YAML in UTF-8.'],
    ['a large file', ' '.repeat(300_000), 's.yaml:1:1: The file has 300,000 bytes; a study has at most 256 KiB.'],
    ['anchors that explode', anchors, 's.yaml:1:1: The file’s anchors and aliases repeat too much to be read.'],
  ])('%s is told with its place and what is allowed', (_name, source, expected) => {
    expect(messages(source)[0]).toBe(expected)
  })

  it('that is not YAML names the place', () => {
    expect(messages('study: [a\nquestion: b\n')[0]).toMatch(/^s\.yaml:\d+:\d+: Not YAML: /)
  })

  it('that nests without end is refused, not followed', () => {
    expect(messages(nested)).not.toEqual([])
  })

  it('tells all that is wrong, in the order of the file', () => {
    const source = studySource({ replicates: '0', controls: 'some', design: 'any' })
    expect(messages(source).map((message) => message.split(':', 3).join(':'))).toEqual([
      's.yaml:7:13',
      's.yaml:8:11',
      's.yaml:9:9',
    ])
  })
})

describe('a trial that has no room in memory', () => {
  const told = (memoryBytes: number, parts: Readonly<Record<string, string>> = {}) => {
    const machine = { cores: 2, gpus: [], memoryBytes, calibration: undefined }
    const { planned, problems } = planStudy(studySource(parts), planContext({ machine }))
    // There to be looked at: the problem keeps it from being run.
    expect(planned?.plan.arms).toHaveLength(2)
    return problems.map((problem) => formatProblem('s.yaml', problem))
  }

  it.each([
    {
      what: 'for its batch',
      memoryBytes: 2e9,
      parts: { training: '{ epochs: 1, batch: 4096, optimizer: { kind: momentum, learningRate: 0.1 } }' },
      expected:
        's.yaml:6:31: A trial of the arm “base” needs about 5.0 GB of memory, 4.7 GB of it for its batch of 4,096 images, and 2.0 GB are available here. A batch of at most 1,465 fits; else take a machine with more memory.',
    },
    {
      what: 'for the batch that it has by default',
      memoryBytes: 0.35e9,
      parts: {},
      expected:
        's.yaml:6:1: A trial of the arm “base” needs about 398 MB of memory, 73 MB of it for its batch of 64 images, and 350 MB are available here. A batch of at most 22 fits; else take a machine with more memory.',
    },
    {
      what: 'for TensorFlow itself',
      memoryBytes: 0.2e9,
      parts: {},
      expected:
        's.yaml:6:11: A trial of the arm “base” needs about 398 MB of memory, 73 MB of it for its batch of 64 images, and 200 MB are available here. TensorFlow alone takes 300 MB: end other programs, or take a machine with more memory.',
    },
  ])('$what is told with the figures and what to do', ({ memoryBytes, parts, expected }) => {
    expect(told(memoryBytes, parts)).toEqual([expected])
  })
})
