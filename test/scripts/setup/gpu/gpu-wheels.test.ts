import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { unpackWheel } from '../../../../scripts/setup/gpu/cached-wheel.mjs'
import { driverVersion } from '../../../../scripts/setup/gpu/driver.mjs'
import { placeGpuLibraries } from '../../../../scripts/setup/gpu/gpu.mjs'
import { NVIDIA, placeOfNvidiaEntry, TENSORFLOW } from '../../../../scripts/setup/gpu/wheels.mjs'
import { placeOfTensorflowEntry } from '../../../../scripts/setup/tensorflow/wheel.mjs'
import { scratchFolders } from '../../scratch-folder'

const scratch = scratchFolders()

describe('the pinned wheels', () => {
  it('name one file each, by its checksum', () => {
    const all = [TENSORFLOW, ...NVIDIA]
    for (const { sha256 } of all) expect(sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(new Set(all.map(({ sha256 }) => sha256)).size).toBe(13)
  })

  // The search path of libtensorflow_cc.so.2 2.15.1 names these folders, read with readelf.
  it('bring every library that the CUDA build looks for beside itself', () => {
    const names = NVIDIA.map(({ package: name }) => name)
    for (const library of ['cusparse', 'cusolver', 'cudnn', 'cufft', 'cublas', 'cuda-cupti', 'cuda-runtime'])
      expect(names).toContain(`nvidia-${library}-cu12`)
  })
})

describe('what is kept of a wheel of NVIDIA', () => {
  it.each([
    { entry: 'nvidia/cudnn/lib/libcudnn.so.8', place: 'nvidia/cudnn/lib/libcudnn.so.8' },
    { entry: 'nvidia/cublas/lib/libcublasLt.so.12', place: 'nvidia/cublas/lib/libcublasLt.so.12' },
    { entry: 'nvidia/cuda_nvcc/bin/ptxas', place: 'nvidia/cuda_nvcc/bin/ptxas' },
    {
      entry: 'nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc',
      place: 'nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc',
    },
    {
      entry: 'nvidia_cudnn_cu12-8.9.4.25.dist-info/License.txt',
      place: 'licences/nvidia_cudnn_cu12-8.9.4.25.txt',
    },
    { entry: 'nvidia/cudnn/include/cudnn.h', place: undefined },
    { entry: 'nvidia/cudnn/lib/__init__.py', place: undefined },
    { entry: 'nvidia/__init__.py', place: undefined },
    { entry: '../nvidia/cudnn/lib/libcudnn.so.8', place: undefined },
  ])('$entry', ({ entry, place }) => expect(placeOfNvidiaEntry(entry)).toBe(place))
})

/** A wheel of these files, and the folder it is unpacked into. */
async function unpacked(files: Readonly<Record<string, string>>, placeOf: (entry: string) => string | undefined) {
  const folder = await scratch()
  const archive = join(folder, 'made.whl')
  const entries = Object.entries(files).map(([name, text]) => [
    name,
    [strToU8(text), { os: 3, attrs: ((name.includes('/bin/') ? 0o100755 : 0o100644) << 16) >>> 0 }] as const,
  ])
  await writeFile(archive, zipSync(Object.fromEntries(entries)))
  const target = join(folder, 'target')
  await mkdir(target)
  await unpackWheel(archive, target, placeOf)
  const found = await readdir(target, { recursive: true, withFileTypes: true })
  const paths = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return {
    folder: target,
    files: paths.map((path) => ({ path: path.slice(target.length + 1), size: 0, sha256: '' })),
  }
}

describe('unpackWheel and placeGpuLibraries', () => {
  it('lay NVIDIA’s libraries where the CUDA build finds them, from its own folder', async () => {
    const library = await unpacked(
      {
        'tensorflow/libtensorflow_cc.so.2': 'library',
        'tensorflow/include/tensorflow/c/c_api.h': 'header',
        'tensorflow/python/__init__.py': 'Python',
        'tensorflow-2.15.1.dist-info/LICENSE': 'Apache',
      },
      placeOfTensorflowEntry,
    )
    const cudnn = await unpacked(
      { 'nvidia/cudnn/lib/libcudnn.so.8': 'cudnn', 'nvidia/cudnn/include/cudnn.h': 'header' },
      placeOfNvidiaEntry,
    )
    const nvcc = await unpacked({ 'nvidia/cuda_nvcc/bin/ptxas': 'assembler' }, placeOfNvidiaEntry)
    const binding = await scratch()
    await mkdir(join(binding, 'lib', 'napi-v8'), { recursive: true })
    await writeFile(join(binding, 'lib', 'napi-v8', 'tfjs_binding.node'), 'binding')
    const folder = await scratch()
    await mkdir(join(folder, 'deps', 'lib'), { recursive: true })
    await writeFile(join(folder, 'deps', 'lib', 'of-the-cpu-build'), '')

    await placeGpuLibraries(folder, { library, nvidia: [cudnn, nvcc], binding: { folder: binding } })

    const text = (...path: string[]) => readFile(join(folder, ...path), 'utf8')
    expect(await text('deps', 'lib', 'libtensorflow_cc.so.2')).toBe('library')
    // $ORIGIN/../nvidia/cudnn/lib
    expect(await text('deps', 'lib', '..', 'nvidia', 'cudnn', 'lib', 'libcudnn.so.8')).toBe('cudnn')
    expect(await text('lib', 'napi-v8', 'tfjs_binding.node')).toBe('binding')
    expect(await text('deps', 'LICENSE')).toBe('Apache')
    expect(existsSync(join(folder, 'deps', 'lib', 'of-the-cpu-build'))).toBe(false)
    expect(existsSync(join(folder, 'deps', 'include'))).toBe(false)
    expect((await readdir(folder)).sort()).toEqual(['deps', 'lib'])
  })

  it('refuse a wheel that has nothing of what is looked for', async () => {
    await expect(unpacked({ 'other/file': '' }, placeOfNvidiaEntry)).rejects.toThrow(/nothing of what is looked for/)
  })
})

describe('driverVersion', () => {
  it.each([
    {
      what: 'the proprietary module',
      text: 'NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun May 12 19:39:15 UTC 2024\nGCC version:\n',
      expected: '535.183.01',
    },
    {
      what: 'the open module',
      text: 'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  550.54.15  Release Build\n',
      expected: '550.54.15',
    },
  ])('reads that of $what', async ({ text, expected }) => {
    const file = join(await scratch(), 'version')
    await writeFile(file, text)
    expect(await driverVersion(file)).toBe(expected)
  })

  it('is undefined without a driver', async () => {
    expect(await driverVersion(join(await scratch(), 'version'))).toBeUndefined()
  })
})
