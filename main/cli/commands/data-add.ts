import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Failure, inputFailure } from '../../../shared/failure'
import { formatBytes, formatCount } from '../../../shared/format/numbers'
import { nearest } from '../../../shared/nearest'
import { err, ok, type Result } from '../../../shared/result'
import { type Downloaded, downloadDataset, takeByHand } from '../../data/download/download-dataset'
import { type Download, downloadNamed, readDownloads } from '../../data/downloads'
import { DEFAULT_SHARES, type SplitShares } from '../../data/import/assign-splits'
import { type ImportOptions, type ImportRequest, importDataset } from '../../data/import/import-dataset'
import type { ImportReport } from '../../data/import/import-report'
import { FORMAT_TITLES, FORMATS } from '../../data/import/source'
import type { Installation } from '../../study/installation'
import { EXIT, type ExitCode } from '../exit-code'
import { importReportText, surveyText } from '../import-text'
import { statusLine } from '../status-line'
import { printJson, type Terminal, tellFailure } from '../terminal'

export interface DataAddOptions {
  readonly name?: string
  readonly format?: string
  readonly split?: string
  readonly seed?: string
  readonly size?: string
  readonly channels?: string
  readonly label?: string
  readonly duplicates?: string
  readonly licence?: string
  readonly title?: string
  readonly source?: string
  readonly dryRun?: boolean
  readonly json?: boolean
}

