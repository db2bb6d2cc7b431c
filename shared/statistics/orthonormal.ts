import { dot } from './cholesky'

/** What is left of a vector's square below this share is rounding: the vector depends on those before it. */
const DEPENDENT = 1e-10

/**
 * Vectors of length 1, at right angles to each other and to a basis, that span what these vectors add to it. By Gram and
 * Schmidt, each vector twice, which is enough.
 * @param squares the squared length that a vector counts as nothing beside; its own unless told
 */
export function orthonormal(
  vectors: readonly Float64Array[],
  basis: readonly Float64Array[] = [],
  squares: readonly number[] = vectors.map((vector) => dot(vector, vector)),
): readonly Float64Array[] {
  const added: Float64Array[] = []
  for (const [index, vector] of vectors.entries()) {
    const left = vector.slice()
    for (const _pass of ['first', 'second'])
      for (const other of [...basis, ...added]) {
        const share = dot(left, other)
        for (let at = 0; at < left.length; at += 1) left[at] = (left[at] ?? 0) - share * (other[at] ?? 0)
      }
    const square = dot(left, left)
    if (square <= DEPENDENT * (squares[index] ?? 0)) continue
    added.push(left.map((coordinate) => coordinate / Math.sqrt(square)))
  }
  return added
}
