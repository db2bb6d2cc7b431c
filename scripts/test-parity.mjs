// npm run test:parity: requires that networks exported for PyTorch, Keras, ONNX and TensorFlow compute what the engine
// computes. Installs Python packages into this user's cache, once (a download of up to 3 GB), and is no part of npm test.
import { endWithNpm } from './end-with-npm.mjs'
import { runEntry } from './entry.mjs'
import { installPython } from './parity/install-python.mjs'
import { ROOT, setUp } from './setup/set-up.mjs'
import { closingLine } from './test/counts.mjs'
import { runGroup } from './test/run-group.mjs'

endWithNpm()
await runEntry(async () => {
  await setUp({ purpose: 'terminal', stream: process.stdout, forTests: true, quiet: true })
  const python = await installPython(ROOT, (text) => console.log(text))
  if (typeof python !== 'string') {
    console.log(`Skipped: ${python.reason}`)
    return 0
  }
  const env = { ...process.env, ABLATION_WORKBENCH_PARITY_PYTHON: python }
  const counts = await runGroup(ROOT, 'parity', process.argv.slice(2), env)
  console.log(closingLine(counts))
  return counts.failed === 0 ? 0 : 1
})
