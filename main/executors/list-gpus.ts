import { execFile } from 'node:child_process'

/** A GPU, or the part of one that stands for a whole (MIG). */
export interface Gpu {
  /** As CUDA_VISIBLE_DEVICES names it. */
  readonly id: string
  /** Its model. */
  readonly name: string
}

/** The driver may have to wake the GPUs first. */
const PATIENCE_MS = 20_000

/**
 * The NVIDIA GPUs that a process with this environment would see; none where nvidia-smi is missing or fails.
 * @param env its PATH finds nvidia-smi, its CUDA_VISIBLE_DEVICES leaves GPUs out
 */
export async function listGpus(env: NodeJS.ProcessEnv): Promise<readonly Gpu[]> {
  // By their own names: numbers mean one order to nvidia-smi and another one to CUDA.
  const output = await new Promise<string>((resolve) => {
    execFile('nvidia-smi', ['-L'], { env, timeout: PATIENCE_MS }, (error, stdout) => resolve(error ? '' : stdout))
  })
  return visibleGpus(parseGpuList(output), env.CUDA_VISIBLE_DEVICES)
}

/** What `nvidia-smi -L` prints. A GPU that is divided is used by its parts alone. */
export function parseGpuList(output: string): readonly Gpu[] {
  const found: { readonly whole: Gpu; readonly parts: Gpu[] }[] = []
  for (const line of output.split('\n')) {
    const [, name, id] = /^GPU \d+: (.+) \(UUID: (GPU-[\w-]+)\)/.exec(line) ?? []
    if (name !== undefined && id !== undefined) found.push({ whole: { id, name }, parts: [] })
    const [, profile, part] = /^\s+MIG (\S+)\s.*\(UUID: (MIG-[\w/-]+)\)/.exec(line) ?? []
    const last = found.at(-1)
    if (profile !== undefined && part !== undefined && last)
      last.parts.push({ id: part, name: `${last.whole.name} ${profile}` })
  }
  return found.flatMap(({ whole, parts }) => (parts.length > 0 ? parts : [whole]))
}

/**
 * Those that are left where a person, or a cluster, has chosen some.
 * @param chosen the value of CUDA_VISIBLE_DEVICES: numbers or names with commas between them. The first that is none
 *   ends the list, as it does for CUDA.
 */
export function visibleGpus(gpus: readonly Gpu[], chosen: string | undefined): readonly Gpu[] {
  if (chosen === undefined || gpus.length === 0) return gpus
  const visible: Gpu[] = []
  for (const id of chosen.split(',').map((word) => word.trim())) {
    // A number is handed on as it is: CUDA counts in an order of its own.
    const gpu = /^\d+$/.test(id) ? gpus[Number(id)] : gpus.find((one) => id !== '' && one.id.startsWith(id))
    if (!gpu) break
    visible.push({ id, name: gpu.name })
  }
  return visible
}
