import { Command, CommanderError } from 'commander'
import { VERSION } from '../../shared/version'
import { findInstallation } from '../study/installation'
import { analyzeCommand } from './commands/analyze'
import { dataAddCommand } from './commands/data-add'
import { dataCheckCommand } from './commands/data-check'
import { dataListCommand } from './commands/data-list'
import { describeCommand } from './commands/describe'
import { diffCommand } from './commands/diff'
import { doctorCommand } from './commands/doctor'
import { exportCommand } from './commands/export'
import { freezeCommand } from './commands/freeze'
import { importCommand } from './commands/import'
import { importWeightsCommand } from './commands/import-weights'
import { planCommand } from './commands/plan'
import { reportCommand } from './commands/report'
import { runCommand } from './commands/run'
import { EXIT, type ExitCode } from './exit-code'
import { processTerminal } from './terminal'

const terminal = processTerminal()
const json = ['--json', 'print one JSON document instead of text'] as const
let exitCode: ExitCode = EXIT.done

const program = new Command('ablate')
  .description('Ablation experiments on convolutional networks: which part earns its cost?')
  .version(VERSION)
  .showHelpAfterError('(ablate --help lists the commands)')
  .addHelpText(
    'after',
    '\nExit codes: 0 done · 1 a bug · 2 the input is wrong · 3 finished, but trials failed ·\n' +
      '            4 the environment lacks something · 130 interrupted, can be resumed',
  )

program
  .command('describe')
  .description('layers with shape, parameters, MACs and receptive field; module totals; the paper’s figures beside')
  .argument(
    '<architecture>',
    'a built-in one, such as googlenet, a .yaml file that holds one, an arm of a study (study.yaml#pooling=off), or an .onnx or .keras file',
  )
  .option('--input <HxWxC>', 'size of the images (default: the architecture’s own)')
  .option('--classes <n>', 'number of classes (default: the architecture’s own)')
  .option(...json)
  .addHelpText('after', '\nExample: ablate describe mini-googlenet --input 32x32x3 --classes 100')
  .action(async (name, options) => {
    exitCode = await describeCommand(terminal, installation(), name, options)
  })

program
  .command('diff')
  .description('what was added, removed, changed and rewired between two networks, and what each difference costs')
  .argument(
    '<a>',
    'an architecture, built in or a .yaml file; a study’s arm (study.yaml#reduction=off); or an .onnx or .keras file',
  )
  .argument('[b]', 'another; without it all arms of study <a> are compared with its base')
  .option('--input <HxWxC>', 'size of the images, for both (default: each one’s own)')
  .option('--classes <n>', 'number of classes, for both (default: each one’s own)')
  .option('--svg <file>', 'also draws it: modules, branches and layers of both, what is different marked')
  .option(...json)
  .addHelpText(
    'after',
    '\nExamples: ablate diff googlenet googlenet-torchvision --svg googlenet.svg\n' +
      '          ablate diff inception-parts.yaml#base inception-parts.yaml#pooling=off\n' +
      '          ablate diff inception-parts.yaml',
  )
  .action((a, b, options) => {
    exitCode = diffCommand(terminal, installation(), [a, b], options)
  })

program
  .command('plan')
  .description('what a study will run: arms, costs, trials, detectable effect, time, memory and disk; writes nothing')
  .argument('<study>', 'a study file')
  .option(
    '--replicates-for <effect>',
    'how many replicates an effect needs, in the outcome’s own unit: 0.01 is one point',
  )
  .option(
    '--sd <number>',
    'with it: how a contrast spreads between replicates (default: as earlier studies show, or assumed)',
  )
  .option(...json)
  .addHelpText(
    'after',
    '\nExamples: ablate plan resources/studies/inception-parts.yaml\n          ablate plan resources/studies/inception-parts.yaml --replicates-for 0.01',
  )
  .action(async (file, options) => {
    exitCode = await planCommand(terminal, installation(), file, options)
  })

program
  .command('freeze')
  .description(
    'registers question, arms, outcome, tests and replicates before the first trial; makes the study’s folder',
  )
  .argument('<study>', 'a study file')
  .option('--out <folder>', 'where its results will go (default: a folder named after the study beside the file)')
  .option(...json)
  .addHelpText('after', '\nExample: ablate freeze resources/studies/inception-parts.yaml --out inception-parts')
  .action(async (file, options) => {
    exitCode = await freezeCommand(terminal, installation(), file, options)
  })

