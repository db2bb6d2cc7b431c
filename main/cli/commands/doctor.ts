import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { environmentFailure } from '../../../shared/failure'
import { formatBytes } from '../../../shared/format/numbers'
import { err } from '../../../shared/result'
import { VERSION } from '../../../shared/version'
import { listKnownDatasets } from '../../data/list-datasets'
import { forkWorkers } from '../../executors/fork-worker'
import type { Installation } from '../../study/installation'
import { startWorker } from '../../worker/client'
import { EXIT, type ExitCode } from '../exit-code'
import { printJson, type Terminal } from '../terminal'
import { textTable } from '../text-table'
import { calibrationWords, UNCALIBRATED } from './calibration-finding'
import { gpuFacts, gpuWords } from './gpu-finding'
import { speedFinding } from './speed-finding'

/** One thing that was looked at. */
interface Finding {
  readonly name: string
  readonly ok: boolean
  readonly words: string
  /** Without it nothing can be trained. */
  readonly needed: boolean
}

/** Looks at what the program stands on, and says what is missing and how to mend it. */
export async function doctorCommand(
  terminal: Terminal,
  installation: Installation,
  { json, calibrate = false }: { readonly json?: boolean; readonly calibrate?: boolean },
): Promise<ExitCode> {
  const findings = [
    { name: 'workbench', ok: true, needed: true, words: VERSION },
    { name: 'node', ok: true, needed: true, words: process.version },
    machineFinding(),
    ...(await engineFindings(installation)),
    await calibrationFinding(installation, calibrate),
    await speedFinding(installation.machine),
    electronFinding(installation),
    ...dataFindings(installation),
  ]
  const healthy = findings.every(({ ok, needed }) => ok || !needed)
  if (json) printJson(terminal, { schema: 'ablation-workbench/doctor/1', healthy, findings })
  else
    terminal.out(
      textTable(
        [
          { title: '', cell: sign },
          { title: '', cell: ({ name }) => name },
          { title: '', cell: ({ words }) => words },
        ],
        findings,
      ).trimStart(),
    )
  return healthy ? EXIT.done : EXIT.environment
}

/** There; missing and needed; missing, and the program works without it. */
function sign({ ok, needed }: Finding): string {
  if (ok) return '✓'
  return needed ? '✗' : '–'
}

function machineFinding(): Finding {
  const words = `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${formatBytes(totalmem())} of memory`
  return { name: 'machine', ok: true, needed: true, words }
}

/** Loads TensorFlow where a trial would: in a worker of its own. */
async function engineFindings({ root, worker, machine }: Installation): Promise<readonly Finding[]> {
  if (!existsSync(worker))
    return [{ name: 'engine', ok: false, needed: true, words: 'the program is not built: npm run build' }]
  const started = startWorker(forkWorkers(worker), { threads: 1 })
  const engine = await started.ready.catch((error: unknown) => err(environmentFailure(String(error))))
  await started.close()
  if (!engine.ok) return [{ name: 'engine', ok: false, needed: true, words: engine.error.message }]
  const { tensorflow, device, onGpu } = engine.value
  const models = (await machine.gpus()).map(({ name }) => name)
  return [
    { name: 'engine', ok: true, needed: true, words: `TensorFlow ${tensorflow}, trains on ${device}` },
    {
      name: 'gpu',
      ok: onGpu,
      needed: false,
      words: gpuWords(gpuFacts(root, onGpu, models)),
    },
  ]
}

/** How trials will share the machine, and by which figures. @param anew measures it, whatever was measured before */
async function calibrationFinding({ machine, worker }: Installation, anew: boolean): Promise<Finding> {
  const measured = anew ? await machine.calibrate(forkWorkers(worker)) : undefined
  if (measured && !measured.ok) {
    const { error } = measured
    const reason = error.kind === 'no-engine' ? error.failure.message : error.reason
    return { name: 'calibration', ok: false, needed: false, words: `this machine could not be measured. ${reason}` }
  }
  const { calibration, cores, gpus } = await machine.resources()
  const words = calibration ? calibrationWords(calibration, cores, gpus.length) : UNCALIBRATED
  return { name: 'calibration', ok: calibration !== undefined, needed: false, words }
}

/** Left by set-up beside a runtime that it took out of another package. */
const ORIGIN_FILE = 'ablation-workbench-origin.json'

function electronFinding({ root }: Installation): Finding {
  const runtime = join(root, 'node_modules', 'electron', 'dist')
  const version = readText(join(runtime, 'version'))?.trim().replace(/^v/, '')
  const found = { name: 'window', needed: false }
  if (version === undefined)
    return {
      ...found,
      ok: false,
      words: 'no Electron runtime: npm run setup fetches it; the command line works without',
    }
  const carrier = existsSync(join(runtime, ORIGIN_FILE))
  const origin = carrier ? ', taken out of another package: no longer supported, for development and tests only' : ''
  return { ...found, ok: true, words: `Electron ${version}${origin}` }
}

/** The data sets that are here, or should be; of what could be downloaded `data list` tells. */
function dataFindings({ places }: Installation): readonly Finding[] {
  return listKnownDatasets(places)
    .filter(({ home }) => home !== 'download')
    .map(({ name, here, sizes, licence, problem, semiSynthetic }) => {
      const found = { name: `data ${name}`, ok: here, needed: false }
      if (sizes === null) return { ...found, words: problem ?? 'it cannot be used' }
      const [train, validation, test] = [sizes.train, sizes.validation, sizes.test].map((size) =>
        size.toLocaleString('en'),
      )
      const made = semiSynthetic ? ', semi-synthetic' : ''
      return { ...found, words: `${train} training, ${validation} validation, ${test} test images, ${licence}${made}` }
    })
}

function readText(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
