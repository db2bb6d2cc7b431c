import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const here = (...path: string[]) => resolve(import.meta.dirname, ...path)

/** scripts/build builds into a folder beside `out` and renames it, so that `out` is never half a build. */
const OUT = process.env.ABLATION_WORKBENCH_OUT ?? 'out'

/** The oldest runtime that the workbench runs on: Electron 33 has Chromium 130 and Node 20.18. */
const NODE = 'node20.18'
const CHROME = 'chrome130'

export default defineConfig({
  main: {
    build: {
      outDir: here(OUT, 'main'),
      target: NODE,
      rollupOptions: {
        input: {
          index: here('main/app/index.ts'),
          cli: here('main/cli/index.ts'),
          worker: here('main/worker/entry.ts'),
          print: here('main/app/print-entry.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: here(OUT, 'preload'),
      target: NODE,
      // A sandboxed preload can require nothing but electron: everything else is bundled, as CommonJS.
      externalizeDeps: false,
      rollupOptions: {
        input: { index: here('preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: here('renderer'),
    // Relative addresses: the files are loaded from wherever app:// puts them.
    base: './',
    plugins: [react()],
    worker: { format: 'es' },
    build: {
      outDir: here(OUT, 'renderer'),
      target: CHROME,
      rollupOptions: { input: here('renderer/index.html') },
    },
  },
})
