import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { decodeSafetensors } from '../../../main/store/safetensors'
import { StudyPlan } from '../../../shared/study/plan'
import { ablate, scratch } from './ablate'
import { writeStudy } from './study-file'

let folder: ReturnType<typeof scratch>
beforeEach(() => {
  folder = scratch()
})
afterEach(() => folder.remove())

const filesBelow = (path: string): readonly string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))

/** Bytes of the numbers in a file of weights. */
function weights(file: string): number {
  const read = decodeSafetensors(readFileSync(file), file)
  if (!read.ok) throw new Error(read.error.message)
  return [...read.value.tensors.values()].reduce((sum, { values }) => sum + values.byteLength, 0)
}

describe('the disk that a plan foretells', () => {
  it('is what a run takes, by a quarter of what is not weights', async () => {
    writeStudy(folder.path, { epochs: 3 })
    expect((await ablate(['run', 'tiny.yaml', '--workers', '1'], { cwd: folder.path })).code).toBe(0)
    const study = join(folder.path, 'tiny')
    const { predicted } = StudyPlan.parse(JSON.parse(readFileSync(join(study, 'plan.json'), 'utf8')))
    const files = filesBelow(study)
    const taken = files.reduce((sum, file) => sum + statSync(file).size, 0)
    const inWeights = files
      .filter((file) => file.endsWith('.safetensors'))
      .reduce((sum, file) => sum + weights(file), 0)
    expect(Math.abs(predicted.bytes - taken)).toBeLessThan(0.25 * (taken - inWeights))
  })
})
