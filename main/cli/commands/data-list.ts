import { formatShape } from '../../../shared/architecture/shape'
import { formatBytes, formatCount } from '../../../shared/format/numbers'
import { type KnownDataset, listKnownDatasets } from '../../data/list-datasets'
import type { Installation } from '../../study/installation'
import { EXIT, type ExitCode } from '../exit-code'
import { printJson, type Terminal } from '../terminal'
import { textTable } from '../text-table'

const HOMES: Readonly<Record<KnownDataset['home'], string>> = {
  embedded: 'with the workbench',
  files: 'files found',
  generated: 'made when loaded',
  added: 'added',
  download: 'not here: data add downloads it',
  missing: 'not here',
  damaged: 'damaged',
}

/** Every data set known here, also those whose files are not. */
export function dataListCommand(
  terminal: Terminal,
  { places }: Installation,
  { json }: { readonly json?: boolean },
): ExitCode {
  const sets = listKnownDatasets(places)
  if (json) printJson(terminal, { schema: 'ablation-workbench/data-list/1', sets })
  else terminal.out(listText(sets))
  return EXIT.done
}

function listText(sets: readonly KnownDataset[]): string {
  const count = (value: number | null): string => (value === null ? '' : formatCount(value))
  const table = textTable<KnownDataset>(
    [
      { title: 'name', cell: ({ name }) => name },
      { title: 'images', cell: ({ image }) => (image === null ? '' : formatShape(image)) },
      { title: 'classes', align: 'right', cell: ({ classes }) => count(classes) },
      { title: 'train', align: 'right', cell: ({ sizes }) => count(sizes?.train ?? null) },
      { title: 'validation', align: 'right', cell: ({ sizes }) => count(sizes?.validation ?? null) },
      { title: 'test', align: 'right', cell: ({ sizes }) => count(sizes?.test ?? null) },
      { title: 'where', cell: whereOf },
      { title: 'licence', cell: ({ licence }) => licence ?? '' },
    ],
    sets,
  )
  const notes = sets.flatMap(({ name, problem, home }) =>
    home === 'damaged' && problem !== null ? [`${name}: ${problem}`] : [],
  )
  const made = sets.some(({ semiSynthetic }) => semiSynthetic)
    ? ['semi-synthetic: shapes and classes are real, colours and grounds made up.']
    : []
  return [table, ...(made.length + notes.length > 0 ? [''] : []), ...made, ...notes].join('\n')
}

function whereOf({ home, folder, bytes, semiSynthetic }: KnownDataset): string {
  const size = bytes === null ? '' : `, ${formatBytes(bytes)}`
  const place = home === 'added' && folder !== null ? `: ${folder}` : ''
  return `${HOMES[home]}${size}${place}${semiSynthetic ? ' (semi-synthetic)' : ''}`
}
