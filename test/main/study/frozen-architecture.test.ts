import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Executor } from '../../../main/executors/executor'
import { publishResult } from '../../../main/store/results'
import { attemptFolder, openStudyFolder } from '../../../main/store/study-folder'
import { analyseFolder } from '../../../main/study/analyse-folder'
import { launchStudy } from '../../../main/study/launch-study'
import { loadGraph } from '../../../main/study/load-graph'
import { planForFolders } from '../../../main/study/plan-for-folders'
import { ASSUMED_SPEED } from '../../../shared/cost/trial-time'
import { ok } from '../../../shared/result'
import { NETWORK } from '../../shared/study/inline-network'
import { finishedResult } from '../../shared/study/results'
import { measuredMachine, studySource } from '../../shared/study/sample-study'
import { stillInstallation } from './still-installation'

const source = studySource({ architecture: 'nets/mine.yaml', factors: '{ auxiliary: [on, off] }', replicates: '1' })
const { places, machine } = stillInstallation

let home: string
let folder: string
let net: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'frozen-'))
  folder = join(home, 'tiny')
  net = join(home, 'nets', 'mine.yaml')
  mkdirSync(dirname(net))
  writeFileSync(net, NETWORK)
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

function planned(from = home) {
  const settings = { folder: from, places, speed: ASSUMED_SPEED, machine: measuredMachine(2) }
  const planning = planForFolders(source, settings, () => [folder])
  if (!planning.planned) throw new Error(JSON.stringify(planning.problems))
  return { planned: planning.planned, held: planning.held }
}

/** Publishes each trial's result as a worker does. */
function executor(): Executor {
  const { plan } = planned().planned
  return {
    capacity: 1,
    ready: async () => ok({ tensorflow: 'none', device: 'none', onGpu: false }),
    run: async ({ trial, attempt }) => {
      mkdirSync(attemptFolder(folder, trial.id, attempt), { recursive: true })
      const own = plan.trials.find(({ id }) => id === trial.id)
      if (!own) throw new Error('unknown trial')
      publishResult(folder, { ...finishedResult(own, 0.5), attempt })
      return { kind: 'finished', validation: { loss: 0.5, accuracy: 0.5 }, seconds: 1 }
    },
    pause: () => undefined,
    resume: () => undefined,
    stop: () => undefined,
    close: async () => undefined,
  }
}

async function launch() {
  const launched = await launchStudy({
    source,
    planned: planned().planned,
    folder,
    places,
    machine,
    executor: executor(),
    onEvent: () => undefined,
  })
  if (!launched.ok) return launched
  return ok(await launched.value.finished)
}

describe('a study that names an architecture file', () => {
  it('is run, and its folder stands by itself', async () => {
    expect(await launch()).toMatchObject({ ok: true, value: { state: 'complete', finished: 2 } })
    expect(readFileSync(join(folder, 'nets', 'mine.yaml'), 'utf8')).toBe(NETWORK)
    expect(readFileSync(join(folder, 'study.yaml'), 'utf8')).toBe(source)
    const { hash } = planned().planned.plan
    rmSync(dirname(net), { recursive: true })
    expect(analyseFolder(folder)).toMatchObject({ ok: true, value: { analysis: { trials: { finished: 2 } } } })
    expect(loadGraph(`${folder}#auxiliary=off`, {}, { places, machine })).toMatchObject({
      ok: true,
      value: { architecture: { name: 'mine', auxiliary: [] } },
    })
    // The frozen file itself is a study that can be planned, and is the same one.
    expect(planned(folder)).toMatchObject({ planned: { plan: { hash } }, held: { path: folder } })
  })

  it('goes on in that folder while its file is as it was, and is another study when that was changed', async () => {
    await launch()
    expect(planned().held?.path).toBe(folder)
    expect(await launch()).toMatchObject({ ok: true, value: { state: 'complete' } })
    writeFileSync(net, NETWORK.replace('filters: 8', 'filters: 10'))
    expect(planned().held).toBeNull()
    expect(await launch()).toMatchObject({
      ok: false,
      error: { kind: 'input', message: expect.stringContaining('another question, another architecture') },
    })
    expect(readFileSync(join(folder, 'nets', 'mine.yaml'), 'utf8')).toBe(NETWORK)
  })

  it.each([
    [
      'rewritten',
      (text: string) => `${text}title: A better one\n`,
      /is no longer the study that was run: .* architecture/,
    ],
    [
      'broken',
      (text: string) => text.replace('kind: dropout', 'kind: dropot'),
      /nets\/mine\.yaml:18:13: "dropot" is not allowed .* It was changed after the run began\.$/,
    ],
    [
      'lost',
      () => undefined,
      /study\.yaml:3:15: There is no file nets\/mine\.yaml in the study’s folder, .* It was changed after the run began\.$/,
    ],
  ])('is not analysed when its frozen file was %s', async (_what, change, message) => {
    await launch()
    const frozen = join(folder, 'nets', 'mine.yaml')
    const text = change(readFileSync(frozen, 'utf8'))
    if (text === undefined) rmSync(frozen)
    else writeFileSync(frozen, text)
    const analysed = analyseFolder(folder)
    expect(!analysed.ok && analysed.error.message).toMatch(message)
  })

  it('leaves nothing where its folder cannot be written whole', () => {
    const { plan, architectureFile } = planned().planned
    if (!architectureFile) throw new Error('no file')
    // Planning refuses such a path; here it stands in the way of the plan, which is written last.
    const inTheWay = { ...architectureFile, path: 'plan.json/mine.yaml' }
    mkdirSync(folder)
    expect(openStudyFolder(folder, source, plan, { architecture: inTheWay })).toMatchObject({
      ok: false,
      error: { kind: 'environment' },
    })
    expect(readdirSync(folder)).toEqual([])
    rmSync(folder, { recursive: true })
    openStudyFolder(folder, source, plan, { architecture: inTheWay })
    expect(existsSync(folder)).toBe(false)
  })
})