/** Imports a data set from a path, or downloads a public one by its name. */
export async function dataAddCommand(
  terminal: Terminal,
  installation: Installation,
  what: string,
  options: DataAddOptions,
): Promise<ExitCode> {
  const stop = new AbortController()
  const onSignal = (): void => stop.abort(new Error('interrupted'))
  for (const signal of SIGNALS) process.on(signal, onSignal)
  try {
    return await add(terminal, installation, what, options, stop.signal)
  } catch (error) {
    if (!stop.signal.aborted) throw error
    const kept = ' What has come of the download is kept, and the same command goes on from there.'
    terminal.say(`Stopped. Nothing was added.${options.name === undefined ? kept : ''}`)
    return EXIT.interrupted
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal)
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

async function add(
  terminal: Terminal,
  { places }: Installation,
  what: string,
  options: DataAddOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const catalogue = readDownloads(places)
  if (!catalogue.ok) return tellFailure(terminal, catalogue.error)
  const asked = readOptions(options)
  if (!asked.ok) return tellFailure(terminal, inputFailure(asked.error))
  const status = statusLine(terminal)
  const following: ImportOptions = {
    signal,
    onSurvey: (survey, shape, splits) => {
      status.clear()
      if (options.json !== true) terminal.say(surveyText(survey, shape, splits))
    },
    onProgress: (stage, done, total) => status.draw(() => progressText(stage, done, total)),
  }
  const publicSet = downloadNamed(places, options.name ?? what)
  if (publicSet !== undefined) {
    const unfit = unfitOption(options)
    if (unfit !== undefined)
      return tellFailure(
        terminal,
        inputFailure(`${publicSet.name} is a public data set: ${unfit} cannot be chosen for it.`),
      )
    const path = options.name === undefined ? undefined : resolve(what)
    const got = await addPublic(terminal, places, publicSet, path, asked.value, following, status)
    status.clear()
    return got.ok ? tellAdded(terminal, options, got.value) : tellFailure(terminal, got.error)
  }
  const { name } = options
  if (name === undefined)
    return tellFailure(
      terminal,
      inputFailure(
        whatIsMissing(
          what,
          catalogue.value.map((download) => download.name),
        ),
      ),
    )
  const request: ImportRequest = { ...asked.value, path: resolve(what), name }
  const report = await importDataset(places, request, following)
  status.clear()
  return report.ok
    ? tellAdded(terminal, options, { dataset: report.value.dataset, report: report.value })
    : tellFailure(terminal, report.error)
}

function addPublic(
  terminal: Terminal,
  places: Installation['places'],
  download: Download,
  path: string | undefined,
  asked: Asked,
  following: ImportOptions,
  status: ReturnType<typeof statusLine>,
): Promise<Result<Downloaded, Failure>> {
  if (path !== undefined) return takeByHand(places, download, path, asked, following)
  terminal.say(`${download.title}, from ${download.source}. Licence: ${download.licence}.`)
  const onBytes = (done: number, total: number): void =>
    status.draw(() => `downloading: ${formatBytes(done)} of ${formatBytes(total)}`)
  return downloadDataset(places, download, asked, { ...following, onBytes })
}

/** Options that say how to read a person's own data. */
function unfitOption(options: DataAddOptions): string | undefined {
  const own = ['format', 'size', 'channels', 'label', 'duplicates', 'licence', 'title', 'source'] as const
  return own.find((option) => options[option] !== undefined)
}

function whatIsMissing(what: string, names: readonly string[]): string {
  if (existsSync(what)) return `${what} is a path: say with --name what the data set is to be called.`
  const near = nearest(what, names)
  return (
    `${JSON.stringify(what.slice(0, 200))} is neither a path nor a public data set; those are ${names.join(', ')}.` +
    (near === undefined ? '' : ` Did you mean ${near}?`)
  )
}

function tellAdded(
  terminal: Terminal,
  { json }: DataAddOptions,
  { dataset, report }: { readonly dataset: ImportReport['dataset']; readonly report: ImportReport | undefined },
): ExitCode {
  if (json)
    printJson(terminal, {
      schema: 'ablation-workbench/data-add/1',
      ...(report ?? { name: dataset?.name, dryRun: false, dataset }),
    })
  else if (report !== undefined) terminal.out(importReportText(report))
  else if (dataset !== null)
    terminal.out(
      `${dataset.name} is here: ${formatCount(dataset.sizes.train)} training images. In a study: dataset: { name: ${dataset.name} }`,
    )
  return EXIT.done
}

type Asked = Omit<ImportRequest, 'path' | 'name'>

/** @returns what the options say, or the sentence why one of them cannot be used */
function readOptions(options: DataAddOptions): Result<Asked, string> {
  const { format, split, seed = '1', size, channels, duplicates = 'skip' } = options
  const known = FORMATS.find((candidate) => candidate === format)
  if (format !== undefined && known === undefined)
    return err(`--format ${format}: ${FORMATS.map((one) => `${one} (${FORMAT_TITLES[one]})`).join(', ')} are allowed.`)
  const shares = split === undefined ? undefined : readShares(split)
  if (split !== undefined && shares === undefined)
    return err(
      `--split ${split}: percentages of training, validation and test are expected that make 100, such as ${Object.values(DEFAULT_SHARES).join('/')}.`,
    )
  if (!/^\d{1,9}$/.test(seed) || Number(seed) < 1)
    return err(`--seed ${seed}: a whole number from 1 to 999,999,999 is expected.`)
  const sides = size === undefined ? undefined : readSize(size)
  if (size !== undefined && sides === undefined)
    return err(`--size ${size}: height and width from 1 to 4,096 are expected, such as 64x64.`)
  if (channels !== undefined && channels !== '1' && channels !== '3')
    return err(`--channels ${channels}: 1 (grey) or 3 (colour) is allowed.`)
  if (duplicates !== 'skip' && duplicates !== 'keep') return err(`--duplicates ${duplicates}: skip or keep is allowed.`)
  const text = longText(options)
  if (text !== undefined) return err(text)
  return ok({
    format: known,
    label: options.label,
    shares,
    seed: Number(seed),
    size: sides,
    channels: channels === '1' ? 1 : channels === '3' ? 3 : undefined,
    duplicates,
    title: options.title,
    licence: options.licence,
    source: options.source,
    classNames: undefined,
    dryRun: options.dryRun === true,
  })
}

function longText(options: DataAddOptions): string | undefined {
  for (const option of ['title', 'licence', 'source'] as const)
    if ((options[option] ?? '').length > 500) return `--${option}: 500 letters at most are allowed.`
  return undefined
}

function readShares(text: string): SplitShares | undefined {
  const [train = 0, validation = 0, test = 0, ...more] = text
    .split(/[/,]/)
    .map((part) => (/^\d{1,2}(\.\d+)?$/.test(part) ? Number(part) : Number.NaN))
  const whole = Math.abs(train + validation + test - 100) < 1e-9
  return whole && more.length === 0 && train > 0 && validation > 0 && test > 0 ? { train, validation, test } : undefined
}

function readSize(text: string): readonly [number, number] | undefined {
  const [, height = '0', width = '0'] = /^(\d{1,4})x(\d{1,4})$/.exec(text) ?? []
  const sides = [Number(height), Number(width)] as const
  return sides.every((side) => side >= 1 && side <= 4096) ? sides : undefined
}

function progressText(
  stage: Parameters<ImportOptions['onProgress']>[0],
  done: number,
  total: number | undefined,
): string {
  switch (stage) {
    case 'unpacking':
      return 'unpacking'
    case 'looking':
      return `looking: ${formatCount(done)} images`
    case 'taking':
      return `taking images: ${formatCount(done)}${total === undefined ? '' : ` of ${formatCount(total)}`}`
    case 'checking':
      return `noting checksums: ${formatBytes(done)}`
  }
}
