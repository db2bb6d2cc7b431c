// npm run ablate: the command line of a checkout. Makes sure that it is set up and built, then becomes the command line:
// the same process, so exit code and signals are its own. Whatever set-up has to say goes to stderr.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildIfStale } from './build/build.mjs'
import { endWithNpm } from './end-with-npm.mjs'
import { runEntry } from './entry.mjs'
import { ROOT, setUp } from './setup/set-up.mjs'

endWithNpm()
let ready = false
await runEntry(async () => {
  await setUp({ purpose: 'terminal', stream: process.stderr, quiet: true })
  await buildIfStale(ROOT, (text) => process.stderr.write(`${text}\n`))
  ready = true
  return 0
})

if (ready) {
  // npm runs scripts in the checkout; paths are meant from where the person typed the command.
  if (process.env.npm_lifecycle_event === 'ablate' && process.env.INIT_CWD) process.chdir(process.env.INIT_CWD)
  const commandLine = join(ROOT, 'out', 'main', 'cli.js')
  process.argv.splice(1, 1, commandLine)
  await import(pathToFileURL(commandLine).href)
}
