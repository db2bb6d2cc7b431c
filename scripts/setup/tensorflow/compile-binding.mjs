import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { SetupFailure } from '../failure.mjs'
import { runCommand, tellingLine } from '../run-command.mjs'

/** @import { Tool } from './tools.mjs' */

/**
 * Compiles the npm package's unmodified binding. It speaks Node-API version 8 alone, so one binary serves every Node and
 * Electron; the headers of Node-API come from npm's node-api-headers, so that no Node headers need to be installed.
 * @param {object} options
 * @param {Tool} options.compiler
 * @param {string} options.root  The checkout.
 * @param {string} options.sources  The npm package's folder.
 * @param {string} options.headers  The folder that holds TensorFlow's headers.
 * @param {string} options.libraries  The folder that holds the libraries to link.
 * @param {readonly string[]} options.names  File names of the libraries to link.
 * @param {string} options.target  The compiled binding.
 */
export async function compileBinding({ compiler, root, sources, headers, libraries, names, target }) {
  await mkdir(dirname(target), { recursive: true })
  const [program, ...first] = compiler
  const result = await runCommand(program, [
    ...first,
    '-shared',
    '-fPIC',
    '-O2',
    '-std=c++17',
    '-DNAPI_VERSION=8',
    '-DNODE_GYP_MODULE_NAME=tfjs_binding',
    `-I${join(root, 'node_modules', 'node-api-headers', 'include')}`,
    `-I${headers}`,
    `-I${dirname(sources)}`,
    join(sources, 'binding', 'tfjs_backend.cc'),
    join(sources, 'binding', 'tfjs_binding.cc'),
    `-L${libraries}`,
    ...names.map((name) => `-l:${name}`),
    '-Wl,-rpath,$ORIGIN/../../deps/lib',
    '-o',
    target,
  ])
  if (result.failure !== undefined) {
    throw new SetupFailure(
      "TensorFlow's binding cannot be compiled",
      tellingLine(result),
      `Look whether ${program} works and is of this decade (C++17).`,
    )
  }
}
