import { describe, expect, it } from 'vitest'
import { type GpuFacts, gpuWords } from '../../../main/cli/commands/gpu-finding'

const facts = (overrides: Partial<GpuFacts>): GpuFacts => ({
  used: false,
  driver: '535.183.01',
  library: 'tensorflow 2.15.1, CUDA build',
  models: [],
  nvidiaLibraries: true,
  ...overrides,
})

describe('doctor says of the GPU', () => {
  it.each([
    { what: 'no driver', given: { driver: undefined }, expected: /not used.*no NVIDIA driver here$/ },
    {
      what: 'the CPU build',
      given: { library: 'tensorflow-cpu 2.15.1', nvidiaLibraries: false },
      expected: /tensorflow-cpu 2\.15\.1 is the CPU build; npm run setup:gpu/,
    },
    {
      what: 'the CUDA build alone',
      given: { nvidiaLibraries: false },
      expected: /libraries that tensorflow 2\.15\.1, CUDA build needs are not beside it; npm run setup:gpu/,
    },
    { what: 'everything, and no GPU all the same', given: {}, expected: /finds no GPU it can use; look.*nvidia-smi/ },
    {
      what: 'a library of tfjs-node-gpu’s own',
      given: { library: 'TensorFlow 2.9.1, found installed', nvidiaLibraries: false },
      expected: /needs CUDA 11\.2 and cuDNN 8\.1 installed/,
    },
    {
      what: 'GPUs in use',
      given: { used: true, models: ['NVIDIA A100-SXM4-40GB', 'NVIDIA A100-SXM4-40GB'] },
      expected:
        /^used \(NVIDIA driver 535\.183\.01, .*\): NVIDIA A100-SXM4-40GB, NVIDIA A100-SXM4-40GB; not verified on a GPU yet$/,
    },
  ])('$what', ({ given, expected }) => expect(gpuWords(facts(given))).toMatch(expected))
})
