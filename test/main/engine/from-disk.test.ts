import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Dataset } from '../../../main/data/dataset'
import { loadDataset } from '../../../main/data/load-dataset'
import type { AnySplit } from '../../../main/engine/split-source'
import { trainTrial } from '../../../main/engine/train-trial'
import { encodeState } from '../../../main/engine/training-state'
import { emptyPlaces, importFrom, writeTree } from '../data/import/importing'
import { idxBytes } from '../data/stand-in'
import { graphOf, smallArchitecture, split, testEngine, trial, unwrap } from './builders'

const engine = testEngine()
const folder = mkdtempSync(join(tmpdir(), 'ablation-from-disk-'))
afterAll(() => {
  engine.close()
  rmSync(folder, { recursive: true })
})

/** The bright quarters as an added set: 84 training images, 30 for validation and 8 for testing, of 64 bytes each. */
async function places() {
  const files = Object.fromEntries(
    (['train', 'validation', 'test'] as const).flatMap((name, at) => {
      const { images, labels, count } = split([84, 30, 8][at] ?? 0, at + 1)
      return [
        [`${name}-images-idx3-ubyte`, idxBytes([count, 8, 8], images)],
        [`${name}-labels-idx1-ubyte`, idxBytes([count], labels)],
      ]
    }),
  )
  const made = emptyPlaces(folder)
  unwrap(await importFrom(made, writeTree(join(folder, 'quarters'), files), { name: 'quarters' }))
  return made
}

async function bitsOf(data: Dataset<AnySplit>, residentBytes: number): Promise<Buffer> {
  const settings = trial({ data: { name: 'quarters', sizes: data.description.sizes, sha256: data.description.sha256 } })
  const result = await trainTrial(engine, settings, graphOf(smallArchitecture), data, {
    signal: new AbortController().signal,
    onMeasurement: () => {},
    residentBytes,
  })
  const outcome = unwrap(result)
  if (outcome.kind !== 'finished') throw new Error(`it ${outcome.kind}`)
  return Buffer.from(encodeState(outcome.state))
}

describe('an added set beyond the budget', () => {
  it('is trained from the disk to the same bits as from memory', async () => {
    const made = await places()
    const residentBytes = 1000
    const onDisk = unwrap(await loadDataset(made, 'quarters', {}, { residentBytes }))
    expect(onDisk.splits.train.images).not.toBeInstanceOf(Uint8Array)
    expect(onDisk.splits.validation.images).not.toBeInstanceOf(Uint8Array)
    const inMemory = unwrap(await loadDataset(made, 'quarters'))
    const streamed = await bitsOf(onDisk, residentBytes)
    expect(streamed.equals(await bitsOf(inMemory, Number.POSITIVE_INFINITY))).toBe(true)
  })
})
