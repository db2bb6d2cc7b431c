import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A study that trains for some seconds: two arms on a part of the embedded data. */
export function writeStudy(folder: string, { epochs = 1, replicates = 1, train = 1000, outcome = '{}' } = {}): string {
  const file = join(folder, 'tiny.yaml')
  writeFileSync(
    file,
    `study: tiny
question: Does the command line train?
architecture: mini-googlenet
dataset: { name: fashion-mnist-8k, train: ${train}, validation: 500 }
factors:
  pooling: [on, off]
replicates: ${replicates}
training:
  epochs: ${epochs}
  optimizer: { kind: momentum, learningRate: 0.1 }
outcome: ${outcome}
`,
  )
  return file
}
