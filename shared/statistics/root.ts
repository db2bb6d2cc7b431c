/**
 * Where a continuous function changes its sign, by halving: as close as doubles can tell.
 * @throws RangeError where it has the same sign at both ends.
 */
export function findRoot(f: (x: number) => number, low: number, high: number): number {
  const [atLow, atHigh] = [f(low), f(high)]
  if (atLow === 0) return low
  if (atHigh === 0) return high
  if (!(atLow < 0 !== atHigh < 0)) throw new RangeError(`no sign change from ${low} (${atLow}) to ${high} (${atHigh})`)
  let [left, right] = [low, high]
  for (;;) {
    const middle = left + (right - left) / 2
    if (middle <= left || middle >= right || right - left <= Number.EPSILON * Math.abs(middle)) return middle
    if (f(middle) < 0 === atLow < 0) left = middle
    else right = middle
  }
}
