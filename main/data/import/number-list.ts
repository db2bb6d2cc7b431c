/** A list of whole numbers below 2^32, four bytes each, that grows. */
export interface NumberList {
  readonly length: number
  push(value: number): void
  at(index: number): number
}

export function createNumberList(): NumberList {
  let values = new Uint32Array(2 ** 12)
  let length = 0
  return {
    get length() {
      return length
    },
    push(value) {
      if (length === values.length) {
        const larger = new Uint32Array(2 * values.length)
        larger.set(values)
        values = larger
      }
      values[length++] = value
    },
    at(index) {
      const value = index < length ? values[index] : undefined
      if (value === undefined) throw new Error(`there is no number ${index} among ${length}`)
      return value
    },
  }
}