program
  .command('run')
  .description('runs a study, or goes on with one; Ctrl+C stops it, the same command resumes it')
  .argument('<study>', 'a study file')
  .option('--out <folder>', 'where its results go (default: a folder named after the study beside the file)')
  .option('--on <executor>', 'where trials run: local', 'local')
  .option('--workers <n>', 'trials at a time (default: as measured at the first run on this machine; see doctor)')
  .option('--amend', 'goes on in the folder of a study that was changed since; the report lists what was changed')
  .option('--json', 'print events as JSON lines instead of progress')
  .addHelpText('after', '\nExample: ablate run resources/studies/inception-parts.yaml --out inception-parts')
  .action(async (file, options) => {
    exitCode = await runCommand(terminal, installation(), file, options)
  })

program
  .command('analyze')
  .description('effects, intervals, tests and verdicts of a study, so far as its trials have finished')
  .argument('<folder>', 'the folder that run made')
  .option(...json)
  .addHelpText('after', '\nExample: ablate analyze inception-parts')
  .action((folder, options) => {
    exitCode = analyzeCommand(terminal, folder, options)
  })

program
  .command('report')
  .description('writes the report of a study into its folder')
  .argument('<folder>', 'the folder that run made')
  .option('--format <formats>', 'html, pdf, md, tex, csv or json, several with commas between, or all', 'html')
  .option('--paper <size>', 'of pdf and tex: a4 or letter', 'a4')
  .option(...json)
  .addHelpText(
    'after',
    '\nExamples: ablate report inception-parts\n' +
      '          ablate report inception-parts --format html,pdf,csv\n' +
      '          ablate report inception-parts --format all --paper letter',
  )
  .action(async (folder, options) => {
    exitCode = await reportCommand(terminal, installation().root, folder, options)
  })

program
  .command('import')
  .description(
    'runs that were made elsewhere, as a study’s folder that analyze and report take; docs/import.md tells all',
  )
  .argument('<files...>', 'CSV, a row a measurement; or a folder of run folders with TensorBoard’s event files')
  .requiredOption('--out <folder>', 'a new folder')
  .option('--name <name>', 'what the study is called (default: after the folder)')
  .option('--question <words>', 'what it asks')
  .option(
    '--base <arm>',
    'what arms are compared with: its name, or factor=level,… (default: one called baseline, or with all parts on, or the first run’s)',
  )
  .option('--metric <name>', 'the outcome (default: the only metric, or the only validation accuracy)')
  .option('--lower-is-better', 'of the outcome (default: by its name; losses and errors are)')
  .option('--higher-is-better', 'of the outcome')
  .option('--factors <columns>', 'CSV: the columns that say what was varied, commas between (default: found)')
  .option('--format <format>', 'csv or tensorboard (default: found)')
  .option(
    '--pattern <pattern>',
    'TensorBoard: how a run’s folder says arm and seed, such as {arm}/seed{seed} (default: found)',
  )
  .option('--duplicates <what>', 'CSV: refuse two values of the same run, metric and step, or take the last', 'refuse')
  .option('--dry-run', 'tells what was understood, and writes nothing')
  .option(...json)
  .addHelpText(
    'after',
    '\nExamples: ablate import results.csv --out pooling --metric val_acc --base full --dry-run\n' +
      '          ablate import runs --out pooling --pattern reduction={reduction},seed={seed}',
  )
  .action(async (files, options) => {
    exitCode = await importCommand(terminal, files, options)
  })

program
  .command('export')
  .description('an arm of a finished study with its weights, or a network without training, for other frameworks')
  .argument(
    '<source>',
    'an arm in the folder that run made (inception-parts#base), trained; without training one of a study’s file (study.yaml#base), or an architecture, built in or a .yaml file',
  )
  .argument('[arm]', 'the arm, where <source> is a study without one')
  .requiredOption('--as <format>', 'pytorch, keras, onnx or savedmodel')
  .option('--out <folder>', 'a new folder (default: named after the arm or architecture and the format)')
  .option('--replicate <n>', 'whose weights (default: 1)')
  .option('--weights <file>', 'without training: a .safetensors or .npz file, see import-weights')
  .option('--seed <n>', 'without training: draws the initial weights (default: 1)')
  .option('--input <HxWxC>', 'without training: size of the images (default: its own)')
  .option('--classes <n>', 'without training: number of classes (default: its own)')
  .option(...json)
  .addHelpText(
    'after',
    '\nExamples: ablate export inception-parts base --as pytorch --replicate 2\n' +
      '          ablate export study.yaml#pooling=off --as keras\n' +
      '          ablate export googlenet --as onnx --out googlenet-onnx',
  )
  .action((source, arm, options) => {
    exitCode = exportCommand(terminal, installation(), source, arm, options)
  })

