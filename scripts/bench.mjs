// npm run bench: this engine against Keras, PyTorch and op-by-op tfjs-node; writes docs/performance.md.
// npm run bench:gpu: the same on a GPU, into docs/performance-gpu.md; skipped where there is none.
// npm run bench -- --help lists the flags.
import { join } from 'node:path'
import { bundleBench } from './bench/bundle.mjs'
import { buildIfStale } from './build/build.mjs'
import { endWithNpm } from './end-with-npm.mjs'
import { runEntry } from './entry.mjs'
import { runInForeground } from './foreground.mjs'
import { driverVersion } from './setup/gpu/driver.mjs'
import { ROOT, setUp } from './setup/set-up.mjs'

endWithNpm()
await runEntry(async () => {
  const args = process.argv.slice(2)
  const onGpu = args.join(' ').includes('--device gpu') || args.includes('--device=gpu')
  if (onGpu && (await driverVersion()) === undefined) {
    console.log('Skipped: there is no NVIDIA driver here, so there is no GPU to measure on')
    return 0
  }
  await setUp({ purpose: 'terminal', stream: process.stdout, quiet: true })
  await buildIfStale(ROOT, console.log)
  const folder = await bundleBench(ROOT)
  return runInForeground(process.execPath, [join(folder, 'bench.js'), ...args], { cwd: ROOT })
})
