import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeDataset } from '../../main/data/catalogue'
import { forkWorkers } from '../../main/executors/fork-worker'
import { findInstallation } from '../../main/study/installation'
import { startWorker } from '../../main/worker/client'
import { type Assignment, THREADS_ARGUMENT } from '../../main/worker/protocol'
import { miniGooglenet } from '../../shared/architecture/mini-googlenet'
import { ResultRecord } from '../../shared/study/result-record'
import type { Trial } from '../../shared/training/trial'
import { launchWorkbench, ROOT, type WorkbenchApp } from './workbench-app'

const { places, worker: entry } = findInstallation(join(ROOT, 'out', 'main'))

let folder: string
let workbench: WorkbenchApp
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'workbench-bits-'))
  workbench = await launchWorkbench()
})
afterAll(async () => {
  await workbench.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Two epochs of 15 steps: batch norm, two auxiliary classifiers with dropout, momentum, augmentation, a schedule. */
function trial(overrides: Partial<Trial>, towers: number): Trial {
  const dataset = describeDataset(places, 'fashion-mnist-8k')
  if (!dataset.ok) throw new Error(dataset.error.message)
  const { name, sha256 } = dataset.value
  return {
    id: 'bits',
    arm: 'base',
    replicate: 1,
    seed: 11,
    architecture: miniGooglenet,
    base: miniGooglenet,
    edits: [],
    input: miniGooglenet.input,
    classes: miniGooglenet.classes,
    recipe: {
      epochs: 2,
      batch: 32,
      optimizer: { kind: 'momentum', learningRate: 0.1, momentum: 0.9, weightDecay: 1e-4 },
      schedule: { kind: 'cosine' },
      auxiliaryWeight: 0.3,
      towers,
      augmentation: { shift: 2, flip: true },
    },
    data: { name, sizes: { train: 480, validation: 200, test: 10 }, sha256 },
    ...overrides,
  }
}

/** Trains in a process that ends afterwards. @returns the outcome's kind */
type Train = (assignment: Assignment, threads: number) => Promise<string>

const inNode: Train = async (assignment, threads) => {
  const worker = startWorker(forkWorkers(entry), { threads })
  const { kind } = await worker.train(assignment, () => undefined)
  await worker.close()
  return kind
}

/** In the utility process of the window’s application, with the words that it starts its workers with. */
const inElectron: Train = (assignment, threads) =>
  workbench.app.evaluate(
    ({ utilityProcess }, { entry, words, assignment }) =>
      new Promise<string>((resolve) => {
        const child = utilityProcess.fork(entry, words)
        let ended = 'no outcome'
        child.on('message', (report) => {
          if (report.kind === 'ready') child.postMessage({ kind: 'train', assignment })
          if (report.kind !== 'ended') return
          ended = report.outcome.kind
          child.postMessage({ kind: 'leave' })
        })
        child.once('exit', () => resolve(ended))
      }),
    { entry, words: [`${THREADS_ARGUMENT}${threads}`], assignment: assignment as object },
  )

/** What a trial gave, without what depends on the clock. */
async function trained(train: Train, name: string, settings: Trial) {
  const own = join(folder, name)
  const { towers } = settings.recipe
  expect(await train({ trial: settings, attempt: 1, folder: own, places }, towers)).toBe('finished')
  const results = join(own, 'trials', settings.id)
  const { curve, environment } = ResultRecord.parse(JSON.parse(readFileSync(join(results, 'result.json'), 'utf8')))
  const state = readFileSync(join(results, 'attempt-1', 'checkpoint', 'final.safetensors'))
  return {
    runtime: environment.runtime.split(' ')[0],
    curve: curve.map((point) => ({ ...point, seconds: 0, imagesPerSecond: 0 })),
    state: createHash('sha256').update(state).digest('hex'),
  }
}

describe.each([1, 2])('a trial of %i towers on Fashion-MNIST', (towers) => {
  const settings = trial({}, towers)

  it('gives the same bits in Node and in Electron’s utility process, curve and state, and again', async () => {
    const node = await trained(inNode, `node-${towers}`, settings)
    const electron = await trained(inElectron, `electron-${towers}`, settings)
    expect([node.runtime, electron.runtime]).toEqual(['Node', 'Electron'])
    expect(node.curve).toHaveLength(2)
    expect({ ...electron, runtime: 'Node' }).toEqual(node)
    const again = await trained(inElectron, `electron-again-${towers}`, settings)
    expect(again).toEqual(electron)
  })

  it('gives others with another seed', async () => {
    const first = await trained(inElectron, `seed-11-${towers}`, settings)
    const other = await trained(inElectron, `seed-12-${towers}`, trial({ seed: 12 }, towers))
    expect(other.state).not.toBe(first.state)
    expect(other.curve.at(-1)?.train.loss).not.toBe(first.curve.at(-1)?.train.loss)
  })
})
