// npm run check: types, format, lint, layering, unused code, licences and unit tests.
import { join } from 'node:path'
import { runChecks, sourceChecks } from './check/tasks.mjs'
import { runEntry } from './entry.mjs'
import { ROOT, setUp } from './setup/set-up.mjs'

await runEntry(async () => {
  await setUp({ purpose: 'build', stream: process.stdout, quiet: true })
  const unit = { name: 'unit tests', script: join('scripts', 'test.mjs'), args: ['--only', 'unit'] }
  const failed = await runChecks(ROOT, [unit, ...(await sourceChecks(ROOT))], console.log)
  console.log(failed.length === 0 ? 'All checks pass' : `Failed: ${failed.join(', ')}`)
  return failed.length === 0 ? 0 : 1
})
