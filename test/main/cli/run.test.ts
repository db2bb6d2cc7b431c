import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listGpus } from '../../../main/executors/list-gpus'
import { keepCalibration } from '../../../main/store/calibration-record'
import { calibratedMachine } from '../../../main/study/machine'
import { StudyAnalysis } from '../../../shared/analysis/analysis'
import type { Calibration } from '../../../shared/cost/calibration'
import { StudyPlan } from '../../../shared/study/plan'
import { ResultRecord } from '../../../shared/study/result-record'
import { RunEvent } from '../../../shared/study/run-event'
import { ablate, scratch } from './ablate'
import { writeStudy } from './study-file'

let folder: ReturnType<typeof scratch>
beforeEach(() => {
  folder = scratch()
})
afterEach(() => folder.remove())

/** The first run measures the machine, the others find that. */
const shared = scratch()
afterAll(() => shared.remove())
const cache = shared.path

const run = (...args: string[]) => ablate(args, { cwd: folder.path, cache })
const eventsOf = (out: string) =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => RunEvent.parse(JSON.parse(line)))
    // On a busy machine any run may try to measure it.
    .filter(({ event }) => !event.startsWith('machine.'))
const filesBelow = (path: string) => readdirSync(join(folder.path, path), { recursive: true, encoding: 'utf8' }).sort()