program
  .command('import-weights')
  .description('weights that were trained elsewhere, from the exported PyTorch or Keras source, brought back')
  .argument('<file>', '.safetensors or .npz')
  .requiredOption(
    '--into <architecture>',
    'the architecture, or arm of a study (study.yaml#pooling=off), that they belong to',
  )
  .option('--out <file>', 'writes them here by the workbench’s own names (default: only checks them)')
  .option('--input <HxWxC>', 'size of the images (default: the architecture’s own)')
  .option('--classes <n>', 'number of classes (default: the architecture’s own)')
  .option(...json)
  .addHelpText(
    'after',
    '\nExample: ablate import-weights model.safetensors --into mini-googlenet --out mine.safetensors',
  )
  .action((file, options) => {
    exitCode = importWeightsCommand(terminal, installation(), file, options)
  })

const data = program
  .command('data')
  .description('data sets: which are known here, adding one, checking them')
  .addHelpText('after', '\nExample: ablate data list')

data
  .command('list')
  .description('every data set known here: sizes, image shape, classes, licence, where it lies or how it is had')
  .option(...json)
  .addHelpText('after', '\nExample: ablate data list')
  .action((options) => {
    exitCode = dataListCommand(terminal, installation(), options)
  })

data
  .command('add')
  .description(
    'takes a data set in: CIFAR binary, IDX, npz, Parquet, image folders, or a tar or zip of them; or downloads one',
  )
  .argument('<path-or-name>', 'a file or folder; or, without --name, a public data set such as cifar-10')
  .option('--name <name>', 'what a study calls it; needed for a path')
  .option('--format <format>', 'cifar, idx, npz, parquet or folders (default: found by content)')
  .option(
    '--split <t/v/t>',
    'percentages of training, validation and test where they are not given (default: 80/10/10)',
  )
  .option('--seed <n>', 'which images fall into which split (default: 1)')
  .option('--size <HxW>', 'resizes by the shorter side and crops to the centre (default: the size the images have)')
  .option('--channels <n>', '1 (grey) or 3 (colour) (default: as the images are)')
  .option('--label <which>', 'a column of Parquet; fine or coarse of CIFAR-100')
  .option('--duplicates <what>', 'skip or keep an image that its split has already (default: skip)')
  .option('--licence <words>', 'the licence the images come under, such as CC-BY-4.0')
  .option('--title <words>', 'what it is, in words')
  .option('--source <words>', 'where it comes from (default: the path)')
  .option('--dry-run', 'reads everything, reports, and writes nothing')
  .option(...json)
  .addHelpText(
    'after',
    '\nExamples: ablate data add photos --name my-photos --size 64x64 --licence CC0-1.0 --dry-run\n' +
      '          ablate data add cifar-10-binary.tar.gz --name cifar-mine\n' +
      '          ablate data add cifar-10',
  )
  .action(async (what, options) => {
    exitCode = await dataAddCommand(terminal, installation(), what, options)
  })

data
  .command('check')
  .description('reads data sets whole: checksums, counts, labels')
  .argument('[name]', 'one of them (default: all that are here)')
  .option(...json)
  .addHelpText('after', '\nExample: ablate data check fashion-mnist-8k')
  .action(async (name, options) => {
    exitCode = await dataCheckCommand(terminal, installation(), name, options)
  })

program
  .command('doctor')
  .description('looks at engine, device, calibration, runtime and data sets, and says what is missing')
  .option('--calibrate', 'measures how fast this machine trains, some seconds; predicted times stand on it')
  .option(...json)
  .addHelpText('after', '\nExample: ablate doctor --calibrate')
  .action(async (options) => {
    exitCode = await doctorCommand(terminal, installation(), options)
  })

for (const command of [program, ...program.commands, ...data.commands]) command.exitOverride()

function installation(): ReturnType<typeof findInstallation> {
  return findInstallation(import.meta.dirname)
}

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  // Asking for help or the version is no mistake.
  exitCode = error.exitCode === 0 ? EXIT.done : EXIT.input
}
process.exitCode = exitCode
