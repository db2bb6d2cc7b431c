// npm start: installs what is missing, builds, and opens the workbench with the sample study; without a display it runs
// the sample study in the terminal and reports it.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildIfStale } from './build/build.mjs'
import { endWithNpm } from './end-with-npm.mjs'
import { runEntry } from './entry.mjs'
import { runInForeground } from './foreground.mjs'
import { installedRuntime } from './setup/electron/electron-package.mjs'
import { EXIT_ENVIRONMENT } from './setup/failure.mjs'
import { ROOT, setUp } from './setup/set-up.mjs'

const SAMPLE = 'resources/studies/inception-parts.yaml'
const SAMPLE_RESULTS = 'studies/inception-parts'

/** Exit codes of a run after which there is a report to make: done, and finished though trials failed. */
const REPORTABLE = [0, 3]

const say = (/** @type {string} */ text) => console.log(text)

function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

/** @returns {Promise<number>} */
async function openWorkbench() {
  const runtime = await installedRuntime(ROOT)
  if (runtime === undefined) {
    say(`The window needs Electron, which could not be installed. In the terminal: npm run ablate -- run ${SAMPLE}`)
    return EXIT_ENVIRONMENT
  }
  // Chromium's sandbox refuses to run as root.
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0
  say('Opening the workbench')
  const code = await runInForeground(runtime.executable, [ROOT, ...(asRoot ? ['--no-sandbox'] : [])], { cwd: ROOT })
  if (code !== 0) await explainSandbox()
  return code
}

/** Ubuntu 24.04 forbids the namespaces that Chromium's sandbox is made of; Electron then ends with a long message. */
async function explainSandbox() {
  const setting = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns'
  if ((await readFile(setting, 'utf8').catch(() => '0')).trim() === '0') return
  say('If the lines above speak of the sandbox: this system forbids user namespaces to Electron. Allow them with')
  say('  sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0')
}

/** @returns {Promise<number>} */
async function runSample() {
  say('There is no display: running the sample study in the terminal')
  const ablate = (/** @type {readonly string[]} */ args) =>
    runInForeground(process.execPath, [join('out', 'main', 'cli.js'), ...args], { cwd: ROOT })
  const ran = await ablate(['run', SAMPLE, '--out', SAMPLE_RESULTS])
  if (!REPORTABLE.includes(ran)) return ran
  // Its last line says where the report lies.
  const reported = await ablate(['report', SAMPLE_RESULTS])
  return reported === 0 ? ran : reported
}

endWithNpm()
await runEntry(async () => {
  await setUp({ purpose: 'window', stream: process.stdout })
  await buildIfStale(ROOT, say)
  return hasDisplay() ? openWorkbench() : runSample()
})