describe('ablate run', () => {
  it('trains every trial, publishes its results, and its report tells them', async () => {
    writeStudy(folder.path, { replicates: 2 })
    const { code, out, err } = await run('run', 'tiny.yaml', '--json')
    const events = eventsOf(out)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(events[0]).toMatchObject({ event: 'study.started', study: 'tiny', trials: 4, done: 0 })
    expect(events.at(-1)).toMatchObject({ event: 'study.finished', state: 'complete', finished: 4, failed: 0 })
    expect(events.filter(({ event }) => event === 'epoch')).toHaveLength(4)

    const trials = readdirSync(join(folder.path, 'tiny', 'trials'))
    expect(trials).toHaveLength(4)
    const results = trials.map((trial) =>
      ResultRecord.parse(JSON.parse(readFileSync(join(folder.path, 'tiny', 'trials', trial, 'result.json'), 'utf8'))),
    )
    for (const { trial, curve } of results)
      expect(events).toContainEqual(
        expect.objectContaining({ event: 'trial.finished', trial, validation: curve.at(-1)?.validation }),
      )
    expect(filesBelow(`tiny/trials/${trials[0]}`)).toEqual([
      'attempt-1',
      'attempt-1/checkpoint',
      'attempt-1/checkpoint/final.safetensors',
      'attempt-1/events.jsonl',
      'attempt-1/predictions.npz',
      'result.json',
      'trial.json',
    ])
    expect(filesBelow('tiny').filter((file) => /draft|lock/.test(file))).toEqual([])

    const analyzed = await run('analyze', 'tiny', '--json')
    expect(analyzed.code).toBe(0)
    const analysis = StudyAnalysis.parse(JSON.parse(analyzed.out))
    expect(analysis.contrasts).toMatchObject([{ factor: 'pooling', from: 'off', to: 'on', n: 2, df: 1 }])
    expect(analysis.registration).toMatchObject({ deviations: [] })

    const report = await run('report', 'tiny', '--json')
    expect(report.code).toBe(0)
    const { files } = JSON.parse(report.out)
    const html = readFileSync(files[0].path, 'utf8')
    for (const { trial, curve } of results) {
      expect(html.includes(trial), trial).toBe(true)
      const accuracy = `<data value="${curve.at(-1)?.validation.accuracy}">`
      expect(html.includes(accuracy), accuracy).toBe(true)
    }

    const again = await run('run', 'tiny.yaml', '--json')
    expect(eventsOf(again.out).map(({ event }) => event)).toEqual(['study.started', 'study.finished'])
  })

  it('gives the same curves for the same study, and the arms of a replicate see the same data', async () => {
    writeStudy(folder.path)
    const curves = async (out: string) => {
      await run('run', 'tiny.yaml', '--out', out)
      return readdirSync(join(folder.path, out, 'trials')).map((trial) => {
        const result = ResultRecord.parse(
          JSON.parse(readFileSync(join(folder.path, out, 'trials', trial, 'result.json'), 'utf8')),
        )
        return [result.arm, result.curve.map(({ train, validation }) => ({ train, validation }))]
      })
    }
    expect(await curves('second')).toEqual(await curves('first'))
  })

  it('stops at an interrupt with 130, keeps what has finished, and goes on from there', async () => {
    writeStudy(folder.path, { epochs: 2 })
    const args = ['run', 'tiny.yaml', '--workers', '1', '--json']
    let epochs = 0
    const stopped = await ablate(args, {
      cwd: folder.path,
      cache,
      onLine: (line, { interrupt }) => {
        if (!line.includes('"event":"epoch"')) return
        epochs += 1
        // The first arm has two epochs: this is within the second arm.
        if (epochs === 3) interrupt()
      },
    })
    expect(stopped.code).toBe(130)
    const events = eventsOf(stopped.out)
    expect(events.at(-1)).toMatchObject({ event: 'study.finished', state: 'stopped', finished: 1, failed: 0 })
    expect(events).toContainEqual(expect.objectContaining({ event: 'trial.failed', cause: 'interrupted' }))
    expect(filesBelow('tiny').filter((file) => /draft|lock/.test(file))).toEqual([])
    expect(filesBelow('tiny').filter((file) => file.endsWith('result.json'))).toHaveLength(1)

    const resumed = await run(...args)
    expect(resumed.code).toBe(0)
    expect(eventsOf(resumed.out)[0]).toMatchObject({ event: 'study.started', trials: 2, done: 1 })
    expect(eventsOf(resumed.out).at(-1)).toMatchObject({ state: 'complete', finished: 2 })
  })

  it.each([
    { name: 'of the last epoch', outcome: '{}' },
    { name: 'of the best epoch', outcome: '{ metric: top-5, split: test, at: best-validation }' },
  ])(
    'goes on after a kill within a trial to the curves, weights and predictions of a run that nothing disturbed: $name',
    async ({ outcome }) => {
      writeStudy(folder.path, { epochs: 3, outcome })
      const args = ['run', 'tiny.yaml', '--workers', '1', '--json']
      let epochs = 0
      const killed = await ablate([...args, '--out', 'killed'], {
        cwd: folder.path,
        cache,
        onLine: (line, { kill }) => {
          if (!line.includes('"event":"epoch"')) return
          epochs += 1
          // Two of three epochs of the first arm are told, and the first’s checkpoint is written.
          if (epochs === 2) kill()
        },
      })
      expect(killed.code).toBe(null)
      expect(filesBelow('killed').filter((file) => file.endsWith('result.json'))).toEqual([])

      const resumed = await run(...args, '--out', 'killed')
      expect(resumed.code).toBe(0)
      expect(eventsOf(resumed.out).at(-1)).toMatchObject({ state: 'complete', finished: 2 })
      expect(eventsOf(resumed.out).filter(({ event }) => event === 'trial.started')).toMatchObject([
        { attempt: 2 },
        { attempt: 1 },
      ])
      const [first] = eventsOf(resumed.out).flatMap((event) => (event.event === 'trial.started' ? [event.trial] : []))
      const [goesOn] = readFileSync(
        join(folder.path, 'killed', 'trials', String(first), 'attempt-2', 'events.jsonl'),
        'utf8',
      ).split('\n')
      expect(JSON.parse(goesOn ?? '')).toMatchObject({ kind: 'resumed' })

      await run(...args, '--out', 'whole')
      const trained = (out: string) =>
        readdirSync(join(folder.path, out, 'trials')).map((trial) => {
          const own = join(folder.path, out, 'trials', trial)
          const found = ResultRecord.parse(JSON.parse(readFileSync(join(own, 'result.json'), 'utf8')))
          if (found.outcome !== 'finished') throw new Error(`${trial} ${found.outcome}`)
          const { attempt, curve, best, test, predictions } = found
          const kept = (...names: string[]) =>
            createHash('sha256')
              .update(readFileSync(join(own, `attempt-${attempt}`, ...names)))
              .digest('hex')
          expect(kept('predictions.npz')).toBe(predictions?.sha256)
          const timeless = curve.map((point) => ({ ...point, seconds: 0, imagesPerSecond: 0 }))
          return { trial, curve: timeless, best, test, predictions, weights: kept('checkpoint', 'final.safetensors') }
        })
      expect(trained('killed')).toEqual(trained('whole'))
      expect(filesBelow('killed').filter((file) => /draft|lock|epoch-|best-/.test(file))).toEqual([])

      const analyzed = await run('analyze', 'killed', '--json')
      const { arms } = StudyAnalysis.parse(JSON.parse(analyzed.out))
      const value = ({ test, curve }: ReturnType<typeof trained>[number]) =>
        outcome === '{}' ? curve.at(-1)?.validation.accuracy : test?.top5
      for (const one of trained('whole'))
        expect(arms.flatMap(({ values }) => values).find(({ trial }) => trial === one.trial)?.value).toBe(value(one))
    },
  )

  it('refuses a folder that holds another study, and leaves it as it was', async () => {
    writeStudy(folder.path)
    await run('run', 'tiny.yaml')
    const before = filesBelow('tiny')
    writeStudy(folder.path, { epochs: 2 })
    const { code, err } = await run('run', 'tiny.yaml')
    expect(code).toBe(2)
    expect(err).toContain('holds the study “tiny” as it was first run, and this file says something else')
    expect(filesBelow('tiny')).toEqual(before)
  })

  it('counts a diverged trial, says why, and ends with 3', async () => {
    const file = writeStudy(folder.path)
    writeFileSync(
      file,
      readFileSync(file, 'utf8')
        .replace('learningRate: 0.1', 'learningRate: 100')
        .replace('mini-googlenet', 'mini-googlenet-plain'),
    )
    const { code, out } = await run('run', 'tiny.yaml', '--json')
    expect(code).toBe(3)
    expect(eventsOf(out).at(-1)).toMatchObject({ state: 'failed-trials', finished: 0, failed: 2 })
    expect(eventsOf(out)).toContainEqual(expect.objectContaining({ event: 'trial.failed', cause: 'diverged' }))
  })
})

