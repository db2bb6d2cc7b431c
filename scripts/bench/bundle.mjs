import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'vite'

/** The bench and its contestants, each a program of its own. */
const PROGRAMS = ['bench', 'engine-contestant', 'engine-shares', 'tfjs-contestant']

/**
 * Bundles the bench's TypeScript, and with it the engine as it stands in the sources.
 * @param {string} root
 * @returns {Promise<string>} The folder that holds the programs.
 */
export async function bundleBench(root) {
  const folder = join(root, 'node_modules', '.cache', 'bench')
  await rm(folder, { recursive: true, force: true })
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      ssr: true,
      target: 'node20.18',
      outDir: folder,
      rollupOptions: {
        input: Object.fromEntries(PROGRAMS.map((name) => [name, join(root, 'test', 'bench', `${name}.ts`)])),
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  })
  if ((await readdir(folder)).length === 0) throw new Error(`the bench was not bundled into ${folder}`)
  return folder
}
