import type { LayerGraph } from '../architecture/layer-graph'
import { elements } from '../architecture/shape'
import type { SplitName } from '../training/dataset'
import { optimizerSlots, type Recipe } from '../training/recipe'
import { activationMemory } from './activation-memory'
import { networkCost } from './cost'

/** Bytes that training one trial takes at its peak, of a process of its own. */
export interface TrainingMemory {
  /** TensorFlow and the program, before anything is trained. */
  readonly program: number
  /** Weights, their gradients and what the optimizer keeps of them, with the copies that are made on the way. */
  readonly weights: number
  /** What the layers write of one batch, and its gradients. */
  readonly batch: number
  /** Images: as they were read, and in the session. */
  readonly data: number
  readonly total: number
}

const FLOAT_BYTES = 4

/*
 * Fitted to the peak resident memory of processes of one thread on x86-64 with TensorFlow 2.15.1, and off by −8 to +12 %
 * of it: mini-googlenet (28×28×1, batches of 64 and 256: 386 and 625 MB), nin-cifar (32×32×3, 16 and 64: 398 and 555),
 * vgg-cifar (32×32×3, 16 and 64: 453 and 533; 128 with Adam: 763), GoogLeNet without auxiliary classifiers (64×64×3,
 * 2, 32 and 128: 635, 734 and 978; 8 with plain descent and with Adam: 522 and 701).
 */
const PROGRAM_BYTES = 300e6
/** Copies of the weights: drawn, restored, in the session, gradients by layer and joined, read back. */
const WEIGHT_COPIES = 9
/** The same for each number that the optimizer keeps of a weight. */
const SLOT_COPIES = 3
/** Of the numbers that layers write into memory of their own: they wait for the backward pass, with some gradients. */
const ACTIVATION_COPIES = 1.25
/** As read from the files, the part of it that the trial takes, and that part in the session. */
const RESIDENT_COPIES = 3
/**
 * Of an image that stays on the disk: its label, its numbers in the file, in the split and in the epoch's order. Only added sets
 * have splits so large, and batches of theirs are read from the disk.
 */
const STREAMED_BYTES = 16

/**
 * Predicts the memory of training, to refuse a trial that would not fit before it is begun.
 * @param graph the trial's architecture, built for its data
 * @param sizes images of each split
 * @param residentBytes splits up to this size are kept in the session, others are streamed
 */
export function trainingMemory(
  graph: LayerGraph,
  { batch, optimizer, averageDecay }: Recipe,
  sizes: Readonly<Record<SplitName, number>>,
  residentBytes: number,
): TrainingMemory {
  const { parameters } = networkCost(graph).training
  const slots = optimizerSlots(optimizer).length + (averageDecay === undefined ? 0 : 1)
  const dataOf = (images: number): number => {
    const bytes = images * elements(graph.input)
    return bytes <= residentBytes ? bytes * RESIDENT_COPIES : images * STREAMED_BYTES
  }
  const weights = parameters * FLOAT_BYTES * (WEIGHT_COPIES + SLOT_COPIES * slots)
  const ofBatch = activationMemory(graph).training * batch * ACTIVATION_COPIES
  const data = dataOf(sizes.train) + dataOf(sizes.validation) + dataOf(sizes.test)
  return { program: PROGRAM_BYTES, weights, batch: ofBatch, data, total: PROGRAM_BYTES + weights + ofBatch + data }
}
