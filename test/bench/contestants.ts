import { join } from 'node:path'
import process from 'node:process'
import { userFolders } from '../../main/store/user-folders'
import type { Command } from './contestant-process'
import type { BenchNetwork } from './networks'

export const FRAMEWORKS = ['keras', 'torch'] as const
export type Framework = (typeof FRAMEWORKS)[number]

/** Where the contestants' programs lie. */
export interface Programs {
  /** The bundled bench: engine-contestant.js, tfjs-contestant.js. */
  readonly bundle: string
  /** Python scripts of the peers. */
  readonly scripts: string
  /** The Python of each peer's own environment. */
  readonly python: (framework: Framework) => string
}

export interface ContestantKind {
  readonly name: string
  readonly title: string
  /** Where it is measured, if not everywhere. */
  readonly only?: { readonly words: string; readonly at: (network: BenchNetwork, batch: number) => boolean }
  readonly command: (programs: Programs, cell: { folder: string; batch: number; towers: number }) => Command
}

export const ENGINE = 'engine'

/** torch.compile takes a minute to several to compile, so it is measured at one batch alone. */
const COMPILED_BATCH = 64

export const CONTESTANTS: readonly ContestantKind[] = [
  {
    name: ENGINE,
    title: 'this engine',
    command: ({ bundle }, { folder, batch, towers }) => ({
      program: process.execPath,
      args: [join(bundle, 'engine-contestant.js'), folder, String(batch), String(towers)],
      env: process.env,
    }),
  },
  python('keras-fit', 'Keras fit', 'keras', 'fit'),
  python('keras-function', 'Keras, tf.function', 'keras', 'function'),
  python('torch', 'PyTorch channels_last', 'torch', 'eager'),
  {
    ...python('torch-compile', 'PyTorch channels_last, compiled', 'torch', 'compile'),
    only: { words: `at batch ${COMPILED_BATCH}`, at: (_, batch) => batch === COMPILED_BATCH },
  },
  {
    name: 'tfjs',
    title: 'tfjs-node, op by op',
    only: { words: 'on the small networks', at: ({ small }) => small },
    command: ({ bundle }, { folder, batch }) => ({
      program: process.execPath,
      args: [join(bundle, 'tfjs-contestant.js'), folder, String(batch)],
      env: process.env,
    }),
  },
]

export const PEERS: readonly string[] = CONTESTANTS.map(({ name }) => name).filter((name) => name !== ENGINE)

/** Peers in their default settings that the engine is held against: the best of them is the measure. */
export const RIVALS: readonly string[] = ['keras-fit', 'keras-function', 'torch']

function python(name: string, title: string, framework: Framework, way: string): ContestantKind {
  return {
    name,
    title,
    command: (programs, { folder, batch }) => ({
      program: programs.python(framework),
      args: [join(programs.scripts, `${framework}_contestant.py`), folder, String(batch), way],
      env: pythonEnvironment(),
    }),
  }
}

/** The user's own, less what would slow a peer down or make it read other packages. */
export function pythonEnvironment(): NodeJS.ProcessEnv {
  const { OPENBLAS_CORETYPE: _coreType, OPENBLAS_L2_SIZE: _cacheSize, PYTHONPATH: _path, ...env } = process.env
  return {
    ...env,
    TF_CPP_MIN_LOG_LEVEL: '2',
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUNBUFFERED: '1',
    // What torch.compile has compiled is kept from run to run: the first one takes minutes.
    TORCHINDUCTOR_CACHE_DIR: join(userFolders().cache, 'bench', 'compiled-by-torch'),
  }
}
