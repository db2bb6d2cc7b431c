import { basename, extname, join, resolve } from 'node:path'
import { type Failure, inputFailure } from '../../../shared/failure'
import { formatCount } from '../../../shared/format/numbers'
import { nearest } from '../../../shared/nearest'
import { err, type Result } from '../../../shared/result'
import { type ExportedNetwork, importedNetwork, initialNetwork } from '../../export/exported-network'
import { trainedNetwork } from '../../export/trained-network'
import { EXPORT_FORMATS, isExportFormat, writeNetwork } from '../../export/write-network'
import { importWeights } from '../../models/import-weights'
import { readWeights } from '../../models/read-weights'
import { readStudyFolder } from '../../store/study-folder'
import type { Installation } from '../../study/installation'
import { armName, isFolder, isYaml, splitName } from '../../study/load-graph'
import { type ArchitectureOptions, ownNetwork, parseWhole } from '../architecture-argument'
import { EXIT, type ExitCode } from '../exit-code'
import { printJson, type Terminal, tellFailure } from '../terminal'

export interface ExportOptions extends ArchitectureOptions {
  readonly as?: string
  readonly out?: string
  readonly replicate?: string
  readonly weights?: string
  readonly seed?: string
  readonly json?: boolean
}

/**
 * @param source an architecture or an arm of a study, as everywhere; the folder of a run has trained weights
 * @param arm of the study that `source` is, in place of `source#arm`
 */
export function exportCommand(
  terminal: Terminal,
  installation: Installation,
  source: string,
  arm: string | undefined,
  options: ExportOptions,
): ExitCode {
  const { as: format = '', out, json } = options
  if (!isExportFormat(format)) {
    const near = nearest(format, EXPORT_FORMATS)
    const hint = near === undefined ? '' : ` Did you mean ${near}?`
    const said = format === '' ? '--as is missing' : `--as ${format} is not known here`
    return tellFailure(terminal, inputFailure(`${said}. Allowed: ${EXPORT_FORMATS.join(', ')}.${hint}`))
  }
  const [path, of] = arm === undefined ? splitName(source) : [source, arm]
  const untrained = of === undefined || (isYaml(path) && !isFolder(path))
  const network = untrained
    ? untrainedNetwork(of === undefined ? path : armName(path, of), options, installation)
    : trainedArm(path, of, options)
  if (!network.ok) return tellFailure(terminal, network.error)
  const folder = resolve(out ?? defaultFolder(of ?? basename(path, extname(path)), format))
  const written = writeNetwork(network.value, format, folder)
  if (!written.ok) return tellFailure(terminal, written.error)
  const { architecture, graph, origin } = network.value
  if (json) {
    printJson(terminal, {
      schema: 'ablation-workbench/export/1',
      architecture: architecture.name,
      format,
      input: graph.input,
      classes: graph.classes,
      weights: origin.weights,
      files: written.value,
    })
    return EXIT.done
  }
  terminal.say(`${architecture.name} as ${format}, ${origin.weights}:`)
  for (const file of written.value) terminal.out(file)
  return EXIT.done
}

/** Signs that a file's name cannot have everywhere become `-`; an arm that lacks something does not go by its name. */
function defaultFolder(name: string, format: string): string {
  const said = name.replace(/(^|\s)[−-]/g, '$1without ')
  return `${said.replace(/[^A-Za-z0-9._=,-]+/g, '-').replace(/^[.-]+/, '') || 'network'}-${format}`
}

/** An arm with the weights that a run in this folder gave it. */
function trainedArm(folder: string, arm: string, options: ExportOptions): Result<ExportedNetwork, Failure> {
  for (const key of ['input', 'classes', 'weights', 'seed'] as const)
    if (options[key] !== undefined)
      return err(
        inputFailure(
          `--${key} is for a network without training, and an arm in the folder of a run has its own. Without that it is ` +
            `named by the study's file: ${armName(join(folder, 'study.yaml'), arm)}.`,
        ),
      )
  const replicate = options.replicate === undefined ? 1 : parseWhole(options.replicate, 1_000_000)
  if (replicate === undefined)
    return err(inputFailure(`--replicate ${options.replicate}: a whole number from 1 is expected.`))
  return trainedNetwork(resolve(folder), arm, replicate)
}

function untrainedNetwork(
  name: string,
  options: ExportOptions,
  installation: Installation,
): Result<ExportedNetwork, Failure> {
  const study = readStudyFolder(resolve(name))
  if (study.ok)
    return err(
      inputFailure(
        `${name} is the folder of a study: say which arm of it. Its arms: ${study.value.plan.arms.map(({ id }) => id).join(' · ')}.`,
      ),
    )
  if (options.replicate !== undefined)
    return err(
      inputFailure('--replicate is for an arm in the folder of a run; weights without training are drawn by --seed.'),
    )
  const built = ownNetwork(name, options, installation)
  if (!built.ok) return built
  const { architecture, graph, initialisation } = built.value
  if (options.weights !== undefined) {
    if (options.seed !== undefined) return err(inputFailure('--seed and --weights exclude each other: take one away.'))
    const tensors = readWeights(options.weights)
    if (!tensors.ok) return tensors
    const imported = importWeights(architecture, graph, tensors.value, options.weights)
    return imported.ok ? importedNetwork(imported.value, options.weights) : imported
  }
  const seed = options.seed === undefined ? 1 : parseWhole(options.seed, 2 ** 31 - 1)
  if (seed === undefined)
    return err(
      inputFailure(`--seed ${options.seed}: a whole number from 1 to ${formatCount(2 ** 31 - 1)} is expected.`),
    )
  return { ok: true, value: initialNetwork(architecture, graph, seed, initialisation) }
}
