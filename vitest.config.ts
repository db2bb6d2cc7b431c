import { defineConfig } from 'vitest/config'

const ENGINE = ['test/main/engine/**/*.test.ts', 'test/main/worker/**/*.test.ts', 'test/engine/**/*.test.ts']
const CLI = ['test/main/cli/**/*.test.ts', 'test/cli/**/*.test.ts']
const WINDOW = ['test/e2e/**/*.test.ts']
const PARITY = ['test/parity/**/*.test.ts']

/** Tests that start processes: one file at a time, in a process of their own, with time for a slow machine. */
const heavy = { pool: 'forks', fileParallelism: false, testTimeout: 120_000, hookTimeout: 120_000 } as const

/**
 * Groups, the fast ones first:
 *  - `unit`    pure code and files, no TensorFlow, no window
 *  - `engine`  needs the TensorFlow library and binding
 *  - `cli`     runs the built command line
 *  - `parity`  needs other frameworks in Python; npm run test:parity alone runs it
 *  - `window`  drives the built application, needs a display
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [...ENGINE, ...CLI, ...WINDOW, ...PARITY],
        },
      },
      { test: { name: 'engine', include: ENGINE, ...heavy } },
      { test: { name: 'cli', include: CLI, ...heavy } },
      { test: { name: 'parity', include: PARITY, ...heavy } },
      { test: { name: 'window', include: WINDOW, ...heavy, testTimeout: 300_000 } },
    ],
  },
})
