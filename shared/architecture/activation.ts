/** The non-linearities a block may end in. */
export const ACTIVATIONS = ['relu', 'leaky-relu', 'relu6', 'elu', 'selu', 'tanh', 'sigmoid'] as const

/**
 * - `relu` max(x, 0)
 * - `leaky-relu` x where x > 0, else a hundredth of it (Maas et al. 2013)
 * - `relu6` min(max(x, 0), 6)
 * - `elu` x where x > 0, else eˣ − 1 (arXiv:1511.07289)
 * - `selu` λ·x where x > 0, else λ·α·(eˣ − 1), λ ≈ 1.0507, α ≈ 1.6733 (arXiv:1706.02515)
 * - `tanh`, `sigmoid` 1 ÷ (1 + e⁻ˣ)
 */
export type Activation = (typeof ACTIVATIONS)[number]

export function isActivation(kind: string): kind is Activation {
  return ACTIVATIONS.some((activation) => activation === kind)
}
