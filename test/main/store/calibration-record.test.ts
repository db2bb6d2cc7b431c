import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CalibratedMachine, keepCalibration, readCalibration } from '../../../main/store/calibration-record'
import type { Calibration } from '../../../shared/cost/calibration'

let cache: string
beforeEach(() => {
  cache = join(mkdtempSync(join(tmpdir(), 'calibration-')), 'cache')
})
afterEach(() => rmSync(join(cache, '..'), { recursive: true, force: true }))

const machine: CalibratedMachine = {
  processor: 'a processor',
  cores: 2,
  library: 'tensorflow-cpu 2.15.1',
  gpus: ['NVIDIA A100-SXM4-40GB'],
}
const calibration: Calibration = {
  device: 'cpu',
  measured: [
    { workers: 2, threads: 1, towers: 1, imagesPerSecond: 3474.5 },
    { workers: 1, threads: 2, towers: 2, imagesPerSecond: 3250 },
  ],
}
const file = () => join(cache, 'calibration.json')

describe('the record of a calibration', () => {
  it('is there for the next program, and not before', () => {
    expect(readCalibration(cache, machine)).toBeUndefined()
    keepCalibration(cache, machine, calibration)
    expect(readCalibration(cache, { ...machine })).toEqual(calibration)
  })

  it.each([
    ['another processor', { processor: 'another' }],
    ['another number of cores', { cores: 4 }],
    ['another TensorFlow', { library: 'tensorflow 2.15.1, CUDA build' }],
    ['another GPU', { gpus: ['NVIDIA H100 80GB HBM3'] }],
    ['a GPU more', { gpus: ['NVIDIA A100-SXM4-40GB', 'NVIDIA A100-SXM4-40GB'] }],
    ['no GPU', { gpus: [] }],
  ])('does not hold for %s', (_what, change) => {
    keepCalibration(cache, machine, calibration)
    expect(readCalibration(cache, { ...machine, ...change })).toBeUndefined()
  })

  it.each([
    ['is cut off', (text: string) => text.slice(0, -20)],
    ['is empty', () => ''],
    ['is of another version', (text: string) => text.replace('calibration/1', 'calibration/2')],
    ['has no figures', (text: string) => text.replace(/"measured":\[.*\]/, '"measured":[]')],
    ['has a speed of zero', (text: string) => text.replace('3474.5', '0')],
    ['has a key more', (text: string) => text.replace('"device"', '"colour":"red","device"')],
  ])('counts as none where it %s', (_what, damage) => {
    keepCalibration(cache, machine, calibration)
    writeFileSync(file(), damage(readFileSync(file(), 'utf8')))
    expect(readCalibration(cache, machine)).toBeUndefined()
    keepCalibration(cache, machine, calibration)
    expect(readCalibration(cache, machine)).toEqual(calibration)
  })

  it('is no reason to fail where it cannot be kept', () => {
    mkdirSync(file(), { recursive: true })
    expect(() => keepCalibration(cache, machine, calibration)).not.toThrow()
    expect(readCalibration(cache, machine)).toBeUndefined()
  })
})
