// npm run setup:gpu [-- --anyway]: TensorFlow's CUDA build and NVIDIA's libraries, so that no CUDA installation is needed.
// Downloads about 2.5 GB once for all checkouts of this user. --anyway: also where there is no NVIDIA driver.
import { runEntry } from './entry.mjs'
import { EXIT_ENVIRONMENT, SetupFailure } from './setup/failure.mjs'
import { driverVersion } from './setup/gpu/driver.mjs'
import { setUp } from './setup/set-up.mjs'

await runEntry(async () => {
  const driver = await driverVersion()
  if (driver === undefined && !process.argv.includes('--anyway')) {
    throw new SetupFailure(
      'the GPU is not set up',
      'there is no NVIDIA driver here: /proc/driver/nvidia/version is missing',
      'Install the driver (525.60 or newer), or fetch the libraries all the same with: npm run setup:gpu -- --anyway',
    )
  }
  const lacking = await setUp({ purpose: 'gpu', stream: process.stdout })
  return lacking.length === 0 ? 0 : EXIT_ENVIRONMENT
})
