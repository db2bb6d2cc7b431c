import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Gpu, listGpus, parseGpuList, visibleGpus } from '../../../main/executors/list-gpus'

/** `nvidia-smi -L` of a machine with two GPUs. */
const TWO = `GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-950792bf-a01c-3f1a-e122-3473e67f54b2)
GPU 1: NVIDIA H100 80GB HBM3 (UUID: GPU-1f6c2b7e-55d8-1c9a-8a0e-6d0e4a3b9c11)
`
/** Of one whose first GPU is divided in two, and whose second is whole. */
const DIVIDED = `GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-838f60d9-651f-9166-ea42-f9da674a6947)
  MIG 3g.20gb     Device  0: (UUID: MIG-ffda444c-c706-57c6-98c9-67c441a0b109)
  MIG 1g.5gb      Device  1: (UUID: MIG-fe9bc608-60f5-5479-8cc4-1827021d27a9)
GPU 1: NVIDIA A100-SXM4-40GB (UUID: GPU-e109d8d9-923e-7235-0429-96b7fdbcbd30)
`
const FIRST = { id: 'GPU-950792bf-a01c-3f1a-e122-3473e67f54b2', name: 'NVIDIA H100 80GB HBM3' }
const SECOND = { id: 'GPU-1f6c2b7e-55d8-1c9a-8a0e-6d0e4a3b9c11', name: 'NVIDIA H100 80GB HBM3' }

describe('the list of GPUs', () => {
  it.each<{ what: string; output: string; expected: readonly Gpu[] }>([
    { what: 'two', output: TWO, expected: [FIRST, SECOND] },
    { what: 'two, with Windows’ line ends', output: TWO.replaceAll('\n', '\r\n'), expected: [FIRST, SECOND] },
    {
      what: 'the parts of one that is divided, and another one',
      output: DIVIDED,
      expected: [
        { id: 'MIG-ffda444c-c706-57c6-98c9-67c441a0b109', name: 'NVIDIA A100-SXM4-40GB 3g.20gb' },
        { id: 'MIG-fe9bc608-60f5-5479-8cc4-1827021d27a9', name: 'NVIDIA A100-SXM4-40GB 1g.5gb' },
        { id: 'GPU-e109d8d9-923e-7235-0429-96b7fdbcbd30', name: 'NVIDIA A100-SXM4-40GB' },
      ],
    },
    { what: 'none', output: 'No devices were found\n', expected: [] },
    {
      what: 'none in what is no list',
      output: 'Failed to initialize NVML: Driver/library version mismatch',
      expected: [],
    },
  ])('is read: $what', ({ output, expected }) => expect(parseGpuList(output)).toEqual(expected))

  it.each<{ chosen: string | undefined; expected: readonly Gpu[] }>([
    { chosen: undefined, expected: [FIRST, SECOND] },
    { chosen: '', expected: [] },
    { chosen: '-1', expected: [] },
    { chosen: '1', expected: [{ ...SECOND, id: '1' }] },
    {
      chosen: '1,0',
      expected: [
        { ...SECOND, id: '1' },
        { ...FIRST, id: '0' },
      ],
    },
    { chosen: SECOND.id, expected: [SECOND] },
    { chosen: 'GPU-1f6c', expected: [{ ...SECOND, id: 'GPU-1f6c' }] },
    { chosen: '0, 7, 1', expected: [{ ...FIRST, id: '0' }] },
  ])('keeps to CUDA_VISIBLE_DEVICES=$chosen', ({ chosen, expected }) => {
    expect(visibleGpus([FIRST, SECOND], chosen)).toEqual(expected)
  })
})

describe.skipIf(process.platform === 'win32')('nvidia-smi', () => {
  let bin: string
  beforeEach(() => {
    bin = mkdtempSync(join(tmpdir(), 'nvidia-smi-'))
  })
  afterEach(() => rmSync(bin, { recursive: true, force: true }))

  const put = (script: string): void => {
    writeFileSync(join(bin, 'nvidia-smi'), `#!/bin/sh\n${script}\n`)
    chmodSync(join(bin, 'nvidia-smi'), 0o755)
  }
  const env = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
    PATH: `${bin}${delimiter}/usr/bin${delimiter}/bin`,
    ...more,
  })

  it('is asked for the GPUs', async () => {
    put(`[ "$*" = "-L" ] && cat <<'END'\n${TWO}END`)
    expect(await listGpus(env())).toEqual([FIRST, SECOND])
    expect(await listGpus(env({ CUDA_VISIBLE_DEVICES: '1' }))).toEqual([{ ...SECOND, id: '1' }])
  })

  it('that fails, or says that there is no driver, tells of none', async () => {
    put(`cat <<'END'\n${TWO}END\nexit 9`)
    expect(await listGpus(env())).toEqual([])
  })

  it('that is missing is as good as no GPU', async () => {
    expect(await listGpus({ PATH: bin })).toEqual([])
  })
})
