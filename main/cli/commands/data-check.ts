import { inputFailure } from '../../../shared/failure'
import { formatBytes, formatCount } from '../../../shared/format/numbers'
import { nearest } from '../../../shared/nearest'
import { datasetNames, describeDataset } from '../../data/catalogue'
import { checkDataset } from '../../data/check-dataset'
import { SPLIT_NAMES } from '../../data/dataset'
import type { Installation } from '../../study/installation'
import { EXIT, type ExitCode, exitCodeOf } from '../exit-code'
import { printJson, type Terminal, tellFailure } from '../terminal'

/** Holds one data set, or all that are here, against their checksums. */
export async function dataCheckCommand(
  terminal: Terminal,
  { places }: Installation,
  name: string | undefined,
  { json }: { readonly json?: boolean },
): Promise<ExitCode> {
  const known = datasetNames(places)
  if (name !== undefined && !known.includes(name)) {
    const near = nearest(name, known)
    return tellFailure(
      terminal,
      inputFailure(
        `Unknown data set ${JSON.stringify(name.slice(0, 80))}; known are ${known.join(', ')}.${near === undefined ? '' : ` Did you mean ${near}?`}`,
      ),
    )
  }
  // What is not here is no fault, unless it is asked for.
  const names = name === undefined ? known.filter((one) => here(places, one)) : [name]
  const sets = []
  let code: ExitCode = EXIT.done
  for (const one of names) {
    const checked = await checkDataset(places, one)
    if (!checked.ok) code = exitCodeOf(checked.error.kind)
    sets.push(checked.ok ? { ok: true, ...checked.value } : { ok: false, name: one, problem: checked.error.message })
    if (json) continue
    if (!checked.ok) {
      terminal.say(`✗ ${one}: ${checked.error.message}`)
      continue
    }
    const { sizes, perClass, bytes } = checked.value
    const splits = SPLIT_NAMES.map(
      (split) => `${formatCount(sizes[split])} ${split} (${range(perClass[split])} a class)`,
    )
    terminal.out(`✓ ${one}: ${splits.join(', ')}; ${formatBytes(bytes)} with the checksums noted`)
  }
  if (json) printJson(terminal, { schema: 'ablation-workbench/data-check/1', sets })
  return code
}

function here(places: Installation['places'], name: string): boolean {
  const described = describeDataset(places, name)
  return described.ok || described.error.kind === 'input'
}

function range([fewest, most]: readonly [number, number]): string {
  return fewest === most ? formatCount(most) : `${formatCount(fewest)} to ${formatCount(most)}`
}
