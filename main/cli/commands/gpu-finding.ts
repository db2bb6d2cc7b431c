import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { libraryWords } from '../../engine/library'

/** What is known of a GPU on this machine and of the library that would use it. */
export interface GpuFacts {
  readonly used: boolean
  /** The NVIDIA driver's version; undefined where there is none. */
  readonly driver: string | undefined
  /** What set-up wrote of the TensorFlow library, such as `tensorflow-cpu 2.15.1`; undefined where it did not. */
  readonly library: string | undefined
  /** Models, as nvidia-smi lists them. */
  readonly models: readonly string[]
  /** NVIDIA's libraries lie beside it. */
  readonly nvidiaLibraries: boolean
}

/** Whether a GPU is used, and why not, with what to do. */
export function gpuWords({ used, driver, library, models, nvidiaLibraries }: GpuFacts): string {
  if (used) {
    const which = models.length > 0 ? `: ${models.join(', ')}` : ''
    return `used (NVIDIA driver ${driver ?? 'of unknown version'}, ${library ?? 'TensorFlow'})${which}; not verified on a GPU yet`
  }
  const because = (reason: string): string => `not used, trials run on the CPU: ${reason}`
  if (driver === undefined) return because('there is no NVIDIA driver here')
  const has = `the NVIDIA driver ${driver} is here, and `
  if (library?.includes('CUDA') && !nvidiaLibraries)
    return because(`${has}the libraries that ${library} needs are not beside it; npm run setup:gpu fetches them`)
  if (library?.includes('CUDA'))
    return because(
      `${has}${library} with its libraries, but it finds no GPU it can use; look whether nvidia-smi lists one, and ` +
        'whether the driver is 525.60 or newer',
    )
  if (library?.startsWith('tensorflow-cpu'))
    return because(`${has}${library} is the CPU build; npm run setup:gpu fetches the CUDA build`)
  return because(
    `${has}${library ?? 'the TensorFlow library'} finds no GPU; libtensorflow 2.9.1 needs CUDA 11.2 and cuDNN 8.1 ` +
      'installed; npm run setup:gpu fetches a build that needs neither',
  )
}

/** @param root the checkout: the library lies in its node_modules */
export function gpuFacts(root: string, used: boolean, models: readonly string[]): GpuFacts {
  const folder = join(root, 'node_modules', '@tensorflow', 'tfjs-node-gpu')
  const driver = /Kernel Module.*?\b(\d+\.\d+(?:\.\d+)?)\b/.exec(readText('/proc/driver/nvidia/version'))?.[1]
  return {
    used,
    driver,
    library: libraryWords(folder),
    models,
    nvidiaLibraries: existsSync(join(folder, 'deps', 'nvidia', 'cudnn', 'lib')),
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
