import { Command, CommanderError } from 'commander'
import { VERSION } from '../../shared/version'
import { findInstallation } from '../study/installation'
import { describeCommand } from './commands/describe'
import { doctorCommand } from './commands/doctor'
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
  .argument('<architecture>', 'a built-in one, such as googlenet or mini-googlenet')
  .option('--input <HxWxC>', 'size of the images (default: the architecture’s own)')
  .option('--classes <n>', 'number of classes (default: the architecture’s own)')
  .option(...json)
  .addHelpText('after', '\nExample: ablate describe mini-googlenet --input 32x32x3 --classes 100')
  .action((name, options) => {
    exitCode = describeCommand(terminal, name, options)
  })

program
  .command('plan')
  .description('what a study will run: arms, costs, trials, predicted time, memory and disk; writes nothing')
  .argument('<study>', 'a study file')
  .option(...json)
  .addHelpText('after', '\nExample: ablate plan resources/studies/inception-parts.yaml')
  .action(async (file, options) => {
    exitCode = await planCommand(terminal, installation(), file, options)
  })

program
  .command('run')
  .description('runs a study, or goes on with one; Ctrl+C stops it, the same command resumes it')
  .argument('<study>', 'a study file')
  .option('--out <folder>', 'where its results go (default: a folder named after the study beside the file)')
  .option('--on <executor>', 'where trials run: local', 'local')
  .option('--workers <n>', 'trials at a time (default: as measured at the first run on this machine; see doctor)')
  .option('--json', 'print events as JSON lines instead of progress')
  .addHelpText('after', '\nExample: ablate run resources/studies/inception-parts.yaml --out inception-parts')
  .action(async (file, options) => {
    exitCode = await runCommand(terminal, installation(), file, options)
  })

program
  .command('report')
  .description('writes the report of a study into its folder')
  .argument('<folder>', 'the folder that run made')
  .option('--format <format>', 'html', 'html')
  .option(...json)
  .addHelpText('after', '\nExample: ablate report inception-parts')
  .action((folder, options) => {
    exitCode = reportCommand(terminal, folder, options)
  })

program
  .command('doctor')
  .description('looks at engine, device, calibration, runtime and data sets, and says what is missing')
  .option(...json)
  .addHelpText('after', '\nExample: ablate doctor')
  .action(async (options) => {
    exitCode = await doctorCommand(terminal, installation(), options)
  })

for (const command of [program, ...program.commands]) command.exitOverride()

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
