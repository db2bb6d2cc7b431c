import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { inputFailure } from '../../../shared/failure'
import { importWeights } from '../../models/import-weights'
import { readWeights } from '../../models/read-weights'
import { writeAtomically } from '../../store/atomic-write'
import { encodeSafetensors } from '../../store/safetensors'
import { unwritten } from '../../store/unwritten'
import type { Installation } from '../../study/installation'
import { type ArchitectureOptions, ownNetwork } from '../architecture-argument'
import { EXIT, type ExitCode } from '../exit-code'
import { printJson, type Terminal, tellFailure } from '../terminal'

export interface ImportWeightsOptions extends ArchitectureOptions {
  readonly into?: string
  readonly out?: string
  readonly json?: boolean
}

/** Checks that a file holds the weights of an architecture, and writes them by this program's own names where asked. */
export function importWeightsCommand(
  terminal: Terminal,
  installation: Installation,
  file: string,
  options: ImportWeightsOptions,
): ExitCode {
  const { into, out, json } = options
  if (into === undefined)
    return tellFailure(
      terminal,
      inputFailure('--into is missing: the architecture, or arm of a study, that the weights belong to.'),
    )
  const built = ownNetwork(into, options, installation)
  if (!built.ok) return tellFailure(terminal, built.error)
  const tensors = readWeights(file)
  if (!tensors.ok) return tellFailure(terminal, tensors.error)
  const imported = importWeights(built.value.architecture, built.value.graph, tensors.value, file)
  if (!imported.ok) return tellFailure(terminal, imported.error)
  const { naming, withoutHeads } = imported.value
  const target = out === undefined ? undefined : resolve(out)
  if (target !== undefined) {
    if (existsSync(target))
      return tellFailure(
        terminal,
        inputFailure(`${target} is there already. Give another file by --out, or remove it.`),
      )
    try {
      const metadata = new Map([['architecture', imported.value.architecture.name]])
      writeAtomically(target, encodeSafetensors({ tensors: imported.value.tensors, metadata }))
    } catch (error) {
      return tellFailure(terminal, unwritten(error, 'import again'))
    }
  }
  if (json) {
    printJson(terminal, {
      schema: 'ablation-workbench/import-weights/1',
      architecture: imported.value.architecture.name,
      naming,
      tensors: imported.value.tensors.size,
      withoutHeads,
      file: target ?? null,
    })
    return EXIT.done
  }
  const lacking = withoutHeads.length === 0 ? '' : `, without ${withoutHeads.join(' and ')}`
  terminal.say(`${file} holds the weights of ${built.value.name}, by the names of ${naming}${lacking}.`)
  if (target !== undefined) terminal.out(target)
  return EXIT.done
}
