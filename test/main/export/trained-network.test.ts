import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exportCommand } from '../../../main/cli/commands/export'
import type { Terminal } from '../../../main/cli/terminal'
import { stateLayout } from '../../../main/engine/graph/state'
import { encodeState, initialState } from '../../../main/engine/training-state'
import { trainedNetwork } from '../../../main/export/trained-network'
import { EXPORT_FORMATS, writeNetwork } from '../../../main/export/write-network'
import { writeFinalState } from '../../../main/store/checkpoints'
import { publishResult } from '../../../main/store/results'
import { attemptFolder, openStudyFolder, trialFolder } from '../../../main/store/study-folder'
import { buildLayerGraph } from '../../../shared/architecture/build-graph'
import { divergedResult, finishedResult, plannedSample } from '../../shared/study/results'
import { stillInstallation } from '../study/still-installation'

const source = readFileSync(new URL('../../../resources/studies/inception-parts.yaml', import.meta.url), 'utf8')
const { plan, trials } = plannedSample()
/** Replicate 2 of two arms; the second diverged. */
const [base, other] = trials.filter(({ replicate }) => replicate === 2)
if (!base || !other) throw new Error('the sample study has two replicates')

let folder: string
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'trained-')), 'study')
  openStudyFolder(folder, source, plan)
  const graph = buildLayerGraph(base.architecture, base)
  if (!graph.ok) throw new Error(graph.error.message)
  const state = initialState(stateLayout(graph.value, base.recipe), graph.value, base.id, base.seed)
  for (const trial of [base, other]) {
    mkdirSync(attemptFolder(folder, trial.id, 1), { recursive: true })
    writeFileSync(join(trialFolder(folder, trial.id), 'trial.json'), JSON.stringify(trial))
    const planned = plan.trials.find(({ id }) => id === trial.id)
    if (!planned) throw new Error('no such trial')
    publishResult(folder, trial === base ? finishedResult(planned, 0.5) : divergedResult(planned))
  }
  writeFinalState(folder, base.id, 1, encodeState({ ...state, step: 468 }))
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }))

function refusal(arm: string, replicate: number): string {
  const result = trainedNetwork(folder, arm, replicate)
  if (result.ok) throw new Error('this was to be refused')
  return result.error.message.replaceAll(folder, 'FOLDER')
}

describe('an arm of a study', () => {
  it('comes with the weights of its replicate, without the optimizer’s slots', () => {
    const result = trainedNetwork(folder, 'base', 2)
    if (!result.ok) throw new Error(result.error.message)
    const { tensors, origin, graph } = result.value
    expect(origin.weights).toBe(`trained in the study “inception-parts”, replicate 2 of arm “base” (trial ${base.id})`)
    expect(graph.input).toEqual([28, 28, 1])
    expect([...tensors.keys()].slice(0, 5)).toEqual([
      'stem/kernel',
      'stem/norm/scale',
      'stem/norm/shift',
      'stem/norm/mean',
      'stem/norm/variance',
    ])
    expect([...tensors.keys()].some((name) => name.endsWith('/momentum'))).toBe(false)
  })

  it.each([
    ['bse', 2, /^The study in FOLDER has no arm “bse”\. Its arms: base · .* Did you mean base\?$/],
    ['base', 9, 'The study in FOLDER has no replicate 9 of arm “base”: its replicates are 1 to 3.'],
    ['base', 1, 'replicate 1 of arm “base” in FOLDER has not finished, so it has no weights yet. Run the study first.'],
    [other.arm, 2, /diverged, so it has no weights: The loss left the finite numbers at step 12\./],
  ])('is refused: arm %s, replicate %i', (arm, replicate, message) => {
    expect(refusal(arm, replicate)).toMatch(message)
  })

  it('is exported by one name, or by the folder and the arm', () => {
    const said: string[] = []
    const say = (text: string) => void said.push(text)
    const terminal: Terminal = { out: say, say, screen: undefined, page: { columns: 80, colour: false } }
    const exported = (out: string, source: string, arm?: string) => {
      const options = { as: 'pytorch', out: join(folder, '..', out), replicate: '2' }
      return exportCommand(terminal, stillInstallation, source, arm, options)
    }
    expect([exported('a', `${folder}#base`), exported('b', folder, 'base')]).toEqual([0, 0])
    expect(said[0]).toContain('trained in the study “inception-parts”, replicate 2 of arm “base”')
    const bytes = (out: string) => readFileSync(join(folder, '..', out, 'model.safetensors'))
    expect(bytes('a').equals(bytes('b'))).toBe(true)
    expect(exported('c', folder)).toBe(2)
    expect(said.at(-1)).toContain('is the folder of a study: say which arm of it.')
    expect(exported('d', `${folder}#-pooling`)).toBe(2)
    expect(said.at(-1)).toContain('replicate 2 of arm “pooling=off”')
  })

  it('is refused where its trial was changed, or its weights are another network’s', () => {
    const file = join(trialFolder(folder, base.id), 'trial.json')
    writeFileSync(file, JSON.stringify({ ...base, classes: 11 }))
    expect(refusal('base', 2)).toContain(`is not that of trial ${base.id}: it was changed or damaged`)
    writeFileSync(file, '{')
    expect(refusal('base', 2)).toContain('cannot be read')
  })
})

describe('a written network', () => {
  const FILES = {
    pytorch: ['model.py', 'model.safetensors'],
    keras: ['model.npz', 'model.py'],
    onnx: ['model.onnx'],
    savedmodel: ['saved_model.pb'],
  }

  it.each(EXPORT_FORMATS)('as %s is a folder of its own', (format) => {
    const network = trainedNetwork(folder, 'base', 2)
    if (!network.ok) throw new Error(network.error.message)
    const out = join(folder, '..', format)
    const written = writeNetwork(network.value, format, out)
    if (!written.ok) throw new Error(written.error.message)
    expect(readdirSync(out).toSorted()).toEqual(FILES[format])
    expect(writeNetwork(network.value, format, out)).toMatchObject({
      ok: false,
      error: { message: `${out} is there already and not empty. Give another one by --out, or remove it.` },
    })
  })
})
