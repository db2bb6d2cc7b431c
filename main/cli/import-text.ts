import { formatShape, type Shape } from '../../shared/architecture/shape'
import { formatCount } from '../../shared/format/numbers'
import { counted } from '../../shared/report/words'
import type { SplitName } from '../../shared/training/dataset'
import { SPLIT_NAMES } from '../data/dataset'
import type { ImportReport } from '../data/import/import-report'
import { FORMAT_TITLES, SKIP_REASONS } from '../data/import/source'
import type { Survey } from '../data/import/survey'
import { textTable } from './text-table'

/** Classes beyond these are not listed one by one. */
const LISTED_CLASSES = 20

/** Names come from files of others: what would move a terminal's cursor is shown as a dot. */
function plain(text: string): string {
  return text.replace(/\p{Cc}/gu, '·')
}

function plainLines(lines: readonly string[]): string {
  return lines.map(plain).join('\n')
}

/** What was found, before images are taken. */
export function surveyText(
  { format, images, splits, sizes, furtherSizes, classes }: Survey,
  shape: Shape,
  plan: string,
): string {
  const place = (split: SplitName | null): number => (split === null ? SPLIT_NAMES.length : SPLIT_NAMES.indexOf(split))
  const given = [...splits]
    .sort((one, other) => place(one.split) - place(other.split))
    .map(({ split, images: count }) => `${formatCount(count)} ${split ?? 'without a split'}`)
    .join(', ')
  const found = sizes.map(({ height, width, images: count }) => `${width}×${height} (${formatCount(count)})`).join(', ')
  const more = furtherSizes > 0 ? ` and ${counted(furtherSizes, 'more size', 'more sizes')}` : ''
  const names = classes.slice(0, 10).join(', ')
  return plainLines([
    `Found ${FORMAT_TITLES[format]}: ${counted(images, 'image', 'images')} (${given}), ${counted(classes.length, 'class', 'classes')}: ${names}${classes.length > 10 ? ', …' : ''}`,
    `  width×height: ${found}${more}; they become ${formatShape(shape)}`,
    `  splits: ${plan}`,
  ])
}

/** What was taken, what was skipped and why, and what a person should know of it. */
export function importReportText(report: ImportReport): string {
  const { name, dryRun, image, sizes, skipped, leakage, warnings, duplicatesKept, folder } = report
  const { resized, enlarged, turned } = report
  const total = sizes.train + sizes.validation + sizes.test
  const lines = [
    `${dryRun ? 'A dry run, nothing was written: ' : ''}${name}, ${counted(total, 'image', 'images')} of ${formatShape(image)}: ` +
      `${formatCount(sizes.train)} train, ${formatCount(sizes.validation)} validation, ${formatCount(sizes.test)} test (${report.splits})`,
    '',
    ...classTable(report).split('\n'),
  ]
  if (resized > 0)
    lines.push(
      '',
      `${counted(resized, 'image was', 'images were')} resized${enlarged > 0 ? `, ${formatCount(enlarged)} of them enlarged` : ''}.`,
    )
  if (turned > 0)
    lines.push(
      '',
      `${counted(turned, 'image bears', 'images bear')} a camera’s note that ${turned === 1 ? 'it is' : 'they are'} to be turned. Pixels are taken as they are stored, as torchvision and Keras do; turn the files to have them upright.`,
    )
  if (duplicatesKept > 0)
    lines.push(
      '',
      `${counted(duplicatesKept, 'image stands', 'images stand')} twice in a split and ${duplicatesKept === 1 ? 'was' : 'were'} kept.`,
    )
  for (const { reason, count, examples } of skipped)
    lines.push(
      '',
      `Skipped ${formatCount(count)}: ${SKIP_REASONS[reason]}`,
      ...examples.map((example) => `  ${example}`),
      ...(count > examples.length ? ['  …'] : []),
    )
  for (const { splits, images, examples } of leakage)
    lines.push(
      '',
      `LEAKAGE: ${counted(images, 'image', 'images')} of ${splits.join(' and ')} ${images === 1 ? 'is' : 'are'} the same. What is measured there was learnt by heart, not from other images.`,
      ...examples.map((example) => `  ${example}`),
    )
  for (const warning of warnings) lines.push('', `Warning: ${warning}`)
  if (folder !== null) lines.push('', `It lies in ${folder}. In a study: dataset: { name: ${name} }`)
  return plainLines(lines)
}

function classTable({ classes }: ImportReport): string {
  const column = (title: 'train' | 'validation' | 'test') =>
    ({ title, align: 'right', cell: (counts: ImportReport['classes'][number]) => formatCount(counts[title]) }) as const
  const table = textTable(
    [{ title: 'class', cell: ({ name }) => plain(name) }, column('train'), column('validation'), column('test')],
    classes.slice(0, LISTED_CLASSES),
  )
  return classes.length > LISTED_CLASSES
    ? `${table}\n… and ${formatCount(classes.length - LISTED_CLASSES)} classes more`
    : table
}
