// npm run build: builds main, preload and renderer into out/ where the sources changed.
import { buildIfStale } from './build/build.mjs'
import { runEntry } from './entry.mjs'
import { ROOT, setUp } from './setup/set-up.mjs'

await runEntry(async () => {
  await setUp({ purpose: 'build', stream: process.stdout, quiet: true })
  await buildIfStale(ROOT, console.log)
  return 0
})
