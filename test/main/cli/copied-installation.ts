import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { checksums } from '../data/stand-in'

const ROOT = new URL('../../..', import.meta.url).pathname
const SCOPE = '@tensorflow'
const PACKAGE = 'tfjs-node-gpu'

/** A copy of the built workbench that a test may spoil: what is large is linked, but for what can be spoilt. */
export interface CopiedInstallation {
  readonly cli: string
  /** The package that holds addon and libraries: without libraries. */
  readonly engine: string
  /** Replaces files of the embedded data set, and their checksums in its dataset.json. */
  readonly spoilData: (files: Readonly<Record<string, Uint8Array>>) => void
  readonly data: string
}

/** @param library whether the engine has its libraries */
export function copyInstallation(folder: string, { library }: { readonly library: boolean }): CopiedInstallation {
  const copied = (...path: string[]): string => join(folder, ...path)
  cpSync(join(ROOT, 'out', 'main'), copied('out', 'main'), { recursive: true })
  cpSync(join(ROOT, 'resources', 'data'), copied('resources', 'data'), { recursive: true })
  cpSync(join(ROOT, 'package.json'), copied('package.json'))
  mkdirSync(copied('node_modules', SCOPE), { recursive: true })
  const link = (...path: string[]): void =>
    symlinkSync(join(ROOT, 'node_modules', ...path), copied('node_modules', ...path))
  const modules = join(ROOT, 'node_modules')
  for (const name of readdirSync(modules)) if (name !== SCOPE) link(name)
  for (const name of readdirSync(join(modules, SCOPE))) if (name !== PACKAGE) link(SCOPE, name)
  const engine = copied('node_modules', SCOPE, PACKAGE)
  if (library) link(SCOPE, PACKAGE)
  else
    for (const name of ['package.json', 'lib'])
      cpSync(join(modules, SCOPE, PACKAGE, name), join(engine, name), { recursive: true })
  const data = copied('resources', 'data', 'fashion-mnist-8k')
  return {
    cli: copied('out', 'main', 'cli.js'),
    engine,
    data,
    spoilData: (files) => {
      const manifest = JSON.parse(readFileSync(join(data, 'dataset.json'), 'utf8'))
      manifest.sha256 = { ...manifest.sha256, ...checksums(files) }
      writeFileSync(join(data, 'dataset.json'), JSON.stringify(manifest))
      for (const [name, bytes] of Object.entries(files)) writeFileSync(join(data, `${name}.gz`), gzipSync(bytes))
    },
  }
}