describe('the first ablate run on a machine', () => {
  const kept = () => existsSync(join(folder.path, '.cache', 'ablation-workbench', 'calibration.json'))

  it('measures it, says so in one line, and keeps that unless other programs disturbed it', async () => {
    writeStudy(folder.path)
    expect((await ablate(['plan', 'tiny.yaml'], { cwd: folder.path })).code).toBe(0)
    const doctor = await ablate(['doctor'], { cwd: folder.path })
    expect(doctor.out).toMatch(
      /^– +calibration +not measured yet: the first run, or doctor --calibrate, measures how this machine trains best/m,
    )
    expect(kept()).toBe(false)

    const { code, err } = await ablate(['run', 'tiny.yaml'], { cwd: folder.path })
    expect(code).toBe(0)
    expect(err).toMatch(/^Measuring how this machine trains best, once: \d+ s$/m)
    expect(kept()).toBe(!err.includes('This machine could not be measured. Other programs keep it busy'))
  })

  it('does not measure what is known, and doctor tells of it', async () => {
    writeStudy(folder.path)
    const calibration: Calibration = {
      device: 'cpu',
      measured: [{ workers: 1, threads: 1, towers: 1, imagesPerSecond: 1234 }],
    }
    keepCalibration(
      join(folder.path, '.cache', 'ablation-workbench'),
      calibratedMachine(await listGpus(process.env)),
      calibration,
    )
    const { code, err } = await ablate(['run', 'tiny.yaml'], { cwd: folder.path })
    expect(code).toBe(0)
    expect(err).not.toContain('Measuring')
    // On more cores the two trials share them.
    if (availableParallelism() <= 2) expect(err).toContain('Training 2 trials, 1 at a time.')
    const { out } = await ablate(['doctor'], { cwd: folder.path })
    expect(out).toMatch(
      /^✓ +calibration +many trials run 1 at a time, 1 thread each \(images\/s: 1 × 1 thread 1,234\)/m,
    )
  })

  it('does not measure what a person has decided', async () => {
    writeStudy(folder.path)
    const { code, err } = await ablate(['run', 'tiny.yaml', '--workers', '3', '--json'], { cwd: folder.path })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(kept()).toBe(false)
  })
})

describe('a study that asks for towers', () => {
  it('has them on every machine: the trials are others, their towers are recorded', async () => {
    const file = writeStudy(folder.path)
    writeFileSync(file, readFileSync(file, 'utf8').replace('epochs: 1', 'epochs: 1\n  towers: 2'))
    const { code } = await run('run', 'tiny.yaml')
    expect(code).toBe(0)
    const plan = StudyPlan.parse(JSON.parse(readFileSync(join(folder.path, 'tiny', 'plan.json'), 'utf8')))
    expect(plan.towers).toBe(2)
    for (const { id } of plan.trials) {
      const trial = JSON.parse(readFileSync(join(folder.path, 'tiny', 'trials', id, 'trial.json'), 'utf8'))
      expect(trial.recipe.towers).toBe(2)
    }
  })
})

describe('ablate doctor', () => {
  it('finds the engine and the embedded data', async () => {
    const { code, out } = await run('doctor', '--json')
    const { healthy, findings } = JSON.parse(out)
    expect({ code, healthy }).toEqual({ code: 0, healthy: true })
    expect(findings).toContainEqual(expect.objectContaining({ name: 'engine', ok: true }))
    expect(findings).toContainEqual(expect.objectContaining({ name: 'data fashion-mnist-8k', ok: true }))
  })
})
