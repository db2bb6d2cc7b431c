/**
 * Cross-entropy of the main classifier in training: the sum that was minimised without the auxiliary classifiers’ part,
 * so that arms with and without them can be compared.
 * @param train a measured stretch: the whole sum, and each auxiliary classifier’s own cross-entropy, unweighted.
 */
export function mainLoss(
  train: { readonly loss: number; readonly heads: Readonly<Record<string, number>> },
  auxiliaryWeight: number,
): number {
  return train.loss - auxiliaryWeight * Object.values(train.heads).reduce((sum, own) => sum + own, 0)
}
