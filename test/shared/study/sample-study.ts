import { err } from '../../../shared/result'
import type { PlanContext } from '../../../shared/study/plan-study'
import type { DatasetDescription } from '../../../shared/training/dataset'

/** The embedded data set as the plan sees it. */
export const fashion8k: DatasetDescription = {
  name: 'fashion-mnist-8k',
  title: 'Fashion-MNIST, 8,000 images',
  licence: 'MIT',
  source: 'a test',
  image: [28, 28, 1],
  classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  sizes: { train: 5000, validation: 2000, test: 1000 },
  sha256: 'a'.repeat(64),
}

export function planContext(overrides: Partial<PlanContext> = {}): PlanContext {
  return {
    datasetNames: ['fashion-mnist-8k', 'fashion-mnist'],
    findDataset: (name) =>
      name === 'fashion-mnist-8k'
        ? { found: true, dataset: fashion8k }
        : { found: false, sentence: `${name} is not on this machine.` },
    readArchitectureFile: (path) => err(`There is no file ${path}.`),
    speed: { macsPerSecond: 1e10, activationsPerSecond: 1e9, startSeconds: 1, from: 'assumed' },
    machine: { cores: 2, gpus: [], memoryBytes: 64e9, calibration: undefined },
    residentBytes: 2e9,
    ...overrides,
  }
}

/** A machine on which towers are worth while. */
export function measuredMachine(cores: number): PlanContext['machine'] {
  return {
    cores,
    gpus: [],
    memoryBytes: 64e9,
    calibration: {
      device: 'cpu',
      measured: [
        { workers: cores, threads: 1, towers: 1, imagesPerSecond: 1000 * cores },
        { workers: 1, threads: 1, towers: 1, imagesPerSecond: 2000 },
        { workers: 1, threads: 2, towers: 2, imagesPerSecond: 3000 },
        { workers: 1, threads: 4, towers: 4, imagesPerSecond: 5000 },
      ],
    },
  }
}

interface StudyParts {
  readonly [key: string]: string
}

/** A short valid study; a part given replaces its line, an empty one leaves it out, others are added. */
export function studySource(parts: StudyParts = {}): string {
  const lines: StudyParts = {
    study: 'tiny',
    question: 'Does it plan?',
    architecture: 'mini-googlenet',
    dataset: '{ name: fashion-mnist-8k }',
    factors: '{ reduction: [on, off] }',
    training: '{ epochs: 1, optimizer: { kind: momentum, learningRate: 0.1 } }',
    ...parts,
  }
  return Object.entries(lines)
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('')
}
