/**
 * What the workbench uses beside npm packages. `textFile`: a file of the checkout that holds the licence's text.
 * @typedef {{ name: string, licence: string, source: string, note: string, textFile?: string }} Component
 */

/** @type {readonly Component[]} */
export const COMPONENTS = [
  {
    name: 'TensorFlow (C and C++ library)',
    licence: 'Apache-2.0',
    source: 'https://github.com/tensorflow/tensorflow',
    note: 'Set-up installs it beside the npm package @tensorflow/tfjs-node-gpu, in `deps/`. The library out of the Python package brings its licence (`deps/LICENSE`) and the notices of what it is built from (`deps/THIRD_PARTY_NOTICES.txt`).',
  },
  {
    name: 'Electron, with Chromium and Node.js',
    licence: 'MIT, and many others for Chromium',
    source: 'https://github.com/electron/electron',
    note: 'Set-up installs the runtime in `node_modules/electron/dist`. The licences of all its parts lie there in `LICENSES.chromium.html`; wherever the runtime goes, that file goes with it.',
  },
  {
    name: 'Fashion-MNIST',
    licence: 'MIT',
    source: 'https://github.com/zalandoresearch/fashion-mnist',
    note: 'A class-balanced part of it is embedded in `resources/data/fashion-mnist-8k`, its licence beside it.',
    textFile: 'resources/data/fashion-mnist-8k/LICENSE',
  },
]
