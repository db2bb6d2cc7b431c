// Stands in for Electron's own default application, which packaged applications leave out:
//
//   electron [Chromium's switches] [-r MODULE]... APPLICATION [arguments]
//
// It waits for the application's entry with top-level await, so that Electron holds back "ready" until that is evaluated.
import { existsSync, readFileSync } from 'node:fs'
import Module, { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app as publicApp } from 'electron'

/** Two of the application's methods serve launchers alone and are not in Electron's public types. */
const app =
  /** @type {Electron.App & { setAppPath: (path: string) => void, setVersion: (version: string) => void }} */ (
    publicApp
  )

const { target, modules } = readArguments(process.argv.slice(1))

const require = createRequire(import.meta.url)
for (const module of modules) require(resolve(module))

if (target === undefined) {
  console.error('usage: electron [options] APPLICATION')
  process.exit(1)
}

// Tells `process.defaultApp` apart from a packed application, as Electron's own default application does.
Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true })
const folder = resolve(target)
// @ts-expect-error Node's own resolution of a folder's entry has no public name.
const entry = Module._resolveFilename(folder, null, true)
app.setAppPath(describeApplication(folder) ? folder : dirname(entry))
await import(pathToFileURL(entry).href)

/** @param {readonly string[]} args */
function readArguments(args) {
  const modules = []
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? ''
    if (arg === '-v' || arg === '--version') answer(`v${process.versions.electron}`)
    else if (arg === '-a' || arg === '--abi') answer(process.versions.modules)
    else if (arg === '-r' || arg === '--require') modules.push(args[++index] ?? '')
    else if (!arg.startsWith('-')) return { target: arg, modules }
  }
  return { target: undefined, modules }
}

/** @param {string} text */
function answer(text) {
  console.log(text)
  process.exit(0)
}

/**
 * Gives the application the name and version of its package.json.
 * @param {string} folder
 * @returns {boolean} Whether the folder has one.
 */
function describeApplication(folder) {
  const path = join(folder, 'package.json')
  if (!existsSync(path)) return false
  const { version, productName, name, desktopName } = JSON.parse(readFileSync(path, 'utf8'))
  if (version) app.setVersion(version)
  if (productName || name) app.name = productName || name
  if (desktopName) app.setDesktopName(desktopName)
  return true
}
