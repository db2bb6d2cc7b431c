import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadModelGraph } from '../../main/models/load-graph'
import { architectureNamed } from '../../shared/architecture/registry'
import { networkCost, nonTrainableNumbers } from '../../shared/cost/cost'
import { borrowNames } from '../../shared/diff/borrow-names'
import { diffTree } from '../../shared/diff/diff-tree'
import { summarise } from '../../shared/diff/summary'
import { graphOf, unwrap } from '../main/engine/builders'
import { parityPython } from './python'

const python = parityPython()
const folder = mkdtempSync(join(tmpdir(), 'ablation-workbench-foreign-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Count {
  readonly trained: number
  readonly untrained: number
}
let counts: Readonly<Record<string, Count>> = {}

beforeAll(() => {
  if (python.kind === 'absent') return
  const script = new URL('./foreign-models.py', import.meta.url).pathname
  const { status, stderr, error } = spawnSync(python.path, ['-B', script, folder], {
    encoding: 'utf8',
    env: { ...process.env, CUDA_VISIBLE_DEVICES: '' },
    maxBuffer: 2 ** 26,
  })
  if (status !== 0) throw new Error(`ended with ${status ?? error?.message}:\n${stderr.slice(-4000)}`)
  counts = JSON.parse(readFileSync(join(folder, 'counts.json'), 'utf8'))
}, 600_000)

const read = (name: string) => unwrap(loadModelGraph(join(folder, name)))

describe.skipIf(python.kind === 'absent')('a model that another program wrote', () => {
  it.each([
    'keras-inception-v3.keras',
    'keras-vgg16.keras',
    'keras-mobilenet.keras',
    'keras-resnet50.keras',
    'keras-efficientnet-b0.keras',
    'keras-xception.keras',
    'torch-googlenet.onnx',
    'torch-inception-v3.onnx',
    'torch-alexnet.onnx',
    'torch-vgg16.onnx',
    'torch-resnet18.onnx',
    'torch-mobilenet-v2.onnx',
    'torch-squeezenet.onnx',
  ])('is counted to the last number: %s', (name) => {
    const { graph } = read(name)
    const trained = networkCost(graph).inference.parameters
    const untrained = graph.layers.reduce((sum, layer) => sum + nonTrainableNumbers(layer), 0)
    expect({ trained, untrained }).toEqual(counts[name])
    expect(graph.classes).toBe(1000)
  })

  it.each([
    ['googlenet-torchvision', 'torch-googlenet.onnx', ['dropout 0.2', 'auxiliary classifier of 9 layers']],
    [
      'inception-v3',
      'keras-inception-v3.keras',
      ['dropout 0.5', 'auxiliary classifier of 9 layers', 'softmax (opaque)', 'momentum 0.9 → 0.99', 'scale yes → no'],
    ],
    ['vgg16', 'torch-vgg16.onnx', ['dropout 0.5', '1×1 average pool']],
  ])('differs from %s in what it does, whatever it calls its layers: %s', (own, file, expected) => {
    const architecture = architectureNamed(own)
    if (!architecture) throw new Error(own)
    const base = graphOf(architecture)
    const foreign = read(file).graph
    const named = borrowNames(foreign, base)?.graph ?? foreign
    expect(summarise(diffTree(base, named)).map(({ what }) => what)).toEqual(expected)
  })
})
