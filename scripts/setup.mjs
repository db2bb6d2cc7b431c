// npm run setup: installs whatever the workbench and its tests lack.
import { runEntry } from './entry.mjs'
import { EXIT_ENVIRONMENT } from './setup/failure.mjs'
import { setUp } from './setup/set-up.mjs'

await runEntry(async () => {
  const lacking = await setUp({ purpose: 'window', stream: process.stdout, forTests: true })
  return lacking.length === 0 ? 0 : EXIT_ENVIRONMENT
})
