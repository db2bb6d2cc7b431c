import type { AuxiliaryClassifier } from './architecture'

/** Widths of an auxiliary classifier, and the share of its hidden units that dropout sets to zero. */
export interface ClassifierWidths {
  /** Of the 1x1 convolution. */
  readonly filters: number
  readonly hidden: number
  readonly dropout: number
}

/**
 * GoogLeNet's auxiliary classifier: average pool 5x5/3, 1x1 convolution, a hidden layer, dropout, softmax.
 * @see Szegedy et al. 2014, section 5 (arXiv:1409.4842).
 */
export function auxiliaryClassifier(
  name: string,
  after: string,
  { filters, hidden, dropout }: ClassifierWidths,
): AuxiliaryClassifier {
  return {
    name,
    after,
    normalisation: 'none',
    blocks: [
      { kind: 'average-pool', name: 'pool', size: 5, stride: 3, padding: 'valid' },
      { kind: 'convolution', name: 'conv', kernel: 1, filters },
      { kind: 'dense', name: 'hidden', units: hidden, activation: 'relu' },
      { kind: 'dropout', name: 'dropout', rate: dropout },
      { kind: 'dense', name: 'linear', units: 'classes', activation: 'none' },
    ],
  }
}
